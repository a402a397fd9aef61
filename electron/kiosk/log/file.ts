import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, logFolder, utcDay } from './day.ts';
import { createLog } from './log.ts';

export interface LogBounds {
  /** Days that a log file is kept. */
  readonly days: number;
  /** Bytes of one day's file. */
  readonly dayBytes: number;
  /** Bytes of the whole folder; the oldest files go first. */
  readonly folderBytes: number;
}
/** One event alone, at its 60 lines a minute, makes 20 MiB a day: no flood of one kind fills a day. */
export const LOG_BOUNDS: LogBounds = { days: 30, dayBytes: 64 << 20, folderBytes: 256 << 20 };

/** What cannot be written is lost: a full disk must not end the terminal in the middle of a payment. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // An error of the log itself has nowhere to go.
  }
}

/**
 * One file a day under `log/`; older ones go, and what is beyond the bounds. Every line is also on standard output,
 * for the system's journal, which has bounds of its own (journald.conf(5), SystemMaxUse= and RateLimitBurst=).
 */
export function fileSink(data: string, bounds = LOG_BOUNDS, now = (): Date => new Date()): (line: string) => void {
  const folder = logFolder(data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let today = '';
  /** Of today's file. */
  let bytes = 0;
  let leftOut = 0;
  const own = createLog(put, () => now().getTime());

  function put(line: string): void {
    attempt(() => process.stdout.write(`${line}\n`));
    append(line);
  }
  function append(line: string): void {
    attempt(() => {
      const text = `${line}\n`;
      appendFileSync(join(folder, fileOf(today)), text, { mode: 0o600 });
      bytes += Buffer.byteLength(text);
    });
  }

  function begin(day: string): void {
    today = day;
    attempt(() => keepWithin(folder, bounds, fileOf(day)));
    bytes = sizeOf(join(folder, fileOf(day)));
    const missing = leftOut;
    leftOut = 0;
    if (missing > 0) own.write('log.day-left-out', { count: missing });
  }

  return (line) => {
    const day = utcDay(now());
    if (day !== today) begin(day);
    if (bytes + Buffer.byteLength(line) < bounds.dayBytes) return put(line);
    attempt(() => process.stdout.write(`${line}\n`));
    // The one line beyond the size says that there are no more.
    if (leftOut === 0) own.write('log.day-full', {});
    leftOut += 1;
  };
}

/** Leaves room for one more day. */
function keepWithin(folder: string, { days, dayBytes, folderBytes }: LogBounds, begun: string): void {
  const isEarlier = (name: string): boolean => /^foyer-\d{4}-\d{2}-\d{2}\.jsonl$/.test(name) && name !== begun;
  const files = readdirSync(folder).filter(isEarlier).sort().reverse();
  let room = folderBytes - dayBytes;
  for (const [index, name] of files.entries()) {
    room -= sizeOf(join(folder, name));
    if (index >= days - 1 || room < 0) rmSync(join(folder, name), { force: true });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
