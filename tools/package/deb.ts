/**
 * The Debian package. Forge's own maker hands the application and a few options to electron-installer-debian; a
 * terminal also needs a systemd unit, udev rules, a PAM service and configuration at their places in the file system,
 * and no desktop entry, no command on the PATH and no setuid helper. So this maker drives the same installer with other
 * contents: one staging folder and one run of dpkg-deb, instead of opening and compressing a finished package a second
 * time.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { MakerDeb, debianArch } from '@electron-forge/maker-deb';
import { Installer } from 'electron-installer-debian';
import { MODULES_FILE, type BundledModules } from '../build.ts';
import { runtime } from '../run/account.ts';
import { ROOT } from '../setup/paths.mjs';
import { isShipped } from './contents.ts';
import { EXCHANGEABLE } from './exchangeable.ts';
import { writeDocuments } from './origin/documents.ts';
import { npmFolder, shippedParts, type Part } from './origin/parts.ts';
import { maintainer } from './origin/publisher.ts';
import { electronPart } from './origin/runtimes.ts';

const HERE = import.meta.dirname;
/** Where the application lies, relative to the root. */
const HOME = 'usr/lib/foyer';

const PACKAGE = {
  name: 'foyer',
  bin: 'foyer',
  section: 'misc',
  priority: 'optional',
  maintainer: maintainer(),
  description: 'self-service terminal for the lobby of a German town hall',
  productDescription: [
    'Visitors find out about services and opening hours, ask for the state of an identity document, and take the answer along on paper or as a code. The package brings the terminal with its own account, a systemd unit for a session on the first console, and udev rules for the devices. The unit is not enabled by itself.',
    '',
    'Selbstbedienungsterminal für das Foyer des Rathauses: Auskunft zu Leistungen und Öffnungszeiten, Bearbeitungsstand von Ausweisdokumenten, auf Papier oder als Code zum Mitnehmen. Der Dienst wird nicht von selbst eingeschaltet.',
  ].join('\n'),
};
/**
 * What the runtime links (`readelf -d`), by Debian 12's packages, and what scripts and session use. Debian's cage ends
 * at once where Xwayland is missing, without depending on it.
 */
const DEPENDS = [
  'adduser',
  'cage',
  'libpam-systemd',
  'procps',
  'udev',
  'xwayland',
  'libasound2',
  'libatk-bridge2.0-0',
  'libatk1.0-0',
  'libatspi2.0-0',
  'libc6 (>= 2.31)',
  'libcairo2',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libglib2.0-0',
  'libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'libxss1',
  'libpcsclite1',
  'libudev1',
  'libusb-1.0-0',
];
/**
 * Hardware acceleration, without which Chromium draws in software; who lets the account power the machine off; and what
 * systemd loads to talk to a TPM, without depending on it.
 */
const RECOMMENDS = ['libegl1', 'libgl1-mesa-dri', 'polkitd', 'libtss2-esys-3.0.2-0', 'libtss2-mu0', 'libtss2-rc0'];
/** Only with a reader for ID cards, a card reader, an uninterruptible power supply, or a printer that CUPS drives. */
const SUGGESTS = ['ausweisapp2', 'pcscd', 'nut-server', 'cups'];

export interface DebOptions {
  /** Debian version, without revision. */
  readonly version: string;
  /** On the stand-in runtime: refuses to install where that was not allowed explicitly, and is compressed lightly. */
  readonly development: boolean;
}

export class FoyerDeb extends MakerDeb {
  readonly #options: DebOptions;

  constructor(options: DebOptions) {
    super({});
    this.#options = options;
  }

