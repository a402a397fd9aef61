/**
 * The other drill: the database by `pg_basebackup` and the key files beside it, put into a fresh place. A register on
 * them finds what was entered and opens what was sealed; without the right keys it does not start, and names what is
 * missing.
 */
import { execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createRegisterClient } from '../../register/client/client.ts';
import { RegisterProcess } from '../interop/register/fleet/register-process.ts';
import { KEYS } from './registers.ts';
import type { Town } from './town.ts';

const run = promisify(execFile);
const BIN = '/usr/lib/postgresql/15/bin';
const CLI = resolve(import.meta.dirname, '../../register/server/cli.ts');
const NUMBER = 'L7MXP0042';
const SECONDS = '60';

export interface Found {
  readonly what: string;
  readonly holds: boolean;
  readonly detail?: string;
}

/** An operator's command at a running register; answers what it prints. */
async function ask(folder: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, FOYER_DATA: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  return text(child.stdout);
}

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });

/** A copy of the primary in the folder, as it runs. Answers how to start and stop it, and its address. */
async function restoreDatabase({ machines, databases }: Town, folder: string) {
  const { account, passwords } = machines;
  const primary = await databases.withRole('leader');
  const data = join(folder, 'database');
  const authority = join(machines.folder, 'tls/authority.pem');
  const options = {
    ...(process.getuid?.() === 0 ? account : {}),
    cwd: machines.folder,
    env: { PATH: process.env.PATH },
  };
  const from = `postgres://replicator:${passwords.REPLICATION}@${primary.address}?sslmode=verify-ca&sslrootcert=${authority}`;
  await run(join(BIN, 'pg_basebackup'), ['-d', from, '-D', data, '-X', 'stream', '-c', 'fast'], options);
  const port = await freePort();
  // Alone: whoever waits for the former standby waits for ever.
  const alone = `-c synchronous_standby_names= -c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder}`;
  const ctl = (...args: string[]) => run(join(BIN, 'pg_ctl'), ['-D', data, '-w', '-t', SECONDS, ...args], options);
  await ctl('-o', alone, '-l', join(folder, 'log'), 'start');
  return {
    url: `postgres://foyer-register:${passwords.REGISTER}@127.0.0.1:${port}/foyer-register?sslmode=verify-full&sslrootcert=${authority}`,
    stop: () => ctl('-m', 'immediate', 'stop'),
  };
}

/** What is wrong with the keys, by the file that the register's sentence must name. */
const WRONG: readonly (readonly [string, string, (folder: string) => void])[] = [
  ['no key for document numbers', 'document-numbers.key', (folder) => rmSync(join(folder, 'document-numbers.key'))],
  [
    'another key for document numbers',
    'document-numbers.key',
    (folder) => writeFileSync(join(folder, 'document-numbers.key'), `${randomBytes(32).toString('hex')}\n`),
  ],
  ['no key for signatures', 'signing.key', (folder) => rmSync(join(folder, 'signing.key'))],
  ['no key for what is sealed', 'sealing', (folder) => rmSync(join(folder, 'sealing'), { recursive: true })],
  [
    'another key for what is sealed',
    'sealing',
    (folder) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
      writeFileSync(join(folder, 'sealing/1.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), {
        mode: 0o600,
      });
    },
  ],
];

export async function restoreDrill(town: Town, key: string): Promise<Found[]> {
  const [{ register } = { register: undefined }] = town.registers;
  if (register === undefined) throw new Error('there is no register');
  const found: Found[] = [];
  await ask(register.folder, ['documents', 'set', 'identity-card', '-', 'ready'], `${NUMBER}\n`);
  const [sealed] = await town.databases.query<{ reference: string }>(
    `select reference from case_record limit 1`,
    'foyer-register',
  );
  const folder = join(town.machines.folder, 'restored');
  mkdirSync(folder, { mode: 0o755 });
  await run('chown', [`${town.machines.account.uid}:${town.machines.account.gid}`, folder]);
  const database = await restoreDatabase(town, folder);
  const withKeys = (name: string): string => {
    const keys = join(folder, name);
    mkdirSync(keys, { mode: 0o700 });
    for (const file of KEYS) cpSync(join(register.folder, file), join(keys, file), { recursive: true });
    chmodSync(join(keys, 'sealing'), 0o700);
    return keys;
  };
  const settings = { DATABASE_URL: database.url };
  try {
    for (const [index, [what, file, spoil]] of WRONG.entries()) {
      const keys = withKeys(`wrong-${index}`);
      spoil(keys);
      const one = new RegisterProcess(keys, settings);
      const sentence = await one.start().then(
        () => 'it started',
        (error: Error) => error.message,
      );
      await one.kill();
      found.push({
        what: `restored with ${what}: the start names ${file}`,
        holds: sentence.includes(join(keys, file)),
        detail: sentence.split('\n')[0] ?? '',
      });
    }
    const whole = new RegisterProcess(withKeys('right'), settings);
    await whole.start();
    try {
      const client = createRegisterClient({ baseUrl: `http://127.0.0.1:${whole.port}`, key, timeoutMs: 12_000 });
      const status = await client.documentStatus({ type: 'identity-card', number: NUMBER });
      found.push({
        what: 'restored: a document that was entered is found',
        holds: status.ok && status.value.stage === 'ready',
      });
      const shown = await ask(whole.folder, ['cases', 'show', sealed?.reference ?? '']);
      found.push({ what: 'restored: what was sealed can be read', holds: /terminal-\d+ \d+/.test(shown) });
    } finally {
      await whole.kill();
    }
  } finally {
    await database.stop();
  }
  return found;
}
