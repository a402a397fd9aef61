/**
 * Sentences and names that stand in the source of one part of the checkout and nowhere in what ships: where one is
 * found, that part came along.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { ROOT } from '../../../tools/setup/paths.mjs';

/** What must never ship, by the folders or files that hold it. */
export const NEVER_SHIPPED = {
  simulators: /^devices\/(simulation|[^/]+\/simulator)\//,
  'demonstration town': /^register\/demo\//,
  'register server': /^(register\/server\/|services\/([^/]+\/)?register\.ts$)/,
  desk: /^tools\/simulator-console\//,
  'set-up and tools': /^tools\/(?!simulator-console\/)/,
  tests: /^(test\/|services\/.*(\.test|kit\/conforms[a-z-]*)\.ts$)/,
} as const;

const SOURCES = [
  'electron',
  'renderer',
  'services',
  'state-machines',
  'devices',
  'register',
  'locales',
  'tools',
  'test',
]
  .flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
  )
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
const matches = (file: string): boolean => Object.values(NEVER_SHIPPED).some((part) => part.test(file));

/** Sentences and exported names of each part, none of which stands in a source that ships. */
export function markers(): Record<keyof typeof NEVER_SHIPPED, string[]> {
  const shipped = [
    ...SOURCES.filter((file) => !matches(file)).map(read),
    ...['locales', 'services'].flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .map((name) => read(`${room}/${name}`)),
    ),
  ].join('\n');
  const found = Object.entries(NEVER_SHIPPED).map(([part, pattern]) => [
    part,
    [
      ...new Set(
        SOURCES.filter((file) => pattern.test(file)).flatMap((file) => [...sentences(file), ...exportedNames(file)]),
      ),
    ].filter((text) => !shipped.includes(text)),
  ]);
  return Object.fromEntries(found) as Record<keyof typeof NEVER_SHIPPED, string[]>;
}

/**
 * Literals that a bundler leaves as they are: words with blanks between them, nothing that would be escaped or joined.
 */
export function sentences(file: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, value } = node as { type?: string; value?: unknown };
    const text =
      type === 'Literal' ? value : type === 'TemplateElement' ? (value as { cooked?: unknown }).cooked : null;
    if (
      typeof text === 'string' &&
      text.length >= 20 &&
      /^[\p{L}\d ,.;:()–-]+$/u.test(text) &&
      text.trim().split(' ').length >= 3
    )
      found.push(text);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(file, read(file)).program);
  return found;
}

/**
 * Functions, classes and constants by their names; the bundles of the processes are not minified. Short names could be
 * anybody's.
 */
export function exportedNames(file: string): string[] {
  interface Declaration {
    id?: { name?: string };
    declarations?: { id: { name?: string } }[];
  }
  return (
    parseSync(file, read(file)).program.body as unknown as {
      type: string;
      declaration?: (Declaration & { type: string }) | null;
    }[]
  )
    .filter(
      ({ type, declaration }) =>
        type === 'ExportNamedDeclaration' &&
        declaration !== null &&
        declaration !== undefined &&
        /^(Function|Class|Variable)Declaration$/.test(declaration.type),
    )
    .flatMap(({ declaration }) => [
      declaration?.id?.name,
      ...(declaration?.declarations ?? []).map(({ id }) => id.name),
    ])
    .filter((name) => name !== undefined && name.length >= 12) as string[];
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
