/** What the terminal's programs can still reach, as V8 itself draws it. */
import type { Page } from '@playwright/test';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveToAccount } from '../../../tools/run/account.ts';

/** Milliseconds between two looks for a picture that is being written, and until it is given up. */
const LOOK = 50;
const LIMIT = 60_000;

export interface Heap {
  /** Every string that is alive, garbage collected before. Of one that is put together from parts, the parts. */
  readonly strings: readonly string[];
  /** What is in larger buffers that are alive, one behind the other. */
  readonly buffers: Buffer;
}
export const holds = ({ strings }: Pick<Heap, 'strings'>, word: string): boolean =>
  strings.some((one) => one.includes(word));

const stringsOf = (snapshot: string): readonly string[] => (JSON.parse(snapshot) as { strings: string[] }).strings;

/** For programs that were started with `env`. */
export class Heaps {
  readonly #folder = mkdtempSync(join(tmpdir(), 'foyer-heaps-'));
  readonly env: Readonly<Record<string, string>>;

  constructor() {
    // A copy: the terminal's account may not be able to read the checkout.
    const preload = join(this.#folder, 'heap-on-signal.cjs');
    copyFileSync(join(import.meta.dirname, 'heap-on-signal.cjs'), preload);
    giveToAccount(this.#folder);
    this.env = { NODE_OPTIONS: `--require=${preload}`, FOYER_HEAPS: this.#folder };
  }

  async of(pid: number): Promise<Heap> {
    const file = join(this.#folder, `${pid}.heapsnapshot`);
    const buffers = join(this.#folder, `${pid}.buffers`);
    process.kill(pid, 'SIGUSR2');
    for (const until = Date.now() + LIMIT; !existsSync(file);) {
      if (Date.now() > until) throw new Error(`process ${pid} wrote no picture of its heap`);
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    const heap = { strings: stringsOf(readFileSync(file, 'utf8')), buffers: readFileSync(buffers) };
    for (const one of [file, buffers]) rmSync(one);
    return heap;
  }

  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Of a page: its renderer has no signals. Strings longer than 1024 characters are cut. */
export async function heapOf(page: Page): Promise<Pick<Heap, 'strings'>> {
  const cdp = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await cdp.detach();
  return { strings: stringsOf(chunks.join('')) };
}
