/**
 * Musterstadt with its resident system apart, as most towns have it: another process with tables of its own, which the
 * register asks over the contract's line. `FOYER_DEMO_RESIDENTS=apart` starts the demonstration so.
 */
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestPerson, TestTown } from '../../resident-system/test-town.ts';
import { logLines } from '../../server/log.ts';
import { createRemoteResidents } from '../../server/residents/remote-residents.ts';
import { openLine } from '../../server/residents/remote/line.ts';
import type { OpenResidentSystem } from '../../server/residents/settings.ts';
import { makeTlsIdentity } from '../eid-server/tls.ts';
import { BLOCK_KINDS } from '../offers.ts';
import { demoResidents, residentId, type DemoResident } from '../residents-of-town.ts';

const toPerson = (one: DemoResident, index: number): TestPerson => ({
  id: residentId(index),
  familyName: one.familyName,
  givenNames: one.givenNames === '' ? [] : one.givenNames.split(' '),
  usualGivenName: one.usualGivenName ?? null,
  doctorate: one.doctorate ?? null,
  birthName: one.birthName ?? null,
  birthDate: one.birthDate,
  birthPlace: one.birthPlace ?? null,
  nationalities: [...(one.nationalities ?? ['deutsch'])],
  maritalStatus: one.maritalStatus ?? 'unknown',
  blocks: [...(one.blocks ?? [])],
  family: [],
  homes: one.homes.map((home, at) => ({ ...home, id: `${residentId(index)}-${at + 1}`, until: null })),
});

/** `folder`: the register's. Ends with its process. */
export async function startApart(folder: string): Promise<OpenResidentSystem> {
  const own = join(folder, 'demo-resident-system');
  await mkdir(own, { recursive: true, mode: 0o700 });
  const now = Date.now();
  const [server, client] = await Promise.all([makeTlsIdentity('localhost', now), makeTlsIdentity('localhost', now)]);
  const town: TestTown = {
    people: demoResidents().map(toPerson),
    blockKinds: BLOCK_KINDS.map(({ id, validUntil }) => ({ id, ...(validUntil === undefined ? {} : { validUntil }) })),
    documents: [],
  };
  const files = {
    'server.key': server.key,
    'server.pem': server.certificate,
    'clients.pem': client.certificate,
    'town.json': JSON.stringify(town),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(own, name), text, { mode: 0o600 });
  const program = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [program, '--with-stdin', '--tls', own, '--town', join(own, 'town.json')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [first] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => ['']),
  ])) as [string];
  const [, url] = /^listening on (\S+)$/.exec(first) ?? [];
  if (url === undefined) throw new Error('The demonstration’s resident system did not start.');
  const line = openLine({
    url,
    key: client.key,
    certificate: client.certificate,
    authorities: server.certificate,
    timeoutMs: 5_000,
  });
  const trouble = (code: string): void =>
    logLines({ event: 'failed', route: 'resident-system', name: 'ResidentSystem', code, at: [] });
  return {
    system: createRemoteResidents({ name: 'musterstadt', line, trouble }),
    copy: false,
    documents: 'register',
    certificate: new X509Certificate(client.certificate),
    close() {
      line.close();
      child.kill('SIGTERM');
    },
  };
}
