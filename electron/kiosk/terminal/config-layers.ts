/** The files of a configuration as layers: read one by one, laid over each other, and asked who said what. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, isMap, isScalar, parseDocument, type Document } from 'yaml';
import { err, ok, type Result } from '../../../base/result.ts';

export interface ConfigMistake {
  /** `town.land`, `devices[0].link`; empty where the file itself cannot be read. */
  readonly key: string;
  readonly file: string;
  /** 1-based; null where the key is missing altogether. */
  readonly line: number | null;
  readonly message: string;
}

export interface Layer {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** The files that make up the configuration of this machine, first to last. */
export function configFiles(environment: Record<string, string | undefined>, folder = '/etc/foyer'): string[] {
  const named = environment.FOYER_CONFIG;
  if (named) return named.split(':').filter((file) => file !== '');
  const parts = join(folder, 'foyer.d');
  const more = existsSync(parts)
    ? readdirSync(parts)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
        .map((name) => join(parts, name))
    : [];
  return [join(folder, 'foyer.yaml'), ...more];
}

/** Every mistake of every file that cannot be read is told. */
export function readLayers(files: readonly string[]): Result<Layer[], ConfigMistake[]> {
  const layers: Layer[] = [];
  const mistakes: ConfigMistake[] = [];
  for (const file of files) {
    const lines = new LineCounter();
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      mistakes.push({
        key: '',
        file,
        line: null,
        message: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
      });
      continue;
    }
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
    for (const error of document.errors)
      mistakes.push({
        key: '',
        file,
        line: error.linePos?.[0].line ?? null,
        message: error.message.split('\n')[0] ?? error.code,
      });
    if (document.contents !== null && !isMap(document.contents))
      mistakes.push({ key: '', file, line: 1, message: 'must be a mapping of keys to values' });
    layers.push({ file, document, lines });
  }
  return mistakes.length > 0 ? err(mistakes) : ok(layers);
}

/** What all of them say together: later ones win key by key, lists are replaced whole. */
export const laidOver = (layers: readonly Layer[]): unknown =>
  layers.reduce<unknown>((below, layer) => merge(below, layer.document.toJS() ?? {}), {});

function merge(below: unknown, above: unknown): unknown {
  if (!isPlain(below) || !isPlain(above)) return above;
  return Object.fromEntries(
    [...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => [
      key,
      key in above ? merge(below[key], above[key]) : below[key],
    ]),
  );
}

export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The file and line that decides about a key. */
export function whereIs(path: readonly PropertyKey[], layers: readonly Layer[]): { file: string; line: number | null } {
  // The last layer that says it decides; where none does, the last one is where it should be added.
  for (const { document, file, lines } of [...layers].reverse()) {
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1) as string[], true) : document.contents;
    // A key's own line, not that of the mapping that begins below it.
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key
      : undefined;
    const node = (key ?? document.getIn(path as string[], true)) as { range?: [number, number, number] } | undefined;
    if (node?.range) return { file, line: lines.linePos(node.range[0]).line };
  }
  return { file: layers.at(-1)?.file ?? '', line: null };
}

/** `devices[0].link` */
export const keyOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
