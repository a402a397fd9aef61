/** The log's files: one a day, cut at Greenwich's midnight, as their times are UTC too. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

export const logFolder = (data: string): string => join(data, 'log');
export const fileOf = (day: string): string => `foyer-${day}.jsonl`;
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** Where an event of this instant is written. */
export const logFile = (data: string, at: Date): string => join(logFolder(data), fileOf(utcDay(at)));

/** Bytes of one file that are read again at a start: some twenty busy days. */
const READ_AGAIN = 8 << 20;

/**
 * The lines of the town's day in which `now` lies, as far as they are on disk, oldest first; a day begins and ends
 * within a file. What cannot be read is left out: the terminal starts all the same.
 */
export function linesOfDay(data: string, now: Date): string[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const files = new Set([logFile(data, midnight), logFile(data, now)]);
  return [...files].flatMap((file) =>
    tailOf(file)
      .split('\n')
      .filter((line) => line !== ''),
  );
}

function tailOf(path: string): string {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, READ_AGAIN));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, read);
  } catch {
    return '';
  } finally {
    if (file !== null) closeSync(file);
  }
}
