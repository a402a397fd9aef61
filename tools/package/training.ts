/**
 * The Debian package `foyer-training`: the simulated devices with the page that operates them, for training without
 * devices. Its one bundle runs on Debian 12's own Node 18; nothing of it is in the package `foyer`, which reaches it
 * over the wire like any device.
 */
import type { OutputOptions } from 'rolldown';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { transformSync } from 'rolldown/utils';
import { ROOT } from '../setup/paths.mjs';
import { filesOf } from '../build.ts';
import { buildDeb, contentsOf, copy, edition, md5sums, tidyModes, type Compression } from './by-hand.ts';
import { isShipped } from './contents.ts';
import { writeDocuments } from './origin/documents.ts';
import { shippedParts } from './origin/parts.ts';
import { maintainer } from './origin/publisher.ts';

/** What lies in the package as it lies here. */
const TREE = join(import.meta.dirname, 'training');
const PAGE = join(ROOT, 'tools/simulator-console/page');
const HOME = 'usr/lib/foyer-training';

/** Debian 12's; what a newer one has as well must not be used. */
const TARGET = 'node18';
/** Draws what came out of the receipt printer; native, so it stays outside the bundle, with its binary. */
const CANVAS = ['@napi-rs/canvas', `@napi-rs/canvas-linux-${process.arch}-gnu`];
/** Typefaces of the simulated receipt printer, found beside the bundle as npm packages. */
const FONTS = [
  'noto-sans-mono/400Regular/NotoSansMono_400Regular.ttf',
  'noto-sans-mono/700Bold/NotoSansMono_700Bold.ttf',
  'noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf',
].map((file) => `@expo-google-fonts/${file}`);

const DESCRIPTION = 'simulated devices for training on a Foyer terminal';
const DEBIAN = { depends: ['nodejs (>= 18)', 'socat', 'libc6 (>= 2.31)', 'libgcc-s1'], recommends: [], suggests: [] };

export interface TrainingOptions {
  /** Folder for the package; a record of what it was made from is kept beside it. */
  readonly out: string;
  readonly compression: Compression;
}

/** Answers the earlier package where its contents are the same. */
export async function makeTrainingPackage({
  out,
  compression,
}: TrainingOptions): Promise<{ readonly deb: string; readonly reused: boolean }> {
  const { version, arch } = edition();
  const deb = join(out, `foyer-training_${version}_${arch}.deb`);
  const record = join(out, 'foyer-training.made');
  const work = mkdtempSync(join(tmpdir(), 'foyer-training-'));
  try {
    const root = join(work, 'root');
    await stage(root, version, arch);
    const key = createHash('sha256')
      .update(compression)
      .update(readFileSync(join(root, 'DEBIAN/control')))
      .update(readFileSync(join(root, 'DEBIAN/md5sums')))
      .digest('hex');
    if (existsSync(deb) && existsSync(record) && readFileSync(record, 'utf8') === key) return { deb, reused: true };
    await buildDeb(root, deb, compression);
    writeFileSync(record, key);
    return { deb, reused: false };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function stage(root: string, version: string, arch: string): Promise<void> {
  cpSync(TREE, root, { recursive: true });
  const home = join(root, HOME);
  const bundled = await bundle(join(home, 'foyer-training.mjs'));
  page(join(home, 'page'));
  for (const name of CANVAS) copyPackage(name, home);
  for (const font of FONTS) copy(join('node_modules', font), home);

  const shipped = [...CANVAS.map((name) => `${name}/package.json`), ...FONTS].map((file) => `node_modules/${file}`);
  writeDocuments(root, {
    package: 'foyer-training',
    version,
    arch,
    description: DESCRIPTION,
    debian: DEBIAN,
    parts: shippedParts(
      new Map<string, readonly string[]>([
        [`${HOME}/foyer-training.mjs`, bundled],
        ...shipped.map((file) => [`${HOME}/${dirname(file)}`, [file]] as const),
      ]),
    ),
  });
  tidyModes(root);
  const { files, size } = contentsOf(root);
  mkdirSync(join(root, 'DEBIAN'), { mode: 0o755 });
  writeFileSync(join(root, 'DEBIAN/md5sums'), md5sums(root, files), { mode: 0o644 });
  writeFileSync(join(root, 'DEBIAN/control'), control(version, arch, size), { mode: 0o644 });
}

/** One file, an ES module, as the start waits at its top level. Answers what it was made of. */
async function bundle(file: string): Promise<string[]> {
  const made = await rolldown({
    input: join(ROOT, 'tools/simulator-console/main.ts'),
    platform: 'node',
    logLevel: 'warn',
    transform: { target: TARGET },
    // The compiler translates the page in a checkout; here that is done already. The last two would make WebSockets
    // quicker, and are not needed.
    external: [/^node:/, /^@napi-rs\/canvas$/, 'rolldown/utils', 'bufferutil', 'utf-8-validate'],
  });
  const { output } = await made.write({
    file,
    format: 'esm',
    codeSplitting: false,
    minify: false,
    comments: { legal: true },
  } as OutputOptions);
  await made.close();
  return filesOf(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])));
}

function page(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(PAGE)) {
    if (!name.endsWith('.ts')) cpSync(join(PAGE, name), join(folder, name));
    else
      writeFileSync(
        join(folder, name.replace(/\.ts$/, '.js')),
        transformSync(name, readFileSync(join(PAGE, name), 'utf8')).code,
      );
  }
}

function copyPackage(name: string, home: string): void {
  const folder = join('node_modules', name);
  for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    if (statSync(join(ROOT, folder, file)).isFile() && isShipped(`/${folder}/${file}`, process.arch, CANVAS))
      copy(join(folder, file), home);
  }
}

/** `size` in KiB. deb-control(5). */
const control = (version: string, arch: string, size: number): string => `Package: foyer-training
Version: ${version}
Section: misc
Priority: optional
Architecture: ${arch}
Maintainer: ${maintainer()}
Installed-Size: ${size}
Depends: ${DEBIAN.depends.join(', ')}
Enhances: foyer
Description: ${DESCRIPTION}
 A simulated device of each kind that a terminal talks to (printers, payment
 terminal, scanner, readers, keypad, sensors, UPS), and a page in the browser
 on which a trainer operates them: paper out, card presented, cable pulled.
 Listens on this machine only, starts nothing by itself.
 .
 Nachgebildete Geräte zum Üben an einem Foyer-Terminal, mit einer Seite im
 Browser, auf der man sie bedient.
`;
