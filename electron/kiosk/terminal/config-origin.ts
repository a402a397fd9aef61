/** Which settings of this terminal are not the built-in ones, and which file says so: for the technician. */
import { isDeepStrictEqual } from 'node:util';
import { Config } from './config.ts';
import { isPlain, keyOf, laidOver, readLayers, whereIs, type Layer } from './config-layers.ts';

export interface ConfigOrigin {
  /** `register.url`, `devices[0].class` */
  readonly key: string;
  /** As it holds; null where it is secret, or names somebody. */
  readonly value: string | null;
  readonly file: string;
  /** 1-based. */
  readonly line: number | null;
}

export interface ConfigOrigins {
  /** First to last; a later one wins. Below all of them lies what is built in. */
  readonly files: readonly string[];
  /** In the order of the files' keys. */
  readonly settings: readonly ConfigOrigin[];
}

type Path = readonly (string | number)[];

/** Keys, or beginnings and ends of keys, whose values nobody reads at a display. `staff` holds people's names. */
const SECRET = /pass|hash|badge|credential|token|^pins$/i;
const isSecret = (path: Path): boolean => path.some((part) => typeof part === 'string' && SECRET.test(part));

/** Who may read a printer's address need not know who may print there. */
const withoutUser = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, '$1•••@');

/**
 * Of files that were read without a mistake; no settings where one of them can no longer be read. They are read now, as
 * they hold; what they say is worked out when it is asked for.
 */
export function configOrigins(files: readonly string[]): () => ConfigOrigins {
  const read = readLayers(files);
  let found: ConfigOrigins | null = null;
  return () => (found ??= { files, settings: read.ok ? settingsOf(read.value) : [] });
}

function settingsOf(layers: readonly Layer[]): ConfigOrigin[] {
  const merged = laidOver(layers);
  const whole = Config.safeParse(merged);
  if (!whole.success) return [];
  const known = new Map<string, boolean>();
  const differs = (path: Path): boolean => {
    // A list is replaced whole: it is the list that is built in or is not.
    const decides = path.slice(0, listIn(path));
    const before = known.get(keyOf(decides));
    if (before !== undefined) return before;
    const builtIn = Config.safeParse(without(merged, decides));
    const is = !builtIn.success || !isDeepStrictEqual(at(builtIn.data, decides), at(whole.data, decides));
    known.set(keyOf(decides), is);
    return is;
  };
  return leavesOf(merged)
    .filter(differs)
    .map((path) => ({
      key: keyOf(path),
      value: isSecret(path) ? null : withoutUser(told(at(whole.data, path))),
      // Of a list, the layer that has the list as a whole.
      ...whereIs(path, layers.slice(0, lastWith(path))),
    }));

  function lastWith(path: Path): number {
    const list = path.slice(0, listIn(path));
    return layers.findLastIndex(({ document }) => document.hasIn(list)) + 1;
  }
}

/** Where the first list in a path begins; its length where there is none. */
function listIn(path: Path): number {
  const found = path.findIndex((part) => typeof part === 'number');
  return found < 0 ? path.length : found;
}

/** Each value that is said, by its path; a list of plain values is one, and so is what is secret as a whole. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (path.length > 0 && isSecret(path)) return [path];
  if (isPlain(value)) return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
  if (Array.isArray(value) && value.some(isPlain))
    return value.flatMap((inner, index) => leavesOf(inner, [...path, index]));
  return [path];
}

const at = (whole: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<string | number, unknown> | null | undefined)?.[part], whole);

function without(value: unknown, [first, ...rest]: Path): unknown {
  if (!isPlain(value) || first === undefined) return value;
  const { [first]: inner, ...others } = value;
  return rest.length === 0 ? others : { ...others, [first]: without(inner, rest) };
}

const told = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(told).join(', ');
  return typeof value === 'string' ? value : String(JSON.stringify(value));
};
