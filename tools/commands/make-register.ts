/**
 * `npm run make:register`: the Debian package of the register, `out/make/foyer-register_VERSION_ARCH.deb`. It brings
 * the Node.js that everything here is tested with: Debian 12, whose PostgreSQL 15 the register is made for, has
 * Node.js 18, which is no longer maintained and lacks what the register uses. The price is a package for each
 * processor, and that updates of Node.js come with updates of this one.
 */
import type { OutputOptions } from 'rolldown';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { filesOf, page } from '../build.ts';
import { buildDeb, contentsOf, copy, edition, md5sums, tidyModes, type Compression } from '../package/by-hand.ts';
import { copyExchangeable, EXCHANGEABLE } from '../package/exchangeable.ts';
import { writeDocuments } from '../package/origin/documents.ts';
import { shippedParts } from '../package/origin/parts.ts';
import { maintainer } from '../package/origin/publisher.ts';
import { nodeLicence, nodePart } from '../package/origin/runtimes.ts';
import { verifiedNode } from '../setup/node-runtime.mjs';
import { ROOT } from '../setup/paths.mjs';

const HERE = join(ROOT, 'register/package');
const HOME = 'usr/lib/foyer-register';
const TARGET = 'node24';
/**
 * They find files beside themselves, or are native: they lie in the package as they are, with what they need in turn.
 */
const OUTSIDE = ['@photostructure/sqlite', '@electric-sql/pglite', 'pdfkit'];
const FONTS = ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf'].map(
  (file) => `@expo-google-fonts/noto-sans/${file}`,
);
/**
 * What nothing loads here: sources, maps, extensions of the database in the folder, other processors, what is for
 * browsers.
 */
const NEEDLESS = new RegExp(
  [
    String.raw`/\.`,
    String.raw`\.(map|tar\.gz|[cm]?ts|h|c|cc|cpp|gypi?)$`,
    '^node_modules/(@photostructure/sqlite/src|node-addon-api)/',
    'musl',
    '/tests?/',
    String.raw`/js/pdfkit\.(browser|standalone|old)`,
    `/prebuilds/(?!linux-${process.arch}/)`,
  ].join('|'),
);

const DESCRIPTION = 'register that Foyer terminals ask';
const DEBIAN = {
  depends: ['adduser', 'libc6 (>= 2.31)', 'libgcc-s1', 'libstdc++6'],
  recommends: ['postgresql (>= 15)'],
  suggests: [],
};

export interface RegisterPackageOptions {
  /** Folder for the package. */
  readonly out: string;
  readonly compression: Compression;
  /** The executable of Node.js, in place of the installed one. It must be the pinned one all the same. */
  readonly node?: string;
}

/**
 * Returns the package's path. Throws where Node's executable is not the pinned one, or a licence is not on the list.
 */
