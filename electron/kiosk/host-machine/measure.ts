/**
 * Measures the machine as the terminal's account may: by files of the kernel and the firmware, and two programs that
 * only tell.
 */
import { basename } from 'node:path';
import type { MachinePoint } from './points.ts';
import {
  deviceOf,
  leavesCore,
  readSecureBoot,
  readSockets,
  readSwaps,
  readSynchronized,
  readSysrq,
  readUpgrades,
  type Socket,
} from './parse.ts';

/** The machine, as far as it is looked at. Null: it is not there, or this account may not see it. */
export interface Machine {
  /** A file's bytes. */
  read(path: string): Buffer | null;
  /** Names in a folder. */
  list(path: string): readonly string[] | null;
  /** The real name behind links. */
  real(path: string): string | null;
  /** When a file was last changed, milliseconds since the epoch. */
  changed(path: string): number | null;
  /** What a program says; null where it is missing, fails, or is not done in time. */
  run(program: string, args: readonly string[]): Promise<string | null>;
}

const SECURE_BOOT = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const LISTS = '/var/lib/apt/lists';
const WEEK = 7 * 24 * 3_600_000;
/** DHCP's clients (RFC 2131, 4.1; RFC 8415, 7.2) wait for their server's answers. */
const DHCP = new Set(['udp 68', 'udp 546']);
const text = (bytes: Buffer | null): string | null => bytes?.toString('utf8') ?? null;
/** Only what was there and was understood has a meaning. */
const given = <T, R>(value: T | null, means: (value: T) => R): R | null => (value === null ? null : means(value));

/** All points but the key, which the terminal knows itself. `data`: its folder. `now`: milliseconds since the epoch. */
export async function measure(machine: Machine, data: string, now: number): Promise<readonly MachinePoint[]> {
  const [clock, updates] = await Promise.all([clockOf(machine), updatesOf(machine, now)]);
  return [
    diskOf(machine, data),
    secureBootOf(machine),
    sysrqOf(machine),
    portsOf(machine),
    clock,
    updates,
    swapOf(machine),
    coresOf(machine),
  ];
}

function diskOf(machine: Machine, data: string): MachinePoint {
  const mounts = text(machine.read('/proc/self/mountinfo'));
  const device = mounts === null ? null : deviceOf(machine.real(data) ?? data, mounts);
  const encrypted = device === null ? null : isEncrypted(machine, `/sys/dev/block/${device}`);
  return { name: 'disk', finding: encrypted === null ? 'unknown' : encrypted ? 'encrypted' : 'clear', detail: null };
}

/**
 * A block device is encrypted where it is dm-crypt's (its uuid says so), or everything that it is made of is: volumes
 * of LVM, RAID. Null for what is no block device here, as the file systems of btrfs and ZFS, whose disks the kernel
 * does not name there.
 */
function isEncrypted(machine: Machine, device: string): boolean | null {
  const real = machine.real(device);
  if (real === null) return null;
  if (text(machine.read(`${real}/dm/uuid`))?.startsWith('CRYPT-') === true) return true;
  const below = (machine.list(`${real}/slaves`) ?? []).map((name) => isEncrypted(machine, `/sys/class/block/${name}`));
  if (below.length === 0) return false;
  return below.includes(null) ? null : below.every((one) => one === true);
}

function secureBootOf(machine: Machine): MachinePoint {
  if (machine.list('/sys/firmware/efi') === null) {
    // Without access to /sys it cannot be seen either that the machine has no UEFI.
    return {
      name: 'secure-boot',
      finding: machine.list('/sys/firmware') === null ? 'unknown' : 'legacy',
      detail: null,
    };
  }
  const on = given(machine.read(SECURE_BOOT), readSecureBoot);
  return { name: 'secure-boot', finding: on === null ? 'unknown' : on ? 'on' : 'off', detail: null };
}

function sysrqOf(machine: Machine): MachinePoint {
  const mask = given(text(machine.read('/proc/sys/kernel/sysrq')), readSysrq);
  return {
    name: 'sysrq',
    finding: mask === null ? 'unknown' : mask === 0 ? 'off' : 'on',
    detail: mask === null ? null : String(mask),
  };
}

function portsOf(machine: Machine): MachinePoint {
  const open: Socket[] = [];
  for (const [protocol, version] of [
    ['tcp', ''],
    ['tcp', '6'],
    ['udp', ''],
    ['udp', '6'],
  ] as const) {
    const table = text(machine.read(`/proc/net/${protocol}${version}`));
    // A kernel without IPv6 has no such table.
    if (table === null && version === '6') continue;
    const sockets = table === null ? null : readSockets(protocol, table);
    if (sockets === null) return { name: 'ports', finding: 'unknown', detail: null };
    open.push(...sockets);
  }
  const names = [
    ...new Set(open.sort((one, other) => one.port - other.port).map(({ protocol, port }) => `${protocol} ${port}`)),
  ];
  const reachable = names.filter((name) => !DHCP.has(name));
  return {
    name: 'ports',
    finding: reachable.length === 0 ? 'none' : 'open',
    detail: reachable.length === 0 ? null : reachable.slice(0, 20).join(', '),
  };
}

async function clockOf(machine: Machine): Promise<MachinePoint> {
  const synchronized = given(
    await machine.run('timedatectl', ['show', '--property=NTPSynchronized']),
    readSynchronized,
  );
  return {
    name: 'clock',
    finding: synchronized === null ? 'unknown' : synchronized ? 'synchronized' : 'free',
    detail: null,
  };
}

async function updatesOf(machine: Machine, now: number): Promise<MachinePoint> {
  const lists = (machine.list(LISTS) ?? []).filter((name) => name.endsWith('Release'));
  const newest = Math.max(...lists.map((name) => machine.changed(`${LISTS}/${name}`) ?? 0));
  if (lists.length === 0) return { name: 'updates', finding: 'unknown', detail: null };
  if (now - newest > WEEK) return { name: 'updates', finding: 'stale', detail: null };
  // This takes a second or two of processor time; `nice` keeps the screen fluent.
  const said = await machine.run('nice', ['-n', '19', 'apt-get', '--simulate', '-o', 'Debug::NoLocking=1', 'upgrade']);
  if (said === null) return { name: 'updates', finding: 'unknown', detail: null };
  const { all, security } = readUpgrades(said);
  return {
    name: 'updates',
    finding: all === 0 ? 'none' : 'pending',
    detail: all === 0 ? null : `${all} (${security})`,
  };
}

function swapOf(machine: Machine): MachinePoint {
  const swaps = given(text(machine.read('/proc/swaps')), readSwaps);
  if (swaps === null) return { name: 'swap', finding: 'unknown', detail: null };
  // zram keeps it in memory.
  const devices = swaps.filter((name) => !/^\/dev\/zram\d+$/.test(name));
  if (devices.length === 0) return { name: 'swap', finding: 'none', detail: null };
  const clear = devices.filter(
    (name) => isEncrypted(machine, `/sys/class/block/${basename(machine.real(name) ?? name)}`) !== true,
  );
  return {
    name: 'swap',
    finding: clear.length === 0 ? 'encrypted' : 'clear',
    detail: clear.length === 0 ? null : clear.join(', '),
  };
}

function coresOf(machine: Machine): MachinePoint {
  const pattern = text(machine.read('/proc/sys/kernel/core_pattern'));
  return {
    name: 'core-dumps',
    finding: pattern === null ? 'unknown' : leavesCore(pattern) ? 'on' : 'off',
    detail: null,
  };
}
