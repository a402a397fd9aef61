/** What the kernel, the firmware and apt write down, read. Each returns null where it does not understand it. */

/** /proc/sys/kernel/sysrq: a bit mask; 0 is off (kernel.org, admin-guide/sysrq). */
export function readSysrq(text: string): number | null {
  return /^\d{1,5}\s*$/.test(text) ? Number(text) : null;
}

/**
 * The EFI variable SecureBoot: four bytes of attributes before its own one (kernel.org, filesystems/efivarfs; UEFI
 * 2.10, 3.3: 1 is on, 0 is off).
 */
export function readSecureBoot(bytes: Uint8Array): boolean | null {
  return bytes.length === 5 && (bytes[4] === 0 || bytes[4] === 1) ? bytes[4] === 1 : null;
}

export interface Socket {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}
/** `st` in /proc/net/tcp and udp: listening; for UDP, not connected to anybody (include/net/tcp_states.h). */
const WAITING = { tcp: '0A', udp: '07' } as const;

/**
 * /proc/net/tcp, tcp6, udp or udp6: the ports that somebody elsewhere could reach. Addresses are 32-bit words in the
 * machine's own byte order, which is little-endian on all that Foyer runs on: 127.0.0.1 is 0100007F. Null where a line
 * is another one.
 */
export function readSockets(protocol: Socket['protocol'], text: string): readonly Socket[] | null {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  if (!/^\s*sl\s+local_address\s/.test(head)) return null;
  const found: Socket[] = [];
  for (const line of lines) {
    const [, address, port, state] =
      /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2})\s/.exec(line) ?? [];
    if (address === undefined || port === undefined) return null;
    if (state === WAITING[protocol] && !isLoopback(address)) found.push({ protocol, port: Number.parseInt(port, 16) });
  }
  return found;
}

/** 127.0.0.0/8, ::1, and the former as IPv6 writes it (::ffff:127.0.0.1). */
const isLoopback = (address: string): boolean =>
  address.length === 8
    ? address.endsWith('7F')
    : address === '00000000000000000000000001000000' || /^0{16}FFFF0000[0-9A-F]{6}7F$/.test(address);

/** /proc/swaps: the devices and files to which memory may go. */
export function readSwaps(text: string): readonly string[] | null {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  if (!head.startsWith('Filename')) return null;
  return lines.map((line) => line.split(/\s/)[0] ?? '');
}

/**
 * `MAJOR:MINOR` of what holds `path`, by /proc/self/mountinfo (proc(5)); the mount furthest down, and of several there
 * the last.
 */
export function deviceOf(path: string, mountinfo: string): string | null {
  let best: { readonly at: string; readonly device: string } | null = null;
  for (const line of mountinfo.split('\n')) {
    const [, , device, , at] = line.split(' ');
    if (device === undefined || at === undefined || !/^\d+:\d+$/.test(device)) continue;
    // Blanks and the like stand as three octal digits.
    const place = at.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
    const holds = place === '/' || path === place || path.startsWith(`${place}/`);
    if (holds && (best === null || place.length >= best.at.length)) best = { at: place, device };
  }
  return best?.device ?? null;
}

/** `timedatectl show --property=NTPSynchronized`. */
export function readSynchronized(text: string): boolean | null {
  const [, value] = /^NTPSynchronized=(yes|no)\s*$/.exec(text) ?? [];
  return value === undefined ? null : value === 'yes';
}

/**
 * What `apt-get --simulate upgrade` would install: lines `Inst NAME [OLD] (NEW ORIGIN:VERSION/SUITE [ARCH])`; security
 * is what comes from a suite of that name, as Debian's does.
 */
export function readUpgrades(text: string): { readonly all: number; readonly security: number } {
  const lines = text.split('\n').filter((line) => line.startsWith('Inst '));
  return { all: lines.length, security: lines.filter((line) => /\([^)]*-security\b/i.test(line)).length };
}

/**
 * /proc/sys/kernel/core_pattern: true where a crash leaves memory somewhere (core(5)). A pipe does, whatever its
 * reader's limit is.
 */
export function leavesCore(pattern: string): boolean {
  const to = pattern.trim();
  return to !== '' && to !== '|/bin/false' && to !== '|/usr/bin/false';
}
