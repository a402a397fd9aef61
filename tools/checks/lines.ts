/**
 * No line of code or comment over 120 columns. A text, a pattern or an address that must stay in one piece may be
 * longer: what is left of the line without its literals is measured.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const LONGEST = 120;
const COMMENT = /^\s*(?:\/\/|\/?\*)/;
const LITERAL = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`?|\/(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/g;

/** Numbers of the lines, 1 and up, that are too long. */
export function longLines(text: string): number[] {
  let inTemplate = false;
  return text.split('\n').flatMap((line, at) => {
    const whole = inTemplate;
    if ((line.match(/(?<!\\)`/g) ?? []).length % 2 === 1) inTemplate = !inTemplate;
    if (line.length <= LONGEST || whole) return [];
    if (COMMENT.test(line)) return /https?:\/\/\S{60}/.test(line) ? [] : [at + 1];
    return line.replace(LITERAL, "''").length <= LONGEST ? [] : [at + 1];
  });
}

export function lineProblems(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.cjs'], { cwd: ROOT, encoding: 'utf8' });
  const files = stdout.split('\n').filter((file) => file !== '');
  if (files.length === 0) return ['git lists no source: the check needs a checkout'];
  return files.flatMap((file) =>
    longLines(readFileSync(join(ROOT, file), 'utf8')).map((line) => `${file}:${line} is over ${LONGEST} columns`),
  );
}
