/**
 * What a newcomer reads leads somewhere: every relative link, every heading that one points at, every path of this
 * project and every command that a page names; decisions and terms stand once.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { anchorOf } from '../../../tools/docs/api-reference.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Made by builds and tests, brought by npm, or a folder of the reader's own (FOLDER). */
const NOT_OURS = new Set(['node_modules', 'out', '.build', '.git', 'data', '.vitest', 'FOLDER']);
const ROOMS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NOT_OURS.has(entry.name))
  .map(({ name }) => name);

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

interface Line {
  readonly page: string;
  readonly at: string;
  readonly text: string;
  /** Within a fence of code. */
  readonly code: boolean;
}
const pages = pagesIn(ROOT);
const lines: Line[] = pages.flatMap((page) => {
  let code = false;
  return readFileSync(page, 'utf8')
    .split('\n')
    .map((text, index): Line => {
      if (/^\s*```/.test(text)) code = !code;
      return { page, at: `${relative(ROOT, page)}:${index + 1}`, text, code };
    });
});

const headings = (page: string): string[] =>
  lines
    .filter((line) => line.page === page && !line.code)
    .flatMap(({ text }) => {
      const heading = /^#+ (.+)$/.exec(text)?.[1];
      return heading === undefined ? [] : [anchorOf(heading.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1'))];
    });

test('the search finds pages to check', () => {
  expect(pages.map((page) => relative(ROOT, page))).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/GLOSSARY.md', 'register/API.md']),
  );
});

test('every relative link leads to a file of the project, and every # to a heading there', () => {
  const broken = lines
    .filter(({ code }) => !code)
    .flatMap(({ page, at, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].flatMap(([, link, image]) => {
        const [path = '', anchor] = (link ?? image ?? '').split('#');
        if (/^[a-z]+:/.test(path)) return [];
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(target)) return [`${at}: ${path}`];
        return anchor === undefined || headings(target).includes(anchor) ? [] : [`${at}: #${anchor}`];
      }),
    );
  expect(broken).toEqual([]);
});

/** Files of the project, and all their folders, from its root. */
const known = filesIn(ROOT).map((path) => relative(ROOT, path));
const everything = [...new Set(known.flatMap((path) => [path, ...parents(path)]))];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return NOT_OURS.has(entry.name) ? [] : filesIn(path);
  });
}
function parents(path: string): string[] {
  const above = dirname(path);
  return above === '.' ? [] : [`${above}/`, ...parents(above)];
}

/**
 * From the root where the path begins with one of its folders, otherwise from anywhere: a class's page says
 * `driver.ts`. CLASS, CODE, NAME and stars stand for any name (`devices/CLASS/config.ts`).
 */
function isThere(path: string): boolean {
  const fromRoot = ROOMS.includes(path.split('/')[0] ?? '');
  const pattern = path
    .replace(/[.+]/g, '\\$&')
    .replace(/\b(?:CLASS|CODE|NAME)\b|\*+/g, '[^/]+')
    .replace(/\/$/, '/.*');
  const found = new RegExp(`${fromRoot ? '^' : '(^|/)'}${pattern}/?$`);
  return everything.some((one) => found.test(one));
}

test('every path of the project that a page names is there', () => {
  const missing = lines.flatMap(({ page, at, text }) =>
    [
      ...text
        .replace(/\]\([^)]*\)/g, '')
        .matchAll(/(?<![\w./~@:$-])(?:[\w*.-]+\/)*[\w*.-]+(?:\.(?:ts|tsx|mts|mjs|cjs|sh|md)|\/)(?![\w/{(…-])/g),
    ]
      .map(([path]) => path)
      .filter((path) => !NOT_OURS.has(path.split('/')[0] ?? '') && !/^[\w-]+\/$/.test(path))
      .filter((path) => !(path.startsWith('.') ? existsSync(join(dirname(page), path)) : isThere(path)))
      .map((path) => `${at}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('every npm command that a page names is one', () => {
  const { scripts: named } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const scripts = Object.keys(named);
  const unknown = lines.flatMap(({ at, text }) =>
    [...text.matchAll(/npm (?:run )?(?:-s )?((?:start|test|[a-z]+:[a-z]+)|(?<=run )[a-z][a-z:-]*)/g)]
      .map(([, name = '']) => name)
      .filter((name) => !scripts.includes(name))
      .map((name) => `${at}: npm run ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('every decision is in the index, under its own number', () => {
  const folder = join(ROOT, 'docs/adr');
  const records = readdirSync(folder).filter((name) => name !== 'README.md');
  const rows = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^\| \[(\d{4})\]\((\1-[a-z-]+\.md)\)/gm)];
  expect(rows.map(([, , file]) => file)).toEqual(records.toSorted());
  expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
});

test('every term of the glossary has one row', () => {
  const terms = lines
    .filter(({ page }) => page.endsWith('docs/GLOSSARY.md'))
    .flatMap(({ text }) => /^\| (?!-|term|old)([^|]+) \|/.exec(text)?.[1] ?? []);
  expect(terms.length).toBeGreaterThan(100);
  expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
});
