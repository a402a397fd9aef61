/** The whole of it: databases, registers, terminals at work; started in this order and ended the other way round. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../../register/server/database/database.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import { balancer } from '../interop/register/fleet/balancer.ts';
import { Databases } from './database.ts';
import { groupsOf, Load } from './load.ts';
import { Prober } from './prober.ts';
import { RegisterMachine, startRegisters } from './registers.ts';
import { machinesIn, makeCertificates, type Account, type Machines } from './settings.ts';

export interface Town {
  readonly machines: Machines;
  readonly databases: Databases;
  readonly registers: readonly RegisterMachine[];
  /** Seconds until everything was there. */
  readonly startedIn: number;
  end(): Promise<void>;
}

/** Under which the peers run: PostgreSQL refuses to run as root. */
function account(): Account {
  if (process.getuid?.() !== 0) return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const id = (which: string): number => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** `direct`: lines past the sharing by transactions for each register; default: as the example has it. */
export async function startTown({ direct }: { readonly direct?: number } = {}): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-failover-'));
  chmodSync(folder, 0o755);
  const machines = machinesIn(folder, account());
  makeCertificates(machines);
  const databases = new Databases(machines);
  const registers = machines.registers.map((_, index) => new RegisterMachine(machines, index, direct));
  const end = async (): Promise<void> => {
    await Promise.all(registers.map((one) => one.stop()));
    await databases.stop();
    if (process.env.FOYER_KEEP === undefined) rmSync(folder, { recursive: true, force: true });
  };
  // They are nobody's children when this program is gone.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().finally(() => process.exit(1)));
  try {
    const began = performance.now();
    await databases.start();
    await startRegisters(registers);
    return { machines, databases, registers, startedIn: (performance.now() - began) / 1_000, end };
  } catch (error) {
    await end();
    throw error;
  }
}

export interface AtWork {
  readonly load: Load;
  readonly prober: Prober;
  /** Of a terminal that only asks and calls for help. */
  readonly key: string;
  end(): void;
}

export async function putToWork(
  { machines, registers }: Town,
  { terminals, groups, pace }: { terminals: number; groups: number; pace: number },
): Promise<AtWork> {
  const [first] = registers;
  if (first === undefined) throw new Error('there is no register');
  const servers = registers.map(({ register }) => register);
  const { url, server } = await balancer(servers);
  const folder = join(machines.folder, 'terminals');
  mkdirSync(folder);
  const database = await openPostgres(first.databaseUrl, { pooling: 'transaction', directUrl: first.directUrl });
  try {
    const load = new Load(await groupsOf(database, { count: terminals, groups, folder, url, pace }));
    const added = await new Terminals(database, { now: Date.now }).add('prober');
    if (!added.ok) throw new Error(added.error);
    const { key } = added.value;
    const end = (): void => {
      load.kill();
      server.close();
    };
    return { load, prober: new Prober(servers, key), key, end };
  } finally {
    await database.close();
  }
}
