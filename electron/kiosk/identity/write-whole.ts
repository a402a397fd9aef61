import { closeSync, fchmodSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file for this account only. All of it or nothing, also when the power goes: written beside, made durable, read
 * again, put in its place. False where the disk does not take it, or gives back something else; what was there before
 * is there still.
 */
export function writeWhole(file: string, text: string): boolean {
  const beside = `${file}.new`;
  try {
    const handle = openSync(beside, 'w', 0o600);
    try {
      // A file that lay there keeps its rights otherwise.
      fchmodSync(handle, 0o600);
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (readFileSync(beside, 'utf8') !== text) return false;
    renameSync(beside, file);
    const folder = openSync(dirname(file), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
    return true;
  } catch {
    return false;
  }
}
