/**
 * What is measured in one run: this checkout, and the one before the work on it, where `FOYER_BENCH_BASE` names its
 * folder. Both play the same pieces, each in a process of its own, which loads the program's modules from its folder.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Checkout {
  readonly name: 'now' | 'before';
  readonly folder: string;
}

/** The earlier one first. Throws where the variable names no checkout. */
export function checkouts(): readonly Checkout[] {
  const now: Checkout = { name: 'now', folder: resolve(import.meta.dirname, '../..') };
  const base = process.env.FOYER_BENCH_BASE;
  if (base === undefined) return [now];
  const folder = resolve(base);
  if (!existsSync(join(folder, 'register/server/register.ts')))
    throw new Error(`FOYER_BENCH_BASE: ${folder} is no checkout`);
  return [{ name: 'before', folder }, now];
}

/** A module of that checkout by its path there; the caller says its type by this checkout's. */
export const moduleOf = async <T>(folder: string, path: string): Promise<T> =>
  (await import(join(resolve(folder), path))) as T;
