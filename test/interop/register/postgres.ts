/**
 * A PostgreSQL server of its own for a test: fresh folder, Unix socket and a free port on loopback, as an unprivileged
 * account.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Where Debian puts PostgreSQL 15. */
const BIN = '/usr/lib/postgresql/15/bin';
const ACCOUNT = 'postgres';

/** Why it cannot be started here, or `undefined`. */
export function postgresMissing(): string | undefined {
  if (!existsSync(join(BIN, 'initdb'))) return `PostgreSQL 15 is not installed (${BIN})`;
  if (process.getuid?.() === 0 && !/^postgres:/m.test(readFileSync('/etc/passwd', 'utf8')))
    return 'running as root without the account postgres';
  return undefined;
}

export interface PostgresServer {
  readonly url: string;
  /** At once, as a power cut would end it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** How a cluster orders text: by bytes, by glibc's German rules, or by ICU's. */
export type Collation = 'C.UTF-8' | 'de_DE.UTF-8' | 'icu:de-DE';

export async function startPostgres(collation: Collation = 'C.UTF-8'): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-pg-'));
  const data = join(folder, 'data');
  const asRoot = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  // The German locale is made for this cluster alone (glibc's LOCPATH): nothing is generated for the whole machine.
  const locales = join(folder, 'locales');
  const options = {
    timeout: 60_000,
    cwd: tmpdir(),
    env: collation === 'de_DE.UTF-8' ? { ...process.env, LOCPATH: locales } : process.env,
  };
  const asAccount = (program: string, args: string[]) =>
    asRoot ? run('runuser', ['-u', ACCOUNT, '--', program, ...args], options) : run(program, args, options);
  if (asRoot) {
    await run('chown', [ACCOUNT, folder]);
    await chmod(folder, 0o700);
  }
  if (collation === 'de_DE.UTF-8') {
    await asAccount('mkdir', [locales]);
    await asAccount('localedef', ['-i', 'de_DE', '-f', 'UTF-8', '--no-archive', join(locales, 'de_DE.UTF-8')]);
  }
  const locale =
    collation === 'icu:de-DE'
      ? ['--locale-provider=icu', '--icu-locale=de-DE', '--locale=C.UTF-8']
      : [`--locale=${collation}`];
  await asAccount(join(BIN, 'initdb'), [
    '-D',
    data,
    '-U',
    'foyer',
    '-A',
    'trust',
    '-E',
    'UTF8',
    ...locale,
    '--no-sync',
  ]);
  const port = await freePort();
  const settings = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder}`;
  const start = async () => {
    await asAccount(join(BIN, 'pg_ctl'), [
      '-D',
      data,
      '-o',
      settings,
      '-l',
      join(folder, 'log'),
      '-w',
      '-t',
      '30',
      'start',
    ]);
  };
  const stop = async () => {
    await asAccount(join(BIN, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop']);
  };
  await start();
  return {
    url: `postgres://foyer@127.0.0.1:${port}/postgres`,
    start,
    stop,
    remove: async () => {
      await stop().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
  });
}
