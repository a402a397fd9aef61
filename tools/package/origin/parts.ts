/**
 * What of others ships in a package, by where it lies there: found from the bundles' own lists of modules and from
 * the files shipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../setup/paths.mjs';
import type { Licensed } from './licences.ts';
import { DATA } from './data.ts';
import { EMBEDDED } from './embedded.ts';

/** Something that somebody else made, as it ships. */
export interface Part extends Licensed {
  readonly version: string | null;
  /** Package URL (ECMA-427). */
  readonly purl: string;
  /** Folder in the checkout, relative; null for what does not come from the npm registry. */
  readonly folder: string | null;
  /** The one file of the checkout that it is, where it is no package; relative. */
  readonly file?: string;
  /** Where it lies in the package, relative to the root; a bundle's path for what was bundled. Sorted. */
  readonly places: readonly string[];
  /** Common Platform Enumeration 2.3, where the vulnerability databases know it by one. */
  readonly cpe?: string;
  /** SHA-256 of the one file that it is. */
  readonly sha256?: string;
  /** Names of the parts that it calls, as far as it says so itself. */
  readonly needs: readonly string[];
  /** What its binaries contain. */
  readonly contains: readonly Part[];
}

interface Description {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly author?: string | { readonly name?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Folder of the npm package that a file of the checkout belongs to, relative; null for the project's own. */
export function npmFolder(file: string): string | null {
  const at = `/${file}`.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  const inside = file.slice(at + 'node_modules/'.length).split('/');
  return file.slice(0, at) + 'node_modules/' + inside.slice(0, inside[0]?.startsWith('@') === true ? 2 : 1).join('/');
}

/**
 * npm packages, and data of others among the project's own files. `shipped`: files of the checkout, relative, by the
 * place in the package at which they lie or into which they were bundled.
 */
export function shippedParts(shipped: ReadonlyMap<string, readonly string[]>): Part[] {
  const folders = placesBy(shipped, npmFolder);
  const files = placesBy(shipped, (file) => (file in DATA ? file : null));
  return [
    ...folders.map(([folder, places]) => npmPart(folder, places)),
    ...files.flatMap(([file, places]) => dataPart(file, places) ?? []),
  ];
}

/** Both sorted. `whose`: what a file counts as a part of; null for nobody else's. */
function placesBy(
  shipped: ReadonlyMap<string, readonly string[]>,
  whose: (file: string) => string | null,
): [string, string[]][] {
  const found = new Map<string, Set<string>>();
  for (const [place, files] of shipped) {
    for (const one of new Set(files.map(whose)))
      if (one !== null) found.set(one, (found.get(one) ?? new Set()).add(place));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([one, places]) => [one, [...places].sort()]);
}

function dataPart(file: string, places: readonly string[]): Part | null {
  const data = DATA[file];
  return data === undefined ? null : { ...data, version: null, folder: null, file, places, needs: [], contains: [] };
}

function npmPart(folder: string, places: readonly string[]): Part {
  const {
    name,
    version,
    license = null,
    author,
    dependencies,
    optionalDependencies,
  } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Description;
  const contains = (EMBEDDED[name.replace(/-linux-(x64|arm64)-gnu$/, '')] ?? []).map(
    ({ version: of, ...rest }): Part => ({
      folder,
      places,
      needs: [],
      contains: [],
      ...rest,
      version: of(join(ROOT, folder)),
    }),
  );
  return {
    name,
    version,
    folder,
    places,
    contains,
    declared: license,
    author: typeof author === 'object' ? (author.name ?? null) : (author ?? null),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    needs: Object.keys({ ...dependencies, ...optionalDependencies }),
  };
}

/** The figure that npm compares an archive with, from the lock file; hex. Null where it has none. */
export function lockedIntegrity(folder: string): string | null {
  locked ??= (
    JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { integrity?: string }>;
    }
  ).packages;
  const integrity = locked[folder]?.integrity;
  return integrity?.startsWith('sha512-') === true
    ? Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
    : null;
}
let locked: Record<string, { integrity?: string }> | undefined;

/** All, with what their binaries contain. */
export const flattened = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [part, ...flattened(part.contains)]);

/** A file of the checkout, or null. */
export const textOf = (file: string): string | null =>
  existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : null;
