/**
 * Electron Forge: from `.build/` to the Debian package. Forge does not build here (no plugin-vite): `tools/build.ts` is
 * the one build, so that development, tests and the package run the same bundles, and `tools/commands/make.ts` calls it
 * first.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForgeConfig } from '@electron-forge/shared-types';
import { isShipped } from './tools/package/contents.ts';
import { copyExchangeable } from './tools/package/exchangeable.ts';
import { FoyerDeb } from './tools/package/deb.ts';
import { turnFuses } from './tools/package/fuses.ts';
import { runtimeZip } from './tools/package/runtime-zip.ts';
import { nativePackages, runtime } from './tools/run/account.ts';

const OUT = join(import.meta.dirname, 'out/package');
/** Chromium's own words are hardly ever seen on the terminal; these languages are for the case that they are. */
const LOCALES = new Set(['de.pak', 'en-US.pak', 'en-GB.pak', 'ar.pak']);

const development = runtime().kind !== 'official';
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string };
const packages = nativePackages();

const config: ForgeConfig = {
  outDir: OUT,
  packagerConfig: {
    executableName: 'foyer',
    electronZipDir: runtimeZip(),
    ignore: (path: string) => !isShipped(path, process.arch, packages),
    // Needs no pruning, which would walk all of node_modules: `ignore` lets in what ships.
    prune: false,
    // Native code reads no archive: shared objects and the fonts for paper lie beside it.
    asar: { unpack: '*.{node,ttf}' },
    // Two packages may be made at the same time.
    tmpdir: join(tmpdir(), `foyer-package-${process.pid}`),
  },
  // The native modules bring their binaries; rebuilding would fetch headers.
  rebuildConfig: { onlyModules: [] },
  // `~` sorts below the release, so that the released package replaces a development one.
  makers: [new FoyerDeb({ version: development ? `${version}~development` : version, development })],
  hooks: {
    packageAfterExtract: async (_config, folder) => {
      for (const name of readdirSync(join(folder, 'locales')))
        if (!LOCALES.has(name)) rmSync(join(folder, 'locales', name));
      // The sandbox stands on user namespaces, which Debian allows to everyone; a setuid helper would be one more thing
      // to attack.
      rmSync(join(folder, 'chrome-sandbox'), { force: true });
      await turnFuses(join(folder, 'electron'), !development);
    },
    packageAfterCopy: async (_config, folder) => {
      // What is used of package.json at run time; the list of development tools stays at home.
      const {
        name,
        productName,
        version: own,
        description,
        main,
      } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name, productName, version: own, description, main }),
      );
      // Beside the archive, where Node looks after the archive's own: the operator may exchange them
      // (tools/package/LIBRARIES.md).
      copyExchangeable(join(folder, '../node_modules'));
    },
  },
};
export default config;
