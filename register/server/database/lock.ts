/**
 * One process per folder. The lock is the kernel's (`fcntl`, taken by SQLite on an otherwise empty file), so it ends
 * with the process however that ends, and a process id that was given out again does not matter. The process id stands
 * beside it, for the message only.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

export interface FolderLock {
  unlock(): void;
}

export async function lockFolder(folder: string): Promise<Result<FolderLock, { pid?: number }>> {
  const pidFile = join(folder, 'register.pid');
  const lock = new DatabaseSync(join(folder, 'register.lock'));
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    if (!/locked|busy/i.test((error as Error).message)) throw error;
    return err(readPid(pidFile));
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return ok({
    unlock() {
      rmSync(pidFile, { force: true });
      lock.close();
    },
  });
}

function readPid(file: string): { pid?: number } {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? { pid } : {};
  } catch {
    return {};
  }
}
