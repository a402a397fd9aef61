/** The bare server, the register of before and the register of now, on one database: asked in turn, never at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDocumentKey, type DocumentKey } from '../../../register/server/keys/secrets.ts';
import { postgresMissing, startPostgres } from '../../interop/register/postgres.ts';
import { checkouts } from '../checkouts.ts';
import { type Measurement, spread } from '../figures.ts';
import { processorTime } from '../processor-time.ts';
import { type Load, wrk, wrkMissing } from './wrk.ts';

export interface Server {
  readonly name: 'bare' | 'before' | 'now';
  readonly url: string;
  readonly pid: number;
}
export interface Servers {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly documentKey: DocumentKey;
  /** With the folder of each one's checkout, and the one in which it has its keys and its socket. */
  readonly registers: readonly {
    readonly name: 'before' | 'now';
    readonly checkout: string;
    readonly folder: string;
  }[];
  /** The bare one, which reads at its start what is there, and the registers. */
  open(): Promise<readonly Server[]>;
}

/** Null where something is missing, which was said. */
export async function withServers<T>(
  part: string,
  say: (text: string) => void,
  measure: (servers: Servers) => Promise<T>,
): Promise<T | null> {
  const missing = postgresMissing() ?? wrkMissing();
  if (missing !== undefined) {
    say(`${part}: ${missing}; left out`);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'));
  const postgres = await startPostgres();
  const started: ChildProcess[] = [];
  const start = async (piece: string, args: readonly string[]): Promise<Omit<Server, 'name'>> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, piece), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    started.push(child);
    return readyLine(child);
  };
  try {
    const [first, ...others] = checkouts().toReversed();
    const folderOf = (name: string): string => join(folder, name);
    const register = async ({ name, folder: checkout }: { name: 'now' | 'before'; folder: string }) => ({
      name,
      ...(await start('register-piece.ts', [checkout, folderOf(name), postgres.url])),
    });
    if (first === undefined) throw new Error('there is no checkout');
    // It makes the keys, which the others have as well.
    const registers: Server[] = [await register(first)];
    for (const other of others) {
      cpSync(folderOf(first.name), folderOf(other.name), {
        recursive: true,
        filter: (path) => !/\.(lock|sock|pid)$/.test(path),
      });
      registers.unshift(await register(other));
    }
    const secret = readFileSync(join(folderOf(first.name), 'document-numbers.key'), 'utf8').trim();
    return await measure({
      folder,
      databaseUrl: postgres.url,
      documentKey: createDocumentKey(Buffer.from(secret, 'hex')),
      registers: [...others.toReversed(), first].map(({ name, folder: checkout }) => ({
        name,
        checkout,
        folder: folderOf(name),
      })),
      open: async () => [{ name: 'bare', ...(await start('bare-piece.ts', [postgres.url, secret])) }, ...registers],
    });
  } finally {
    for (const child of started) child.kill('SIGKILL');
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readyLine(child: ChildProcess): Promise<Omit<Server, 'name'>> {
  return new Promise((resolve, reject) => {
    let out = '';
    child.once('exit', (code) => reject(new Error(`a piece ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve(JSON.parse(out.split('\n')[0] ?? '') as Omit<Server, 'name'>);
    });
  });
}

export interface Round extends Load {
  /** Microseconds of the server's processor for a request. */
  readonly cost: number;
}
export interface Asked {
  readonly path: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** So many rounds, in each of which every server is asked once; the order turns. The first one warms. */
export async function inTurn(
  servers: readonly Server[],
  { path, script, args, connections, seconds, rounds }: Asked,
): Promise<ReadonlyMap<Server['name'], readonly Round[]>> {
  const found = new Map<Server['name'], Round[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let at = 0; at < servers.length; at += 1) {
      const { name, url, pid } = servers[(at + round) % servers.length] as Server;
      const used = processorTime(pid);
      const load = await wrk(url + path, join(import.meta.dirname, script), { connections, seconds, args });
      const cost = ((processorTime(pid) - used) * 1e6) / (load.perSecond * seconds);
      if (round > 0) found.get(name)?.push({ ...load, cost });
    }
  }
  return found;
}

/** Rows for each register beside the bare server: requests a second, the wait, and what one costs. */
export function beside(what: string, found: ReadonlyMap<Server['name'], readonly Round[]>): Measurement[] {
  const bare = found.get('bare') ?? [];
  return (['before', 'now'] as const).flatMap((name): Measurement[] => {
    const rounds = found.get(name) ?? [];
    if (rounds.length === 0) return [];
    const column = (of: keyof Round, unit: Measurement['unit'], label: string, note?: string): Measurement => ({
      name: `${label}${name === 'before' ? ', before' : ''}`,
      unit,
      ours: spread(rounds.map((one) => one[of])),
      reference: { name: 'node:http and pg', spread: spread(bare.map((one) => one[of])) },
      ...(note === undefined ? {} : { note }),
    });
    const ratios = spread(rounds.map((one, round) => one.perSecond / (bare[round]?.perSecond ?? Number.NaN)));
    const pairs = `pairs: median ${ratios.p50.toFixed(2)}, ${ratios.min.toFixed(2)} to ${ratios.max.toFixed(2)}`;
    return [
      column('perSecond', '1/s', what, pairs),
      column('p50', 'ms', `the wait for one of them`),
      column('p99', 'ms', `the longest wait in a hundred`),
      column('cost', 'µs', `the server’s processor time for one`),
    ];
  });
}
