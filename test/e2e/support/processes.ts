/** The terminal's processes as the system sees them: who they are, and what their memory holds. */
import type { ElectronApplication } from '@playwright/test';
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync } from 'node:fs';

/** Every process that was started with this configuration file. */
export function processesOf(config: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          pid !== process.pid &&
          readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`FOYER_CONFIG=${config}`)
        );
      } catch {
        return false;
      }
    });
}

/** Neither gone nor waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Names of the sessions that pages are made in (`electron/shell/page-sessions.ts`). */
export const SESSIONS = ['visit-a', 'visit-b', 'staff', 'paper'] as const;

export type ProcessName = 'main' | 'renderer' | 'devices' | 'payment' | 'eid' | 'store' | 'gpu' | 'network';

/** Process ids by what the process does; of the renderers, that of the page on the display. */
export async function processes(app: ElectronApplication): Promise<Partial<Record<ProcessName, number>>> {
  const { metrics, shown } = await app.evaluate(({ app: electron, BrowserWindow }) => ({
    metrics: electron.getAppMetrics().map(({ pid, type, name, serviceName }) => ({ pid, type, name, serviceName })),
    shown: BrowserWindow.getAllWindows()
      .filter((window) => window.isVisible())
      .map(({ webContents }) => webContents.getOSProcessId()),
  }));
  const found: Partial<Record<ProcessName, number>> = {};
  for (const { pid, type, name, serviceName } of metrics) {
    if (type === 'Browser') found.main = pid;
    else if (type === 'GPU') found.gpu = pid;
    else if (type === 'Tab' && shown.includes(pid)) found.renderer = pid;
    else if (name === 'Foyer devices') found.devices = pid;
    else if (name === 'Foyer payment') found.payment = pid;
    else if (name === 'Foyer eid') found.eid = pid;
    else if (name === 'Foyer store') found.store = pid;
    else if (serviceName?.startsWith('network.') === true) found.network = pid;
  }
  return found;
}

export async function processId(app: ElectronApplication, name: ProcessName): Promise<number> {
  const pid = (await processes(app))[name];
  if (pid === undefined) throw new Error(`the process ${name} does not run`);
  return pid;
}

/** A field of /proc/PID/status. */
export const status = (pid: number, field: string): string =>
  new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

const CHUNK = 1 << 22;

/** Bytes to look for, and what they are called. */
export interface Needle {
  readonly word: string;
  readonly bytes: Uint8Array;
}

/**
 * How often each word stands in the readable and writable memory of a process, as UTF-8 and as UTF-16LE. Needs root or
 * the same account.
 */
export const scanMemory = (pid: number, words: readonly string[]): { bytes: number; found: Record<string, number> } =>
  scanMemoryFor(
    pid,
    words.flatMap((word) => [
      { word, bytes: Buffer.from(word, 'utf8') },
      { word, bytes: Buffer.from(word, 'utf16le') },
    ]),
  );

/** The same for any bytes. */
export function scanMemoryFor(
  pid: number,
  needles: readonly Needle[],
): { bytes: number; found: Record<string, number> } {
  const overlap = Math.max(...needles.map(({ bytes }) => bytes.length)) - 1;
  const found: Record<string, number> = Object.fromEntries(needles.map(({ word }) => [word, 0]));
  let scanned = 0;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(CHUNK + overlap);
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to, mode, name] = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \d+\s*(.*)$/.exec(line) ?? [];
      // Code and files as they are on disk cannot hold what a visitor typed.
      if (from === undefined || to === undefined || mode === undefined || !mode.startsWith('rw') || name === '[vvar]')
        continue;
      const end = BigInt(`0x${to}`);
      let kept = 0;
      for (let at = BigInt(`0x${from}`); at < end; at += BigInt(CHUNK)) {
        const want = Number(end - at < BigInt(CHUNK) ? end - at : BigInt(CHUNK));
        let got = 0;
        try {
          got = readSync(memory, buffer, kept, want, Number(at));
        } catch {
          break;
        }
        if (got <= 0) break;
        scanned += got;
        const seen = buffer.subarray(0, kept + got);
        for (const { word, bytes } of needles)
          for (let hit = seen.indexOf(bytes); hit !== -1; hit = seen.indexOf(bytes, hit + 1))
            found[word] = (found[word] ?? 0) + 1;
        kept = Math.min(overlap, seen.length);
        seen.copyWithin(0, seen.length - kept);
      }
    }
  } finally {
    closeSync(memory);
  }
  return { bytes: scanned, found };
}

/** Files under these folders that hold one of the words, as UTF-8 or as UTF-16LE. */
export function scanFiles(folders: readonly string[], words: readonly string[]): string[] {
  const needles = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')]);
  const hits: string[] = [];
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = `${entry.parentPath}/${entry.name}`;
      try {
        const content = readFileSync(path);
        if (needles.some((needle) => content.includes(needle))) hits.push(path);
      } catch {
        // Gone meanwhile: then it holds nothing.
      }
    }
  }
  return hits;
}
