/**
 * Libraries that ship as files of their own, so that an operator can put another build in their place (LGPL-3.0 § 4 d
 * 1; LIBRARIES.md), with what they load in turn. Of each, the files that are loaded and its licence.
 */
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';

export const EXCHANGEABLE: Readonly<Record<string, readonly string[]>> = {
  opening_hours: [
    'package.json',
    'README.md',
    'LICENSES/LGPL-3.0-only.txt',
    'build/opening_hours.js',
    'build/opening_hours.esm.mjs',
  ],
  suncalc: ['package.json', 'LICENSE', 'suncalc.cjs', 'index.js'],
};

/**
 * Into `modules`, a folder `node_modules` that Node looks into by itself. Answers the files, relative to the
 * checkout.
 */
export function copyExchangeable(modules: string): string[] {
  return Object.entries(EXCHANGEABLE).flatMap(([name, files]) =>
    files.map((file) => {
      const to = join(modules, name, file);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(ROOT, 'node_modules', name, file), to);
      return `node_modules/${name}/${file}`;
    }),
  );
}
