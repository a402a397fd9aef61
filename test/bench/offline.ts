/**
 * What the terminal does without the network, at a million documents: reading the index, its changes, a look-up; and
 * keeping a request.
 */
import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkouts } from './checkouts.ts';
import { type Measurement, spread } from './figures.ts';
import type { OfflineTimes, Pair } from './offline-piece.ts';

const run = promisify(execFile);
const PIECE = join(import.meta.dirname, 'offline-piece.ts');

/** `documents`: in the index. `rounds`: of each checkout, in turn. */
export async function measureOffline(
  { documents, rounds }: { readonly documents: number; readonly rounds: number },
  say: (text: string) => void,
): Promise<Measurement[]> {
  const asked = checkouts();
  const found = new Map<string, OfflineTimes[]>(asked.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const { name, folder } of round % 2 === 0 ? asked : asked.toReversed()) {
      const { stdout } = await run(process.execPath, [PIECE, folder, String(documents)], { maxBuffer: 1 << 26 });
      found.get(name)?.push(JSON.parse(stdout) as OfflineTimes);
      say(`offline: ${name}, load ${loadavg()[0]?.toFixed(1)}`);
    }
  const of = documents.toLocaleString('en');
  return asked.flatMap(({ name }): Measurement[] => {
    const all = found.get(name) ?? [];
    const when = name === 'before' ? ', before' : '';
    return [
      {
        name: `index of ${of} documents read whole${when}`,
        unit: '1/s',
        ours: spread(all.map(({ read }) => read)),
        note: 'entries a second, without the register’s part',
      },
      { name: `1,000 changes of ${of} documents${when}`, unit: 'ms', ours: spread(all.flatMap((one) => one.changes)) },
      beside(
        `look-up without the register, ${of} documents, without the slow hash${when}`,
        'µs',
        'the SQLite statement alone',
        all.flatMap(({ lookUps }) => lookUps),
      ),
      beside(
        `the same, the store in its own process${when}`,
        'µs',
        'the SQLite statement alone',
        all.flatMap(({ lookUpsApart }) => lookUpsApart),
      ),
      { name: `the slow hash of a look-up${when}`, unit: 'ms', ours: spread(all.flatMap(({ hashes }) => hashes)) },
      beside(
        `requests kept in the outbox: sealed, with their row, on disk${when}`,
        '1/s',
        'bare SQLite commits',
        all.flatMap(({ kept }) => kept),
      ),
      beside(
        `the same, the store in its own process${when}`,
        '1/s',
        'bare SQLite commits',
        all.flatMap(({ keptApart }) => keptApart),
      ),
    ];
  });
}

function beside(name: string, unit: Measurement['unit'], reference: string, pairs: readonly Pair[]): Measurement {
  const ratios = spread(pairs.map(({ ours, bare }) => ours / bare));
  return {
    name,
    unit,
    ours: spread(pairs.map(({ ours }) => ours)),
    reference: { name: reference, spread: spread(pairs.map(({ bare }) => bare)) },
    note: `pairs: median ${ratios.p50.toFixed(2)}`,
  };
}
