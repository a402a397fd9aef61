/**
 * Builds what runs on the terminal into `.build/`: the main process, the preload script, the utility processes as CommonJS for the
 * oldest runtime in use, and the renderer. Development, tests and the package all run these same bundles.
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';

const ROOT = resolve(import.meta.dirname, '..');
const description = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string; dependencies: Record<string, string>; devDependencies: Record<string, string> };

/** Native modules stay outside: they bring a binary each, and find it beside themselves. */
const external = [/^electron(\/.*)?$/, /^node:/, ...Object.keys(description.dependencies).map((name) => new RegExp(`^${name}(/.*)?$`))];
/** Oldest runtime: Electron 25 with Node 18 and Chromium 114. */
const TARGETS = { node: 'node18', page: 'chrome114' };

const ENTRIES = {
  main: 'electron/main.ts',
  preload: 'electron/preload.ts',
  store: 'electron/kiosk/store/process.ts',
  'device-host': 'devices/host.ts',
  hours: 'register/opening-hours/worker.ts',
  watchdog: 'electron/shell/watchdog-thread.ts',
};

/** TrueType files for what is drawn on paper. */
const FONTS = ['@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf', '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  '@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf', '@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf'];

export async function build(out = join(ROOT, '.build')): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  await Promise.all([...Object.entries(ENTRIES).map(([name, file]) => bundle(name, join(ROOT, file), out)), page(join(out, 'renderer'))]);
  mkdirSync(join(out, 'fonts'), { recursive: true });
  for (const font of FONTS) cpSync(join(ROOT, 'node_modules', font), join(out, 'fonts', font.split('/').at(-1) ?? font));
}

/** One file a process, so that a crash of one loads nothing of another. */
async function bundle(name: string, input: string, out: string): Promise<void> {
  const made = await rolldown({
    input, external, platform: 'node', logLevel: 'warn',
    transform: { target: TARGETS.node, define: { FOYER_VERSION: JSON.stringify(description.version), FOYER_ELECTRON: JSON.stringify(description.devDependencies.electron) } },
  });
  await made.write({ file: join(out, `${name}.cjs`), format: 'cjs', codeSplitting: false, minify: false, comments: { legal: true } } as never);
  await made.close();
}

async function page(out: string): Promise<void> {
  await vite({
    root: join(ROOT, 'renderer'), configFile: false, logLevel: 'warn', base: './', plugins: [react()],
    build: { outDir: out, emptyOutDir: true, target: TARGETS.page, assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false },
  });
}

if (process.argv[1] === import.meta.filename) await build();
