/** Two machines with a register, the pooler before it and the way to the primary, as the examples have them. */
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RegisterProcess } from '../interop/register/fleet/register-process.ts';
import { Peer } from './peer.ts';
import { place, type Machines } from './settings.ts';

const SEALING_KEY = resolve(import.meta.dirname, '../unit/register/server/cases/keys/own.pem');
/** Milliseconds until systemd starts a register again that could not start (RestartSec of its unit is longer). */
const AGAIN_MS = 1_000;
/** What all servers on one database have. */
export const KEYS = ['document-numbers.key', 'signing.key', 'sealing'];

export class RegisterMachine {
  readonly name: string;
  readonly haproxy: Peer;
  readonly pgbouncer: Peer;
  readonly register: RegisterProcess;
  readonly databaseUrl: string;
  readonly directUrl: string;

  constructor(machines: Machines, index: number, direct?: number) {
    this.name = `register${index + 1}`;
    const address = machines.registers[index] ?? '';
    const home = join(machines.folder, this.name);
    const here = (line: string): [string, string] => [line, line.replace('127.0.0.1', address)];
    const { account } = machines;
    const haproxy = place(machines, {
      example: 'haproxy.cfg',
      host: this.name,
      further: [here('bind 127.0.0.1:5000')],
    });
    const users = place(machines, { example: 'userlist.txt', host: this.name, further: [] });
    const pgbouncer = place(machines, {
      example: 'pgbouncer.ini',
      host: this.name,
      further: [
        here('host=127.0.0.1'),
        here('listen_addr = 127.0.0.1'),
        ['/etc/pgbouncer/userlist.txt', users],
        ...(direct === undefined ? [] : [['pool_size=4', `pool_size=${direct}`] as [string, string]]),
      ],
    });
    const program = (of: string, command: string, args: string[]): Peer =>
      new Peer({ name: of, command, args, log: join(home, `${of}.log`), account, folder: home });
    this.haproxy = program('haproxy', '/usr/sbin/haproxy', ['-db', '-f', haproxy]);
    this.pgbouncer = program('pgbouncer', '/usr/sbin/pgbouncer', [pgbouncer]);
    const url = (database: string): string =>
      `postgres://foyer-register:${machines.passwords.REGISTER}@${address}:6432/${database}`;
    this.directUrl = url('foyer-register-direct');
    this.databaseUrl = url('foyer-register');
    this.register = new RegisterProcess(join(machines.folder, `${this.name}-data`), {
      DATABASE_URL: this.databaseUrl,
      FOYER_DATABASE_POOLING: 'transaction',
      FOYER_DATABASE_DIRECT_URL: this.directUrl,
    });
  }

  startPooler(): void {
    this.haproxy.start();
    this.pgbouncer.start();
  }

  /** As systemd does: again and again, until the database is there. */
  async startRegister(): Promise<void> {
    for (;;) {
      try {
        return await this.register.start();
      } catch (error) {
        // What is wrong with the database, as the register says it.
        if (!String(error).includes('DATABASE_URL')) throw error;
        await new Promise((next) => setTimeout(next, AGAIN_MS));
      }
    }
  }

  async stop(): Promise<void> {
    await this.register.kill();
    await Promise.all([this.pgbouncer.kill(), this.haproxy.kill()]);
  }
}

/** The second one has the keys of the first. */
export async function startRegisters(machines: readonly RegisterMachine[]): Promise<void> {
  const [first, ...others] = machines;
  if (first === undefined) return;
  for (const machine of machines) machine.startPooler();
  mkdirSync(join(first.register.folder, 'sealing'), { recursive: true, mode: 0o700 });
  const key = join(first.register.folder, 'sealing/1.pem');
  cpSync(SEALING_KEY, key);
  chmodSync(key, 0o600);
  await first.startRegister();
  for (const other of others) {
    for (const name of KEYS)
      cpSync(join(first.register.folder, name), join(other.register.folder, name), { recursive: true });
    await other.startRegister();
  }
}
