/**
 * The package's `copyright` file, machine-readable (DEP-5, "Machine-readable debian/copyright file", version 1.0),
 * with the text of every licence.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../../setup/paths.mjs';
import { conclude } from './licences.ts';
import { flattened, textOf, type Part } from './parts.ts';
import type { Publisher } from './publisher.ts';

export interface CopyrightHead {
  readonly package: string;
  readonly publisher: Publisher;
  /** Where texts lie that are too long to stand here, by the part's name: a sentence in English. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** Packages with a processor's binary, whose text lies with the package that loads it. */
const LOADED_BY: Readonly<Record<string, string>> = {
  '@napi-rs/canvas-linux': '@napi-rs/canvas',
  '@pcsc-mini/linux': 'pcsc-mini',
};

interface Paragraph {
  readonly names: string[];
  readonly patterns: string[];
  readonly copyright: readonly string[];
  readonly licence: string;
  readonly why: string | null;
  readonly text: string;
  readonly places: Set<string>;
}

/** Throws with every part that has no text. The licences themselves are refused elsewhere. */
export function copyrightFile(parts: readonly Part[], { package: name, publisher, elsewhere }: CopyrightHead): string {
  const paragraphs = new Map<string, Paragraph>();
  const without: string[] = [];
  for (const part of flattened(parts)) {
    const concluded = conclude(part);
    if (!concluded.ok) throw new Error(concluded.error);
    const pointer = elsewhere[part.name];
    const text = pointer ?? licenceText(part, concluded.ids);
    if (text === null) {
      without.push(part.name);
      continue;
    }
    const key = JSON.stringify([concluded.expression, text, concluded.why]);
    const paragraph = paragraphs.get(key) ?? {
      names: [],
      patterns: [],
      copyright: holders(text, part),
      licence: concluded.expression,
      why: concluded.why,
      text,
      places: new Set<string>(),
    };
    paragraphs.set(key, paragraph);
    paragraph.names.push(part.version === null ? part.name : `${part.name} ${part.version}`);
    paragraph.patterns.push(...sourceOf(part));
    for (const place of part.places) paragraph.places.add(place);
  }
  if (without.length > 0) throw new Error(`no licence text was found for ${without.join(', ')}`);
  return [
    field('Format', 'https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'),
    field('Upstream-Name', 'Foyer'),
    ...(publisher.name === null ? [] : [field('Upstream-Contact', `${publisher.name} <${publisher.email}>`)]),
    field('Source', publisher.source ?? 'No publisher is set, so no place of the source is named here.'),
    text(
      'Comment',
      [
        `What ships in the package ${name}, by where its source lies in the checkout after "npm ci".`,
        'Bundling and packing put much of it into few files; each paragraph says into which.',
        `The same as data: /usr/share/doc/${name}/sbom.cdx.json (CycloneDX).`,
      ].join('\n'),
    ),
    '',
    field('Files', '*'),
    field('Copyright', 'the authors of Foyer'),
    text('License', `EUPL-1.2\n${readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim()}`),
    ...[...paragraphs.values()].map((one) => ['', ...stanza(one)].join('\n')),
    '',
  ].join('\n');
}

/** Its file or its folder in the source, where it has one; otherwise the files in the package. */
const sourceOf = ({ file, folder, places }: Part): readonly string[] =>
  file !== undefined ? [file] : folder === null ? places : [`${folder}/*`];

function stanza({ names, patterns, copyright, licence, why, text: licenceText, places }: Paragraph): string[] {
  return [
    field('Files', [...new Set(patterns)].sort().join('\n ')),
    field('Copyright', copyright.join('\n ')),
    text('License', `${licence.replaceAll(' AND ', ' and ')}\n${licenceText}`),
    text(
      'Comment',
      [...new Set(names)].join(', ') +
        (why === null ? '' : `\nDecided: ${why}.`) +
        `\nIn the package: ${[...places].sort().join(', ')}`,
    ),
  ];
}

const field = (name: string, value: string): string => `${name}: ${value}`;
/** deb-control(5): further lines begin with a blank, an empty one is a dot. */
const text = (name: string, value: string): string => {
  const [first = '', ...rest] = value.replaceAll('\r\n', '\n').split('\n');
  return [`${name}: ${first}`, ...rest.map((line) => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))].join('\n');
};

const DATED = /^(\W|digitized data|portions|spdx-filecopyrighttext:)*\s*copyright\b.*(\d{4}|\(c\)|©)/i;
const OF_CONTRIBUTORS = /^copyright\b(?!\s+(notice|holder|owner|licen|law)).*\bcontributors$/i;

/** Lines in which somebody claims a copyright, without the words of licences about copyright notices. */
function holders(licence: string, { name, author }: Part): readonly string[] {
  const lines = licence
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => (DATED.test(line) || OF_CONTRIBUTORS.test(line)) && !/\[yyyy\]|<year>/.test(line));
  return lines.length > 0 ? [...new Set(lines)] : [author ?? `the authors of ${name}`];
}

const LICENCE_FILE = /^(licen[cs]e|copying|ofl|notice)/i;

/** Everything that a part says of its licence, in full; null where nothing is there. */
export function licenceText({ name, folder, texts, declared, author }: Part, ids: readonly string[]): string | null {
  if (texts !== undefined)
    return texts.length === 0 ? null : texts.map((file) => readFileSync(join(ROOT, file), 'utf8').trim()).join('\n\n');
  if (folder === null) return null;
  const own = inFolder(folder, ids) ?? readmeSection(folder);
  if (own !== null) return own;
  const loader = Object.entries(LOADED_BY).find(([prefix]) => name.startsWith(prefix))?.[1];
  if (loader !== undefined) return inFolder(`node_modules/${loader}`, ids);
  // The package says MIT or ISC and its author, and leaves the words to everyone's memory.
  return declared === 'MIT' || declared === 'ISC'
    ? `Copyright (c) ${author ?? `the authors of ${name}`}\n\n${(textOf(`tools/package/origin/texts/${declared}.txt`) ?? '').trim()}`
    : null;
}

/** Files, or a folder of them (REUSE specification 3), of which only the licences that apply are meant. */
function inFolder(folder: string, ids: readonly string[]): string | null {
  const home = join(ROOT, folder);
  const files = readdirSync(home)
    .filter((file) => LICENCE_FILE.test(file))
    .sort()
    .map((file) => join(home, file))
    .flatMap((path) =>
      statSync(path).isDirectory() ? ids.map((id) => join(path, `${id}.txt`)).filter(existsSync) : [path],
    );
  return files.length === 0 ? null : files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
}

function readmeSection(folder: string): string | null {
  const readme = readdirSync(join(ROOT, folder)).find((file) => /^readme/i.test(file));
  if (readme === undefined) return null;
  const section =
    /^#+ *licen[cs]e\s*\n([^]*)/im.exec(textOf(relative(ROOT, join(ROOT, folder, readme))) ?? '')?.[1] ?? '';
  return /permission is hereby granted/i.test(section) ? section.trim() : null;
}