export async function makeRegisterPackage({ out, compression, node }: RegisterPackageOptions): Promise<string> {
  const { version, arch } = edition();
  const executable = verifiedNode(node);
  const work = mkdtempSync(join(tmpdir(), 'foyer-register-'));
  try {
    const root = join(work, 'root');
    await stage(root, version, arch, executable);
    const deb = join(out, `foyer-register_${version}_${arch}.deb`);
    await buildDeb(root, deb, compression);
    return deb;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function stage(root: string, version: string, arch: string, executable: string): Promise<void> {
  cpSync(join(HERE, 'tree'), root, { recursive: true });
  const home = join(root, HOME);
  const bundled = await bundle(home);
  bundled.set(`${HOME}/office`, await page(join(home, 'office'), 'office'));
  const outside = OUTSIDE.reduce((known, name) => withDependencies(name, ROOT, known), new Map<string, string>());
  for (const folder of outside.values()) copyPackage(folder, home);
  copyExchangeable(join(home, 'node_modules'));
  for (const file of FONTS) copy(join('node_modules', file), home);
  copy('node_modules/@expo-google-fonts/noto-sans/package.json', home);
  cpSync(executable, join(home, 'node'), { dereference: true });
  writeFileSync(join(home, 'LICENSE.node'), nodeLicence());

  cpSync(join(ROOT, 'register/README.md'), join(root, 'usr/share/doc/foyer-register/README.md'));
  const examples = join(root, 'usr/share/doc/foyer-register/high-availability');
  cpSync(join(ROOT, 'register/package/high-availability'), examples, { recursive: true });
  cpSync(join(ROOT, 'tools/package/LIBRARIES.md'), join(root, 'usr/share/doc/foyer-register/LIBRARIES.md'));
  // Of header files for compilers nothing was copied.
  const beside = [
    ...outside.values(),
    ...Object.keys(EXCHANGEABLE).map((name) => `node_modules/${name}`),
    'node_modules/@expo-google-fonts/noto-sans',
  ].filter((folder) => existsSync(join(home, folder, 'package.json')));
  writeDocuments(root, {
    package: 'foyer-register',
    version,
    arch,
    description: DESCRIPTION,
    debian: DEBIAN,
    parts: [
      nodePart(`${HOME}/node`, executable),
      ...shippedParts(
        new Map<string, readonly string[]>([
          ...bundled,
          ...beside.map((folder) => [`${HOME}/${folder}`, [`${folder}/package.json`]] as const),
        ]),
      ),
    ],
    elsewhere: { 'Node.js': `The text, with those of the libraries in it: /${HOME}/LICENSE.node` },
  });

  tidyModes(root, [`${HOME}/node`]);
  const { files, size } = contentsOf(root);
  cpSync(join(HERE, 'scripts'), join(root, 'DEBIAN'), { recursive: true });
  for (const name of readdirSync(join(root, 'DEBIAN'))) chmodSync(join(root, 'DEBIAN', name), 0o755);
  chmodSync(join(root, 'DEBIAN'), 0o755);
  const put = (name: string, text: string): void => writeFileSync(join(root, 'DEBIAN', name), text, { mode: 0o644 });
  put(
    'conffiles',
    files
      .filter((file) => file.startsWith('etc/'))
      .map((file) => `/${file}\n`)
      .join(''),
  );
  put(
    'md5sums',
    md5sums(
      root,
      files.filter((file) => !file.startsWith('etc/')),
    ),
  );
  put('control', control(version, arch, size));
}

/**
 * The program and the parts that it loads when they are needed. Answers what each was made of. Throws where the
 * demonstration got in.
 */
async function bundle(home: string): Promise<Map<string, string[]>> {
  const made = await rolldown({
    input: {
      'foyer-register': join(HERE, 'cli.ts'),
      'opening-hours': join(ROOT, 'register/opening-hours/program.ts'),
      'import-thread': join(ROOT, 'register/server/bulk/file/thread.ts'),
    },
    platform: 'node',
    logLevel: 'warn',
    transform: { target: TARGET },
    external: [/^node:/, 'pg-native', ...OUTSIDE, ...Object.keys(EXCHANGEABLE)],
  });
  const { output } = await made.write({
    dir: home,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'parts/[name]-[hash].mjs',
    minify: false,
    comments: { legal: true },
  } as OutputOptions);
  await made.close();
  const madeOf = new Map(
    output.flatMap((chunk) =>
      chunk.type === 'chunk' ? [[`${HOME}/${chunk.fileName}`, filesOf(chunk.moduleIds)] as const] : [],
    ),
  );
  const stranger = [...madeOf.values()].flat().find((file) => file.startsWith('register/demo/'));
  if (stranger !== undefined) throw new Error(`the package would hold a part of the demonstration: ${stranger}`);
  return madeOf;
}

/** Folders of a package and of all that it needs, relative to the checkout, as npm laid them out. */
function withDependencies(name: string, from: string, known: Map<string, string>): Map<string, string> {
  const folder = createRequire(join(from, 'package.json'))
    .resolve.paths(name)
    ?.map((place) => join(place, name))
    .find((place) => existsSync(join(place, 'package.json')));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  const path = relative(ROOT, folder);
  if (known.has(path)) return known;
  known.set(path, path);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies)) withDependencies(dependency, folder, known);
  return known;
}

function copyPackage(folder: string, home: string): void {
  for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, file);
    // Packages within come by themselves, where they are needed.
    if (!file.startsWith('node_modules/') && !NEEDLESS.test(path) && statSync(join(ROOT, path)).isFile())
      copy(path, home);
  }
}

/** `size` in KiB. deb-control(5). */
const control = (version: string, arch: string, size: number): string => `Package: foyer-register
Version: ${version}
Section: misc
Priority: optional
Architecture: ${arch}
Maintainer: ${maintainer()}
Installed-Size: ${size}
Depends: ${DEBIAN.depends.join(', ')}
Recommends: ${DEBIAN.recommends.join(', ')}
Description: ${DESCRIPTION}
 What self-service terminals of a town hall ask: the catalogue of services,
 the state of ID documents, sign-ins by ID card, cases. Needs a PostgreSQL
 server, here or elsewhere; the service is not enabled by itself.
 .
 Zentrales Register der Foyer-Terminals: Leistungen, Bearbeitungsstand von
 Ausweisdokumenten, Anmeldung mit dem Personalausweis, Vorgänge. Der Dienst
 wird nicht von selbst eingeschaltet.
`;

if (process.argv[1] === import.meta.filename) {
  const began = Date.now();
  process.umask(0o022);
  const deb = await makeRegisterPackage({
    out: join(ROOT, 'out/make'),
    compression: process.argv.includes('--light') ? 'light' : 'small',
  });
  process.stdout.write(
    `${deb}\n${(statSync(deb).size / 1e6).toFixed(0)} MB, made in ${((Date.now() - began) / 1_000).toFixed(0)} s\n`,
  );
}
