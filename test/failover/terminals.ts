/**
 * Some terminals in one program, with the terminal's own journal on disk, outbox and client: each hands in requests one
 * after the other, says its signs of life and asks for states of documents, until its input ends and everything that it
 * kept was acknowledged. Argument: {@link TerminalGroup} as JSON. A line of {@link Word} for each thing that happens.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { createLog } from '../../electron/kiosk/log/log.ts';
import { createRegisterLink } from '../../electron/kiosk/register-link/link.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { createRegisterClient, type RegisterClient } from '../../register/client/client.ts';
import type { Catalogue } from '../../register/contract/contract.ts';
import { inProcess } from '../harness/scripted.ts';

export interface TerminalGroup {
  readonly folder: string;
  readonly url: string;
  /** `mark`: two hexadecimal digits, part of the numbers that it gives. */
  readonly terminals: readonly { readonly name: string; readonly key: string; readonly mark: string }[];
  /** Milliseconds between two requests of a terminal. */
  readonly pace: number;
}

export type Word =
  /** Milliseconds since the epoch: `keptAt`, when it was handed in; `at`, when the register had acknowledged it. */
  | { readonly said: 'acknowledged'; readonly item: string; readonly keptAt: number; readonly at: number }
  | { readonly said: 'look-up'; readonly result: string }
  | { readonly said: 'done'; readonly kept: number };

/** Seconds between two looks for a new catalogue; twice that between two signs of life. */
const EVERY_SECONDS = 5;
/** Milliseconds between two look-ups of a terminal: all of them together stay below what a register answers. */
const LOOK_UP_MS = 5_000;
/** Every so many requests say what became of an order; the others open a case. */
const REPORT_EVERY = 4;
/** Longer than the register's own time-outs: it answers that it cannot, and nobody hangs up before. */
const TIMEOUT_MS = 12_000;

const group = JSON.parse(process.argv[2] ?? '') as TerminalGroup;
const pause = (ms: number): Promise<void> => new Promise((resolve) => void systemClock.after(ms, resolve));
const say = (word: Word): void => void process.stdout.write(`${JSON.stringify(word)}\n`);
let isOver = false;
let kept = 0;

async function run({ name, key, mark }: TerminalGroup['terminals'][number]): Promise<void> {
  const register = createRegisterClient({ baseUrl: group.url, key, timeoutMs: TIMEOUT_MS });
  let known: Catalogue | undefined;
  const link = createRegisterLink({
    register,
    store: inProcess(openStore(join(group.folder, `${name}.sqlite`))),
    enrolledWith: () => null,
    clock: systemClock,
    log: createLog(
      () => undefined,
      () => systemClock.now(),
    ),
    everySeconds: EVERY_SECONDS,
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
  await link.start();
  while (known === undefined) await pause(50);
  const asking = lookUp(register);
  let waiting = 0;
  for (let made = 0; !isOver; made += 1) {
    const item = randomUUID();
    const number = `V-${mark}00-${made.toString(16).padStart(4, '0')}`.toUpperCase();
    const keptAt = Date.now();
    waiting += 1;
    link.outbox.onOutcome(item, ({ state }) => {
      if (state !== 'registered') throw new Error(`${item} was put aside`);
      waiting -= 1;
      say({ said: 'acknowledged', item, keptAt, at: Date.now() });
    });
    const { keep } = link.outbox;
    const at = new Date(keptAt).toISOString();
    const there =
      made % REPORT_EVERY === 0
        ? await keep(item, 'report', { order: item, event: 'captured', reference: null, amountCents: 1000, at }, number)
        : await keep(
            item,
            'feedback',
            { topic: 'idea', text: `${name} ${made}`, contact: null, language: 'de', number, secret: 'AAAA-BBBB-CCCC' },
            number,
          );
    if (!there.ok) throw new Error(`not kept: ${there.error}`);
    kept += 1;
    await pause(group.pace * (0.5 + Math.random()));
  }
  while (waiting > 0) await pause(50);
  await asking;
  link.stop();
}

async function lookUp(register: RegisterClient): Promise<void> {
  await pause(Math.random() * LOOK_UP_MS);
  while (!isOver) {
    const answer = await register.documentStatus({ type: 'identity-card', number: 'L7MX1P6W8' });
    say({ said: 'look-up', result: answer.ok ? 'ok' : answer.error.kind });
    await pause(LOOK_UP_MS);
  }
}

void once(process.stdin.resume(), 'end').then(() => {
  isOver = true;
});
await Promise.all(group.terminals.map(run));
say({ said: 'done', kept });
process.exit(0);
