/** The machine that the terminal runs on, measured: what was understood, and what was not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyPoint } from '../../../../../electron/kiosk/host-machine/key-point.ts';
import { measure, type Machine } from '../../../../../electron/kiosk/host-machine/measure.ts';
import {
  deviceOf,
  leavesCore,
  readSecureBoot,
  readSockets,
  readSwaps,
  readSynchronized,
  readSysrq,
  readUpgrades,
} from '../../../../../electron/kiosk/host-machine/parse.ts';
import { FINDINGS, keyOf, verdictOf, type MachinePoint } from '../../../../../electron/kiosk/host-machine/points.ts';
import { watchMachine } from '../../../../../electron/kiosk/host-machine/watch.ts';
import { reportScreen } from '../../../../../electron/kiosk/views/technician.ts';
import { readinessFile } from '../../../../../electron/kiosk/staff/report-file.ts';
import { ManualClock } from '../../../../../devices/simulation/clock.ts';
import { createTranslate } from '../../../../../locales/translate.ts';
import { demoWorld } from '../../../../harness/paths.ts';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const DAY = 86_400_000;
/** Formats as Linux 6.1 writes them (proc(5)). */
const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const HEAD6 = '  sl  local_address                         remote_address                        st tx_queue';
const socket = (address: string, port: number, state: string, at = 0): string => {
  const none = '0'.repeat(address.length);
  const own = `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return `   ${at}: ${own} ${none}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 20817 1`;
};
const tcp = (...lines: string[]): string => `${[HEAD, ...lines].join('\n')}\n`;

describe('listening sockets', () => {
  test('that others can reach are those on an address other than loopback', () => {
    expect(
      readSockets(
        'tcp',
        tcp(socket('0100007F', 631, '0A'), socket('00000000', 22, '0A', 1), socket('0A00020A', 22, '01', 2)),
      ),
    ).toEqual([{ protocol: 'tcp', port: 22 }]);
    expect(
      readSockets(
        'tcp',
        [
          HEAD6,
          socket('00000000000000000000000000000000', 8480, '0A'),
          socket('00000000000000000000000001000000', 631, '0A', 1),
          socket('0000000000000000FFFF00000100007F', 25, '0A', 2),
        ].join('\n'),
      ),
    ).toEqual([{ protocol: 'tcp', port: 8480 }]);
    expect(readSockets('udp', tcp(socket('00000000', 68, '07'), socket('0101A8C0', 5353, '01', 1)))).toEqual([
      { protocol: 'udp', port: 68 },
    ]);
    expect(readSockets('tcp', `${HEAD}\n`)).toEqual([]);
  });

  test('on any address and port are found, except on 127.0.0.0/8', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.array(fc.tuple(byte, byte, byte, byte, fc.integer({ min: 1, max: 65_535 }))), (sockets) => {
        const lines = sockets.map(([a, b, c, d, port], at) =>
          socket(Buffer.of(d, c, b, a).toString('hex').toUpperCase(), port, '0A', at),
        );
        expect(readSockets('tcp', tcp(...lines))).toEqual(
          sockets.filter(([a]) => a !== 127).map(([, , , , port]) => ({ protocol: 'tcp', port })),
        );
      }),
    );
  });

  test.each(['', 'x', `${HEAD}\n   0: here 0A\n`, `${HEAD}\n${socket('0100007F', 1, '0A').slice(0, 30)}\n`])(
    'are unknown where the table has another form: %#',
    (text) => {
      expect(readSockets('tcp', text)).toBeNull();
    },
  );
});

describe('a setting of the kernel or the firmware', () => {
  test('is read for SysRq', () => {
    expect(['0\n', '438\n', '1', '', 'yes', '-1', '1 2'].map(readSysrq)).toEqual([0, 438, 1, null, null, null, null]);
  });

  test('is read for Secure Boot: attributes and one byte', () => {
    expect(
      [[6, 0, 0, 0, 1], [6, 0, 0, 0, 0], [6, 0, 0, 0, 2], [1], [], [6, 0, 0, 0, 1, 0]].map((bytes) =>
        readSecureBoot(Uint8Array.from(bytes)),
      ),
    ).toEqual([true, false, null, null, null, null]);
  });

  test('is read for swap', () => {
    const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
    expect(readSwaps(head)).toEqual([]);
    expect(
      readSwaps(`${head}/dev/dm-1                               partition\t999420\t\t0\t\t-2\n/swapfile file 1 0 -3\n`),
    ).toEqual(['/dev/dm-1', '/swapfile']);
    expect(readSwaps('')).toBeNull();
  });

  test('is read for core dumps', () => {
    expect(
      ['core\n', '|/lib/systemd/systemd-coredump %P', '|/bin/false\n', '|/bin/false %e', ''].map(leavesCore),
    ).toEqual([true, true, false, true, false]);
  });

  test('is read for the clock', () => {
    expect(['NTPSynchronized=yes\n', 'NTPSynchronized=no\n', '', 'yes'].map(readSynchronized)).toEqual([
      true,
      false,
      null,
      null,
    ]);
  });

  test('is read for mounts: the deepest holds the folder, of several at one place the last', () => {
    const info = [
      '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw',
      '30 22 8:2 / /var rw - ext4 /dev/sda2 rw',
      '31 22 8:3 / /var/lib rw - ext4 /dev/sda3 rw',
      '32 22 8:4 / /var/lib rw - ext4 /dev/sda4 rw',
      '33 22 8:5 / /srv/a\\040b rw - ext4 /dev/sda5 rw',
    ].join('\n');
    expect(
      ['/', '/etc', '/var', '/variable', '/var/lib', '/var/lib/foyer', '/var/library', '/srv/a b/c'].map((path) =>
        deviceOf(path, info),
      ),
    ).toEqual(['254:0', '254:0', '8:2', '254:0', '8:4', '8:4', '8:2', '8:5']);
    expect(deviceOf('/var', '')).toBeNull();
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 8 }), (text, bytes) => {
        for (const read of [readSysrq, readSwaps, readSynchronized, readUpgrades, leavesCore]) read(text);
        readSockets('udp', text);
        readSecureBoot(bytes);
        deviceOf('/var/lib/foyer', text);
      }),
    );
  });
});

test('packages that apt would install are counted, and security updates among them', () => {
  // apt-get(8), --simulate; names and versions as Debian writes them.
  const said = [
    'NOTE: This is only a simulation!',
    'Reading package lists...',
    'Inst libssl3 [3.0.15-1] (3.0.16-1~deb12u1 Debian-Security:12/stable-security [amd64])',
    'Inst tzdata [2024a-0] (2025b-0+deb12u1 Debian:12.11/stable [all])',
    'Conf libssl3 (3.0.16-1~deb12u1 Debian-Security:12/stable-security [amd64])',
    '',
  ].join('\n');
  expect(readUpgrades(said)).toEqual({ all: 2, security: 1 });
  expect(readUpgrades('')).toEqual({ all: 0, security: 0 });
});

/** A machine as a town should have it: LUKS below LVM, Secure Boot, nothing open. */
const GOOD: Readonly<Record<string, string>> = {
  '/proc/self/mountinfo': '22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n',
  '/sys/devices/virtual/block/dm-1/dm/uuid': 'LVM-abc\n',
  '/sys/devices/virtual/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0123-sda3_crypt\n',
  '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': '\u0006\0\0\0\u0001',
  '/proc/sys/kernel/sysrq': '0\n',
  '/proc/sys/kernel/core_pattern': '|/bin/false\n',
  '/proc/swaps': 'Filename\tType\tSize\tUsed\tPriority\n',
  '/proc/net/tcp': tcp(socket('0100007F', 631, '0A')),
  '/proc/net/udp': tcp(socket('00000000', 68, '07')),
};
const LINKS: Readonly<Record<string, string>> = {
  '/sys/dev/block/254:1': '/sys/devices/virtual/block/dm-1',
  '/sys/class/block/dm-0': '/sys/devices/virtual/block/dm-0',
  '/sys/dev/block/8:2': '/sys/devices/pci0000:00/ata1/block/sda/sda2',
  '/sys/class/block/sda2': '/sys/devices/pci0000:00/ata1/block/sda/sda2',
};
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '/sys/devices/virtual/block/dm-1/slaves': ['dm-0'],
  '/sys/firmware': ['acpi', 'efi'],
  '/sys/firmware/efi': ['efivars'],
  '/var/lib/apt/lists': ['deb.example_debian_dists_bookworm_InRelease', 'lock'],
};
function machine(
  own: {
    files?: Record<string, string | null>;
    folders?: Record<string, readonly string[] | null>;
    said?: Record<string, string | null>;
    asked?: number;
  } = {},
): Machine {
  const files = { ...GOOD, ...own.files };
  const folders = { ...FOLDERS, ...own.folders };
  const said: Record<string, string | null> = { timedatectl: 'NTPSynchronized=yes\n', nice: '', ...own.said };
  return {
    read: (path) => (files[path] == null ? null : Buffer.from(files[path] ?? '', 'latin1')),
    list: (path) => folders[path] ?? null,
    real: (path) => LINKS[path] ?? (path.startsWith('/sys/') ? null : path),
    changed: () => NOW - (own.asked ?? DAY),
    run: async (program) => said[program] ?? null,
  };
}
const found = async (own: Parameters<typeof machine>[0]): Promise<string[]> =>
  (await measure(machine(own), '/var/lib/foyer', NOW)).map(
    ({ name, finding, detail }) => `${name}: ${finding}${detail === null ? '' : ` ${detail}`}`,
  );

describe('the measured machine', () => {
  test('as it should be is good in every point', async () => {
    const points = await measure(machine(), '/var/lib/foyer', NOW);
    expect(points.map(verdictOf)).toEqual(points.map(() => 'good'));
    expect(new Set(['key', ...points.map(({ name }) => name)])).toEqual(new Set(Object.keys(FINDINGS)));
  });

  test('that shows nothing is unknown in every point', async () => {
    const blind: Machine = {
      read: () => null,
      list: () => null,
      real: () => null,
      changed: () => null,
      run: async () => null,
    };
    const points = await measure(blind, '/var/lib/foyer', NOW);
    expect(points.map(({ name, finding }) => `${name}: ${finding}`)).toEqual(
      points.map(({ name }) => `${name}: unknown`),
    );
  });

  test.each<[string, Parameters<typeof machine>[0]]>([
    ['disk: clear', { files: { '/proc/self/mountinfo': '22 1 8:2 / / rw - ext4 /dev/sda2 rw\n' } }],
    ['disk: clear', { files: { '/sys/devices/virtual/block/dm-0/dm/uuid': 'LVM-abc\n' } }],
    // Half of what it is made of.
    ['disk: clear', { folders: { '/sys/devices/virtual/block/dm-1/slaves': ['dm-0', 'sda2'] } }],
    // A file system that has no block device of its own (btrfs, ZFS).
    ['disk: unknown', { files: { '/proc/self/mountinfo': '22 1 0:31 / / rw - btrfs /dev/sda2 rw\n' } }],
    [
      'secure-boot: off',
      { files: { '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': '\u0006\0\0\0\0' } },
    ],
    ['secure-boot: legacy', { folders: { '/sys/firmware/efi': null } }],
    [
      'secure-boot: unknown',
      { files: { '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': null } },
    ],
    ['sysrq: on 438', { files: { '/proc/sys/kernel/sysrq': '438\n' } }],
    [
      'ports: open tcp 22, tcp 8480',
      { files: { '/proc/net/tcp': tcp(socket('00000000', 8480, '0A'), socket('00000000', 22, '0A', 1)) } },
    ],
    ['ports: unknown', { files: { '/proc/net/udp': 'x' } }],
    ['clock: free', { said: { timedatectl: 'NTPSynchronized=no\n' } }],
    ['clock: unknown', { said: { timedatectl: null } }],
    ['updates: pending 1 (1)', { said: { nice: 'Inst libssl3 [1] (2 Debian-Security:12/stable-security [amd64])\n' } }],
    ['updates: stale', { asked: 8 * DAY }],
    ['updates: unknown', { said: { nice: null } }],
    ['swap: clear /dev/sda2', { files: { '/proc/swaps': 'Filename\tType\n/dev/sda2 partition 1 0 -2\n' } }],
    // A file lies on a disk that it does not name.
    ['swap: clear /swapfile', { files: { '/proc/swaps': 'Filename\tType\n/swapfile file 1 0 -2\n' } }],
    ['swap: encrypted', { files: { '/proc/swaps': 'Filename\tType\n/dev/dm-0 partition 1 0 -2\n' } }],
    ['swap: none', { files: { '/proc/swaps': 'Filename\tType\n/dev/zram0 partition 1 0 100\n' } }],
    ['core-dumps: on', { files: { '/proc/sys/kernel/core_pattern': '|/lib/systemd/systemd-coredump %P\n' } }],
  ])('has the finding %s', async (expected, own) => {
    expect(await found(own)).toContain(expected);
  });
});

test('the point about the key says where it is, and whether it lay in clear before', () => {
  const at = (
    state: 'enrolled' | 'none' | 'unreadable' | 'key-file',
    keyStore: 'machine' | 'system' | 'file' | null = null,
    onceClear = false,
  ) => keyPoint({ state, keyStore, onceClear })[0]?.finding;
  expect([
    at('enrolled', 'machine'),
    at('enrolled', 'machine', true),
    at('enrolled', 'system'),
    at('enrolled', 'file'),
    at('key-file'),
    at('unreadable'),
    at('none'),
  ]).toEqual(['bound', 'once-clear', 'key-ring', 'clear', 'clear', 'unreadable', 'none']);
  expect(keyPoint(null)).toEqual([]);
});

describe('the readiness report', () => {
  const points: readonly MachinePoint[] = [
    { name: 'sysrq', finding: 'on', detail: '438' },
    { name: 'swap', finding: 'none', detail: null },
    { name: 'ports', finding: 'open', detail: 'tcp 22' },
  ];
  const identity = (keyStore: 'machine' | 'file') => {
    const demo = demoWorld().identity;
    if (demo === null) throw new Error('the demonstration can be enrolled');
    return { ...demo, state: 'enrolled' as const, name: 'T01', keyStore };
  };

  test.each([true, false])('says each point in German with what to do, the bad ones in red (on paper: %s)', (paper) => {
    const t = createTranslate();
    const said = reportScreen(demoWorld({ machine: points, identity: identity('file') }), paper).facts.flatMap(
      ({ label, value, tone }) =>
        typeof value === 'string' ? [] : [`${t('de', label)}: ${t('de', value)}${tone === 'bad' ? ' (rot)' : ''}`],
    );
    expect(said).toEqual([
      expect.stringMatching(/^Schlüssel des Terminals: Nicht an diese Maschine gebunden.* \(rot\)$/),
      expect.stringMatching(/^Notfalltasten \(SysRq\): Eingeschaltet \(Wert 438\).* \(rot\)$/),
      'Auslagerungsspeicher: Keiner auf einem Datenträger.',
      expect.stringMatching(/^Erreichbar über das Netz: tcp 22\. .*prüf|nftables/),
    ]);
  });

  test('has each point in the signed file, with its meaning', () => {
    expect(readinessFile(demoWorld({ machine: points, identity: identity('machine') })).machine).toEqual([
      { name: 'key', finding: 'bound', detail: null, verdict: 'good' },
      { ...points[0], verdict: 'bad' },
      { ...points[1], verdict: 'good' },
      { ...points[2], verdict: 'unknown' },
    ]);
  });

  test('has a sentence for every finding, and one that names its detail where there is one', () => {
    const t = createTranslate();
    for (const [name, findings] of Object.entries(FINDINGS)) {
      for (const [finding, verdict] of Object.entries(findings)) {
        const sentence = t('de', {
          key: keyOf({ name, finding, detail: null } as MachinePoint),
          values: { detail: 'X' },
        });
        // What is not good asks for something to be done.
        if (verdict === 'bad') expect(sentence, `${name} ${finding}`).toMatch(/[Bb]itte|als root/);
      }
    }
  });
});

describe('the machine watch', () => {
  test('measures at once and at intervals, reports each result, and nothing once it is stopped', async () => {
    const clock = new ManualClock(NOW);
    let sysrq = '438';
    const own: Machine = {
      ...machine(),
      read: (path) => (path === '/proc/sys/kernel/sysrq' ? Buffer.from(sysrq) : machine().read(path)),
    };
    const watch = watchMachine({ data: '/var/lib/foyer', clock, machine: own });
    const next = () => new Promise<void>((resolve) => watch.onChange(resolve));
    expect(watch.points()).toEqual([]);
    await next();
    const point = () => watch.points().find(({ name }) => name === 'sysrq')?.finding;
    expect(point()).toBe('on');
    sysrq = '0';
    const second = next();
    clock.advance(10 * 60_000);
    await second;
    expect(point()).toBe('off');
    watch.stop();
    expect(clock.waiting).toBe(0);
  });
});
