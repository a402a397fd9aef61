/**
 * Libraries that an operator may exchange (LGPL-3.0 § 4 d 1): their files lie beside the application's archive, and
 * Node finds them there. Another build is loaded as it is; that it is another one, technicians read. Who can put it
 * there owns the machine anyway, since nothing below /usr/lib/foyer can be written without root's rights.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** SHA-256 of the files as they were delivered, hex, by the library's name. */
export type DeliveredLibraries = Readonly<Record<string, string>>;

export interface ExchangedLibrary {
  readonly name: string;
  /** SHA-256 of the file that is loaded, hex; null where there is none, and what needs the library does not work. */
  readonly sha256: string | null;
}

/** Those that are not as delivered. `program`: path of the program that loads them. */
export function exchangedLibraries(program: string, delivered: DeliveredLibraries): ExchangedLibrary[] {
  const { resolve } = createRequire(program);
  return Object.entries(delivered).flatMap(([name, wanted]) => {
    const sha256 = figureOf(() => resolve(name));
    return sha256 === wanted ? [] : [{ name, sha256 }];
  });
}

function figureOf(path: () => string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path())).digest('hex');
  } catch {
    return null;
  }
}