  override clone(): FoyerDeb {
    return new FoyerDeb(this.#options);
  }

  override async make({ dir, makeDir, targetArch }: Parameters<MakerDeb['make']>[0]): Promise<string[]> {
    await this.ensureDirectory(makeDir);
    const scripts = Object.fromEntries(
      ['postinst', 'prerm', 'postrm', ...(this.#options.development ? ['preinst'] : [])].map((name) => [
        name,
        join(HERE, 'scripts', name),
      ]),
    );
    const installer = new TerminalInstaller(
      {
        src: dir,
        dest: makeDir,
        arch: debianArch(targetArch),
        options: { ...PACKAGE, version: this.#options.version, scripts },
        rename: (dest) => join(dest, '<%= name %>_<%= version %>_<%= arch %>.deb'),
        logger: () => undefined,
      },
      this.#options.development,
    );
    await installer.generateDefaults();
    installer.generateOptions();
    await installer.createStagingDir();
    await installer.createContents();
    await installer.createPackage();
    await installer.movePackage();
    return installer.options.packagePaths;
  }
}

class TerminalInstaller extends Installer {
  readonly #development: boolean;

  constructor(data: ConstructorParameters<typeof Installer>[0], development: boolean) {
    super(data);
    this.#development = development;
  }

  override get contentFunctions(): string[] {
    return ['copyApplication', 'copyScripts', 'createControl'];
  }

  /** The defaults are for a desktop: notifications, waste bin, key ring. */
  override generateOptions(): void {
    super.generateOptions();
    Object.assign(this.options, { depends: DEPENDS, recommends: RECOMMENDS, suggests: SUGGESTS });
  }

  override async createContents(): Promise<void> {
    await super.createContents();
    const root = this.stagingDir;
    cpSync(join(HERE, 'tree'), root, { recursive: true });
    const doc = join(root, 'usr/share/doc', this.options.name);
    mkdirSync(doc, { recursive: true });
    cpSync(join(HERE, 'README.md'), join(doc, 'README.md'));
    cpSync(join(HERE, 'LIBRARIES.md'), join(doc, 'LIBRARIES.md'));
    cpSync(join(HERE, 'LOBBY.md'), join(doc, 'LOBBY.md'));
    const chromium = `The text, with those of the libraries in it: /${HOME}/LICENSES.chromium.html`;
    writeDocuments(root, {
      package: this.options.name,
      version: this.options.version,
      arch: this.options.arch,
      description: PACKAGE.description,
      debian: { depends: DEPENDS, recommends: RECOMMENDS, suggests: SUGGESTS },
      parts: terminalParts(join(root, HOME)),
      elsewhere: Object.fromEntries(
        ['Chromium', 'Node.js', 'FFmpeg', 'SwiftShader', 'ANGLE', 'Vulkan Loader'].map((name) => [name, chromium]),
      ),
    });
    tidyModes(root);
    const files = filesOf(root).filter((file) => !file.startsWith('DEBIAN/'));
    writeFileSync(
      join(root, 'DEBIAN/conffiles'),
      files
        .filter((file) => file.startsWith('etc/'))
        .map((file) => `/${file}\n`)
        .join(''),
    );
    writeFileSync(
      join(root, 'DEBIAN/md5sums'),
      files
        .filter((file) => !file.startsWith('etc/'))
        .map(
          (file) =>
            `${createHash('md5')
              .update(readFileSync(join(root, file)))
              .digest('hex')}  ${file}\n`,
        )
        .join(''),
    );
  }

  /** Most of the time goes into compression: a package for development is done in seconds, one for towns is small. */
  override async createPackage(): Promise<void> {
    const compression = this.#development ? ['-Zzstd', '-z1'] : ['-Zxz', '-z6'];
    await promisify(execFile)('dpkg-deb', ['--root-owner-group', ...compression, '--build', this.stagingDir]);
  }
}

/** What of others lies in the staged application at `home`. */
function terminalParts(home: string): Part[] {
  const archive = `${HOME}/resources/app.asar`;
  const modules = JSON.parse(readFileSync(join(ROOT, '.build', MODULES_FILE), 'utf8')) as BundledModules;
  const inArchive = listPackage(join(home, 'resources/app.asar'), { isPack: false })
    .map((file) => file.slice(1))
    .filter((file) => file === `${npmFolder(file)}/package.json`);
  const shipped = new Map<string, readonly string[]>([
    ...Object.entries(modules)
      .filter(([name]) => isShipped(`/.build/${name}`, process.arch))
      .map(([name, files]) => [`${archive}/.build/${name}`, files] as const),
    ...inArchive.map((file) => [`${archive}/${dirname(file)}`, [file]] as const),
    ...Object.keys(EXCHANGEABLE).map(
      (name) => [`${HOME}/resources/node_modules/${name}`, [`node_modules/${name}/package.json`]] as const,
    ),
  ]);
  const { executable, version } = runtime();
  return [electronPart(executable, version, HOME, readdirSync(home)), ...shippedParts(shipped)];
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Whatever the checkout's umask was: everyone may read, the owner may write, and no bit for another user's rights. */
function tidyModes(root: string): void {
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = join(root, name);
    if (lstatSync(path).isSymbolicLink()) throw new Error(`${name} is a link; the package holds none`);
    const { mode } = statSync(path);
    chmodSync(path, statSync(path).isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
  chmodSync(root, 0o755);
}
