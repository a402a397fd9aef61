/** Which of the libraries that the operator may exchange are not as delivered. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exchangedLibraries } from '../../../../electron/shell/libraries.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A program with a library beside it, as in the package. */
function installed(library: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-libraries-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (library !== null) {
    mkdirSync(join(folder, 'node_modules/hours'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/hours/index.js'), library);
  }
  return join(folder, 'program.cjs');
}

test('a library as delivered is not mentioned', () => {
  expect(exchangedLibraries(installed('delivered'), { hours: sha256('delivered') })).toEqual([]);
});

test('another build is named with its own figure', () => {
  const exchanged = [{ name: 'hours', sha256: sha256('mine') }];
  expect(exchangedLibraries(installed('mine'), { hours: sha256('delivered') })).toEqual(exchanged);
});

test('a missing one is named without a figure', () => {
  expect(exchangedLibraries(installed(null), { hours: sha256('delivered') })).toEqual([
    { name: 'hours', sha256: null },
  ]);
});
