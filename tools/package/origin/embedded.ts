/**
 * What native modules and a style sheet contain of others, which their own `license` field does not say. Read from
 * the modules' sources and build files; whatever else a compiler put into them is not known here, and nothing is said
 * of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Licensed } from './licences.ts';

export interface Embedded extends Licensed {
  readonly purl: string;
  readonly cpe?: string;
  /** Of the one inside the package at this folder; null where the package does not say. */
  version(folder: string): string | null;
}

const TEXTS = 'tools/package/origin/texts';
const unknown = (): null => null;

/** By the npm package's name, without the processor's. */
export const EMBEDDED: Readonly<Record<string, readonly Embedded[]>> = {
  '@photostructure/sqlite': [
    {
      name: 'SQLite',
      purl: 'pkg:generic/sqlite',
      cpe: 'cpe:2.3:a:sqlite:sqlite',
      declared: 'blessing',
      author: null,
      texts: [`${TEXTS}/SQLite.txt`],
      version: (folder) => found(join(folder, 'src/upstream/sqlite3.h'), /#define SQLITE_VERSION\s+"([\d.]+)"/),
    },
  ],
  'node-hid': [
    {
      name: 'HIDAPI',
      purl: 'pkg:generic/hidapi',
      declared: 'GPL-3.0-only OR BSD-3-Clause OR HIDAPI',
      author: null,
      texts: ['node_modules/node-hid/hidapi/LICENSE-bsd.txt'],
      version: (folder) => found(join(folder, 'hidapi/VERSION'), /([\d.]+)/),
    },
  ],
  '@napi-rs/canvas': [
    {
      name: 'Skia',
      purl: 'pkg:generic/skia',
      declared: 'BSD-3-Clause',
      author: null,
      texts: [`${TEXTS}/Skia.txt`],
      version: unknown,
    },
  ],
  '@electric-sql/pglite': [
    {
      name: 'PostgreSQL',
      purl: 'pkg:generic/postgresql',
      declared: 'PostgreSQL',
      author: null,
      texts: [`${TEXTS}/PostgreSQL.txt`],
      version: unknown,
    },
  ],
  '@kern-ux/native': [
    {
      name: 'Fira Sans',
      purl: 'pkg:generic/fira-sans',
      declared: 'OFL-1.1',
      author: null,
      texts: [`${TEXTS}/Fira-Sans.txt`],
      version: unknown,
    },
  ],
};

function found(file: string, pattern: RegExp): string | null {
  return existsSync(file) ? (pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? null) : null;
}
