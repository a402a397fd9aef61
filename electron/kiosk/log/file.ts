import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Days that a log file is kept. */
const KEEP_DAYS = 30;

/** What cannot be written is lost: a full disk must not end the terminal in the middle of a payment. */
function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // Nobody is left to tell.
  }
}

/** One file a day under `log/`; older ones go. Every line is also on standard output, for the system's journal. */
export function fileSink(data: string): (line: string) => void {
  const folder = logFolder(data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let today = '';
  return (line) => {
    const day = utcDay(new Date());
    if (day !== today) {
      today = day;
      attempt(() => {
        const files = readdirSync(folder).filter((name) => /^foyer-\d{4}-\d{2}-\d{2}\.jsonl$/.test(name)).sort();
        for (const old of files.slice(0, Math.max(0, files.length - KEEP_DAYS))) rmSync(join(folder, old), { force: true });
      });
    }
    attempt(() => process.stdout.write(`${line}\n`));
    attempt(() => appendFileSync(join(folder, fileOf(day)), `${line}\n`, { mode: 0o600 }));
  };
}

const logFolder = (data: string): string => join(data, 'log');
const fileOf = (day: string): string => `foyer-${day}.jsonl`;
/** Files are cut at Greenwich's midnight: their times are UTC too. */
const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** Where an event of this instant is written. */
export const logFile = (data: string, at: Date): string => join(logFolder(data), fileOf(utcDay(at)));
