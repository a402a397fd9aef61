import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../base/clock.ts';
import { Obstacle } from '../setup/say.mjs';
import type { GuestKernel } from './kernel.ts';

/** Milliseconds for the whole life of the guest: a minute where all is well, eight where every check waits in vain. */
const LIFE = 900_000;

/** Mebibytes. */
const MEMORY = 1024;

export interface Boot {
  readonly kernel: GuestKernel;
  /** The program that the guest runs, by its path on this machine. */
  readonly checks: string;
  /** File for what the guest's kernel and the program's standard error say. */
  readonly console: string;
  /** A line that the program wrote to its standard output. */
  readonly line: (text: string) => void;
}

/**
 * Boots a machine under emulation whose root is this machine's, read-only, and runs a program in it. It has USB and HID
 * buses of its own, and nothing that happens on them reaches this machine. Resolves when it has switched itself off.
 */
export async function runMachine({ kernel, checks, console, line }: Boot): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-hardware-'));
  try {
    const initramfs = packInitramfs(folder, kernel, checks);
    // Pure emulation: a machine that is virtual itself often offers /dev/kvm and hangs when it is used.
    const machine = spawn(
      'qemu-system-x86_64',
      [
        '-accel',
        'tcg',
        '-cpu',
        'max',
        '-smp',
        '1',
        '-m',
        String(MEMORY),
        '-no-reboot',
        '-display',
        'none',
        '-monitor',
        'none',
        '-nic',
        'none',
        '-kernel',
        kernel.image,
        '-initrd',
        initramfs,
        '-append',
        'console=ttyS0 panic=-1 quiet',
        '-fsdev',
        'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap',
        '-device',
        'virtio-9p-pci,fsdev=root,mount_tag=root',
        '-serial',
        `file:${console}`,
        '-serial',
        'stdio',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    machine.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-2_000);
    });
    const lines = createInterface({ input: machine.stdout });
    lines.on('line', line);
    let late = false;
    const cancel = systemClock.after(LIFE, () => {
      late = true;
      machine.kill('SIGKILL');
    });
    // Stopping this program stops the machine too; when the machine ends, so does this program.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void machine.kill('SIGKILL'));
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      machine.once('error', (error) => reject(new Obstacle(`the emulator cannot be started: ${error.message}`)));
      machine.once('close', (status, signal) => resolve(status ?? signal));
    }).finally(cancel);
    if (late) throw new Obstacle(`the guest did not end within ${LIFE / 1_000} s; what it said is in ${console}`);
    if (code !== 0) throw new Obstacle(`the emulator ended with ${code}: ${said.trim().split('\n').at(-1)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function packInitramfs(folder: string, kernel: GuestKernel, checks: string): string {
  const tree = join(folder, 'tree');
  for (const place of ['bin', 'modules']) mkdirSync(join(tree, place), { recursive: true });
  copyFileSync('/bin/busybox', join(tree, 'bin/busybox'));
  copyFileSync(join(import.meta.dirname, 'init.sh'), join(tree, 'init'));
  chmodSync(join(tree, 'init'), 0o755);
  for (const file of kernel.modules) copyFileSync(file, join(tree, 'modules', basename(file)));
  writeFileSync(join(tree, 'modules/order'), `${kernel.modules.map((file) => basename(file)).join('\n')}\n`);
  writeFileSync(join(tree, 'settings'), `NODE=${quoted(process.execPath)}\nCHECKS=${quoted(checks)}\n`);
  const archive = join(folder, 'initramfs');
  const packed = spawnSync('sh', ['-c', 'find . | cpio -o -H newc --quiet > "$1"', 'sh', archive], {
    cwd: tree,
    encoding: 'utf8',
  });
  if (packed.status !== 0) throw new Obstacle(`cpio failed: ${packed.stderr.trim()}`);
  return archive;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
