/**
 * Builds what runs on the terminal into `.build/`: the main process, the preload script, the utility processes as
 * CommonJS for the oldest runtime in use, and the renderer; and the office's page, which the register serves.
 * Development, tests and the packages all run these same bundles.
 */
import type { OutputOptions } from 'rolldown';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { rolldown } from 'rolldown';
import { build as vite, type Plugin } from 'vite';
import { EXCHANGEABLE } from './package/exchangeable.ts';

const ROOT = resolve(import.meta.dirname, '..');
const description = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/**
 * What stays outside the bundles: native modules, which bring a binary each and find it beside themselves, and the
 * library for opening hours, whose licence lets everyone put another build in its place (tools/package/LIBRARIES.md).
 */
const external = [
  /^electron(\/.*)?$/,
  /^node:/,
  ...Object.keys(description.dependencies).map((name) => new RegExp(`^${name}(/.*)?$`)),
];
/** Oldest runtime: Electron 25 with Node 18 and Chromium 114. At a desk, also the oldest Firefox that is maintained. */
const TARGETS = { node: 'node18', page: ['chrome114'], office: ['chrome114', 'firefox128'] };
/** The pages by their folders. A relative base: from a file. An absolute one: addresses of its pages have parts. */
const PAGES = {
  renderer: { base: './', target: TARGETS.page },
  office: { base: '/', target: TARGETS.office },
};

const DEFINED = {
  FOYER_VERSION: JSON.stringify(description.version),
  FOYER_ELECTRON: JSON.stringify(description.devDependencies.electron),
  FOYER_LIBRARIES: JSON.stringify(delivered()),
};

const ENTRIES = {
  main: 'electron/main.ts',
  preload: 'electron/preload.ts',
  store: 'electron/kiosk/store/process.ts',
  'device-host': 'devices/host/host.ts',
  hours: 'register/opening-hours/worker.ts',
  watchdog: 'electron/shell/watchdog-thread.ts',
};

/** TrueType files for what is drawn on paper. */
const FONTS = [
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
  '@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf',
];

/** Beside the bundles, and not shipped: the files that each was made of, relative to the checkout. */
export const MODULES_FILE = 'modules.json';
export type BundledModules = Readonly<Record<string, readonly string[]>>;

export async function build(out = join(ROOT, '.build')): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const made = await Promise.all([
    ...Object.entries(ENTRIES).map(([name, file]) => bundle(name, join(ROOT, file), out)),
    ...(['renderer', 'office'] as const).map(async (name) => [[name, await page(join(out, name), name)] as const]),
  ]).then((parts) => parts.flat());
  mkdirSync(join(out, 'fonts'), { recursive: true });
  for (const font of FONTS)
    cpSync(join(ROOT, 'node_modules', font), join(out, 'fonts', font.split('/').at(-1) ?? font));
  const modules: BundledModules = { ...Object.fromEntries(made), fonts: FONTS.map((font) => `node_modules/${font}`) };
  writeFileSync(join(out, MODULES_FILE), JSON.stringify(modules, null, 1));
}

/** Files of the checkout among a bundler's modules, which also has some of its own making. */
export const filesOf = (ids: Iterable<string>): string[] =>
  [
    ...new Set(
      [...ids]
        .map((id) => id.replace(/[?#].*$/, ''))
        .filter((id) => id.startsWith(`${ROOT}/`))
        .map((id) => relative(ROOT, id)),
    ),
  ].sort();

/** SHA-256 of the libraries' files that the bundles load, hex, by name. */
function delivered(): Record<string, string> {
  const { resolve: find } = createRequire(join(ROOT, 'package.json'));
  return Object.fromEntries(
    Object.keys(EXCHANGEABLE).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(find(name)))
        .digest('hex'),
    ]),
  );
}

/**
 * One file a process, so that a crash of one loads nothing of another; of the main process two, since its page needs
 * the first alone. Answers what is in each.
 */
async function bundle(name: string, input: string, out: string): Promise<(readonly [string, string[]])[]> {
  const made = await rolldown({
    input: { [name]: input },
    external: [...external, ...Object.keys(EXCHANGEABLE)],
    platform: 'node',
    logLevel: 'warn',
    transform: { target: TARGETS.node, define: DEFINED },
  });
  const { output } = await made.write({
    dir: out,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: name === 'main',
    // In the application's archive Node 18's own `import` finds nothing; its `require` does.
    dynamicImportInCjs: false,
    format: 'cjs',
    minify: false,
    comments: { legal: true },
  } as OutputOptions);
  await made.close();
  return output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, filesOf(part.moduleIds)] as const] : []));
}

/** One page alone, into this folder. Answers what is in it. `plugins`: only for pages that nobody ships. */
export async function page(
  out: string,
  name: keyof typeof PAGES = 'renderer',
  plugins: readonly Plugin[] = [],
): Promise<string[]> {
  const { base, target } = PAGES[name];
  const root = join(ROOT, name);
  const modules = new Set<string>();
  const recorder: Plugin = {
    name: 'foyer-modules',
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        const files =
          part.type === 'chunk' ? part.moduleIds : part.originalFileNames.map((file) => resolve(root, file));
        for (const file of files.flatMap((id) => (id.endsWith('.css') ? styleSheets(id) : [id]))) modules.add(file);
      }
    },
  };
  await vite({
    root,
    configFile: false,
    logLevel: 'warn',
    base,
    plugins: [...plugins, asData(HYPHENATION), react(), recorder],
    build: {
      outDir: out,
      emptyOutDir: true,
      target,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      // In one piece: it comes from a file, or over the house's own network and once.
      chunkSizeWarningLimit: 1_000,
    },
  });
  return filesOf(modules);
}

/** A table and nothing else, by the end of its path: as JSON an engine reads it in a fraction of the time. */
const HYPHENATION = 'hyphen/patterns/de-1996.js';

function asData(path: string): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'foyer-data',
    load: {
      filter: { id: new RegExp(`${path.replaceAll('.', '\\.')}$`) },
      handler: (id) => `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(require(id)))});`,
    },
  };
}

/**
 * A style sheet and those that it imports, over any number of steps: the bundler makes one of them and names the
 * first alone.
 */
function styleSheets(file: string): string[] {
  const imported = [...readFileSync(file, 'utf8').matchAll(/@import\s+(?:url\()?['"]([^'"]+)['"]/g)].map(
    ([, target = '']) => target,
  );
  return [
    file,
    ...imported.flatMap((target) =>
      styleSheets(target.startsWith('.') ? resolve(dirname(file), target) : join(ROOT, 'node_modules', target)),
    ),
  ];
}

if (process.argv[1] === import.meta.filename) await build();
