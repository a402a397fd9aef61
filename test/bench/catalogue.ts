/** The search, in a process of its own: answer by answer, and how often the right one is among the first three. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measurement } from './figures.ts';

/**
 * Beside plain MiniSearch and PostgreSQL's German full text, over Musterstadt and, where it is there, a large town's
 * public catalogue.
 */
export function measureSearch(): Measurement[] {
  const out = execFileSync(process.execPath, [fileURLToPath(import.meta.resolve('./search-process.ts'))], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 24,
  });
  return JSON.parse(out) as Measurement[];
}
