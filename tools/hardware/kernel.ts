import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { CACHE } from '../setup/paths.mjs';
import { Obstacle, say } from '../setup/say.mjs';

/** Debian's ordinary kernel; the one for virtual machines lacks the drivers of the devices. */
const META_PACKAGE = 'linux-image-amd64';

/**
 * What the guest needs besides what is built in: its root over 9p, devices to plug in, and the host's drivers for them.
 */
const MODULES = [
  'virtio_pci',
  '9pnet_virtio',
  '9p',
  'dummy_hcd',
  'libcomposite',
  'usb_f_acm',
  'usb_f_printer',
  'uhid',
  'hid-generic',
  'usbhid',
  'cdc-acm',
  'usblp',
];

export interface GuestKernel {
  readonly image: string;
  /** Files of modules, each after those it depends on. */
  readonly modules: readonly string[];
}

/** A kernel that is only unpacked, never installed; kept, so that it is fetched once. */
export function guestKernel(): GuestKernel {
  if (process.arch !== 'x64')
    throw new Obstacle(`the hardware tests need an x86-64 machine; this one is ${process.arch}`);
  const kept = join(CACHE, 'hardware');
  if (!existsSync(join(kept, 'order'))) unpack(fetch(), kept);
  return {
    image: join(kept, 'vmlinuz'),
    modules: readFileSync(join(kept, 'order'), 'utf8')
      .trim()
      .split('\n')
      .map((name) => join(kept, name)),
  };
}

/** A folder with the package in it. */
function fetch(): string {
  mkdirSync(CACHE, { recursive: true, mode: 0o755 });
  const work = mkdtempSync(join(CACHE, 'kernel-'));
  try {
    const name = /^\s*Depends: (linux-image-\S+)$/m.exec(output('apt-cache', ['depends', META_PACKAGE], work))?.[1];
    if (name === undefined) throw new Obstacle(`apt knows no package ${META_PACKAGE}; please run: sudo apt-get update`);
    say(`fetching the kernel package ${name} (70 MB) …`);
    output('apt-get', ['download', '-qq', name], work);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
  return work;
}

function unpack(work: string, kept: string): void {
  try {
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Obstacle('apt-get download left no kernel package');
    const tree = join(work, 'tree');
    output('dpkg-deb', ['-x', archive, tree], work);
    const [version = ''] = readdirSync(join(tree, 'lib/modules'));
    output('depmod', ['-b', tree, version], work);
    // One line a module, each after what it depends on, with repetitions; `builtin` for what the kernel has in itself.
    const lines = output('modprobe', ['-d', tree, '-S', version, '--show-depends', '-a', ...MODULES], work).split('\n');
    const files = [...new Set(lines.flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []))];
    const ready = join(work, 'ready');
    mkdirSync(ready, { mode: 0o755 });
    copyFileSync(join(tree, `boot/vmlinuz-${version}`), join(ready, 'vmlinuz'));
    for (const file of files) copyFileSync(file, join(ready, basename(file)));
    writeFileSync(join(ready, 'order'), `${files.map((file) => basename(file)).join('\n')}\n`);
    rmSync(kept, { recursive: true, force: true });
    renameSync(ready, kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function output(program: string, args: readonly string[], cwd: string): string {
  // Tools of the system administrator are not in everybody's path.
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (done.status !== 0)
    throw new Obstacle(
      `${program} ${args[0]} failed: ${(done.stderr ?? String(done.error)).trim().split('\n').at(-1)}`,
    );
  return done.stdout;
}
