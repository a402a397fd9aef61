/** Certificates, each written, tagged, sealed and signed, beside pdfkit alone with a text of the same length. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificateTimes } from './certificate-piece.ts';
import { checkouts } from './checkouts.ts';
import { type Measurement, spread } from './figures.ts';

const run = promisify(execFile);
const PIECE = join(import.meta.dirname, 'certificate-piece.ts');
const ROUNDS = 3;

/** `count`: of each, in each of three rounds. */
export async function measureCertificates(count: number): Promise<Measurement[]> {
  const asked = checkouts();
  const found = new Map<string, CertificateTimes[]>(asked.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { name, folder } of asked) {
      const { stdout } = await run(process.execPath, [PIECE, folder, String(count)], { maxBuffer: 1 << 24 });
      found.get(name)?.push(JSON.parse(stdout) as CertificateTimes);
    }
  return asked.flatMap(({ name }): Measurement[] => {
    const rounds = found.get(name) ?? [];
    const when = name === 'before' ? ', before' : '';
    const one = rounds.flatMap((round) => round.one);
    const eight = rounds.flatMap((round) => round.eight);
    const pairs = (all: readonly number[]): string => {
      const { p50, min, max } = spread(all);
      return `pairs: median ${p50.toFixed(2)}, ${min.toFixed(2)} to ${max.toFixed(2)}`;
    };
    const alone = 'pdfkit alone, the same text in the same fonts, opened once as well';
    return [
      {
        name: `one certificate: PDF, seal and signature${when}`,
        unit: 'ms',
        ours: spread(one.map(({ ours }) => ours)),
        reference: { name: alone, spread: spread(one.map(({ bare }) => bare)) },
        note: pairs(one.map(({ ours, bare }) => bare / ours)),
      },
      {
        name: `certificates, eight at once${when}`,
        unit: '1/s',
        ours: spread(eight.map(({ ours }) => ours)),
        reference: { name: alone, spread: spread(eight.map(({ bare }) => bare)) },
        note: pairs(eight.map(({ ours, bare }) => ours / bare)),
      },
    ];
  });
}
