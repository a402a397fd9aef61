/**
 * Functions of at most 80 lines. Those that are longer stand in a list that only shrinks: with as many lines as they
 * have, so that none grows, and none stays listed that has become short.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const LIST = join(import.meta.dirname, 'long-functions.json');

interface Finding {
  readonly filename: string;
  readonly message: string;
}

/** Path, then the function's name where it has one → lines. */
function longFunctions(): Record<string, number> {
  const config = join(import.meta.dirname, 'function-length.oxlintrc.json');
  const { stdout } = spawnSync('oxlint', ['-c', config, '-f', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Finding[] };
  const found: Record<string, number> = {};
  for (const { filename, message } of diagnostics.filter(({ filename: file }) => !file.startsWith('test/'))) {
    const [, name = 'without a name', lines = '0'] = /(?:`([^`]+)` )?has too many lines \((\d+)\)/.exec(message) ?? [];
    const key = `${filename} ${name}`;
    found[key] = Math.max(found[key] ?? 0, Number(lines));
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const readList = (): Record<string, number> => JSON.parse(readFileSync(LIST, 'utf8')) as Record<string, number>;

export function functionLengthProblems(): string[] {
  const listed = readList();
  const found = longFunctions();
  const keys = new Set([...Object.keys(listed), ...Object.keys(found)]);
  return [...keys].flatMap((key) => {
    const [was, is] = [listed[key], found[key]];
    if (was === is) return [];
    if (is === undefined) return [`${key}: is short now; take it off tools/checks/long-functions.json`];
    if (was === undefined) return [`${key}: ${is} lines, at most 80`];
    return [is > was ? `${key}: ${is} lines, was ${was}: make it shorter` : `${key}: ${is} lines; say so in the list`];
  });
}

/** Takes off what has become short, and writes down what has become shorter: nothing is added, and nothing grows. */
function shrink(): void {
  const found = longFunctions();
  const kept = Object.entries(readList()).flatMap(([key, was]) => {
    const is = found[key];
    return is === undefined ? [] : [[key, Math.min(was, is)] as const];
  });
  writeFileSync(LIST, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

if (process.argv[1] === import.meta.filename && process.argv[2] === '--write') {
  shrink();
  for (const problem of functionLengthProblems()) {
    console.error(problem);
    process.exitCode = 1;
  }
}
