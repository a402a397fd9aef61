/**
 * Some kiosks in one program, which is killed as a machine loses its power: each with its own journal on disk, the real
 * outbox and the real client. Each hands in so many requests, beginning with those that an earlier run did not come to.
 * Argument: {@link KioskGroup} as JSON. Says `done` when all of them were registered.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { systemClock } from '../../../../base/clock.ts';
import { createLog } from '../../../../electron/kiosk/log/log.ts';
import { openStore } from '../../../../electron/kiosk/store/store.ts';
import { createRegisterLink } from '../../../../electron/kiosk/register-link/link.ts';
import { createRegisterClient } from '../../../../register/client/client.ts';
import type { Catalogue } from '../../../../register/contract/contract.ts';
import { inProcess } from '../../../harness/scripted.ts';

export interface KioskGroup {
  readonly folder: string;
  readonly url: string;
  readonly kiosks: readonly {
    readonly name: string;
    readonly key: string;
    /** Two hexadecimal digits: part of the numbers that it gives. */ readonly mark: string;
  }[];
  /** Requests of each. */
  readonly requests: number;
}

const group = JSON.parse(process.argv[2] ?? '') as KioskGroup;
const pause = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.after(ms, resolve));

async function run({ name, key, mark }: KioskGroup['kiosks'][number]): Promise<void> {
  const file = join(group.folder, `${name}.sqlite`);
  const store = openStore(file);
  const beside = new DatabaseSync(file, { readOnly: true });
  const count = (state: string): number =>
    (beside.prepare(`SELECT count(*) AS n FROM submission WHERE state LIKE ?`).get(state) as { n: number }).n;
  let known: Catalogue | undefined;
  const registerLink = createRegisterLink({
    register: createRegisterClient({ baseUrl: group.url, key, timeoutMs: 4_000 }),
    store: inProcess(store),
    enrolledWith: () => null,
    clock: systemClock,
    log: createLog(
      () => undefined,
      () => systemClock.now(),
    ),
    everySeconds: 5,
    runtime: 'test',
    random: Math.random,
    catalogue: () => known,
    onCatalogue: (catalogue) => {
      known = catalogue;
    },
    onReach: () => undefined,
    changed: () => undefined,
    heartbeat: () => ({ software: '0', mode: 'in-service', catalogue: null, unfinished: 0, devices: [] }),
  });
  await registerLink.start();
  while (known === undefined) await pause(50);
  for (let made = count('%'); made < group.requests; made = count('%')) {
    const number = `V-${mark}${made.toString(16).padStart(2, '0')}-0000`.toUpperCase();
    await registerLink.outbox.keep(
      randomUUID(),
      'feedback',
      { topic: 'idea', text: `${name} ${made}`, contact: null, language: 'de', number, secret: 'AAAA-BBBB-CCCC' },
      number,
    );
    await pause(Math.random() * 60);
  }
  // The tests do not wait for a back-off of minutes: a register that is back is noticed by the next look for a
  // catalogue.
  while (count('registered') < group.requests) await pause(50);
  registerLink.stop();
}

await Promise.all(group.kiosks.map(run));
process.stdout.write('done\n');
process.exit(0);
