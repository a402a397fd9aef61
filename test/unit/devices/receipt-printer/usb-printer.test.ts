import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { DeviceConfig } from '../../../../devices/config.ts';
import { findUsbPrinter, usbPrinterLink } from '../../../../devices/link/usb-printer.ts';
import { findSerialPort, serialLink } from '../../../../devices/link/serial.ts';
import { PtyPair, socatMissing } from './pty.ts';

if (socatMissing) console.warn('socat is not installed: the link to USB printers is not tested');

describe('finding a serial port on USB', () => {
  /** Two ways in which drivers stand below their device: cdc-acm at the interface, usb-serial one level deeper. */
  function ttys(): string {
    const root = mkdtempSync(join(tmpdir(), 'foyer-sysfs-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    const device = (name: string, vendor: string, product: string, serial: string): string => {
      const place = join(root, 'sys/devices/usb1', name);
      mkdirSync(place, { recursive: true });
      for (const [file, value] of [
        ['idVendor', vendor],
        ['idProduct', product],
        ['serial', serial],
      ] as const)
        writeFileSync(join(place, file), `${value}\n`);
      return place;
    };
    const port = (name: string, place: string, interfaceNumber: string, deeper: boolean): void => {
      const at = join(place, `1-1:1.${Number.parseInt(interfaceNumber, 16)}`);
      const driver = deeper ? join(at, name) : at;
      mkdirSync(driver, { recursive: true });
      writeFileSync(join(at, 'bInterfaceNumber'), `${interfaceNumber}\n`);
      mkdirSync(join(root, 'sys/class/tty', name), { recursive: true });
      symlinkSync(driver, join(root, 'sys/class/tty', name, 'device'));
    };
    const terminal = device('1-1', '079b', '0028', 'T1');
    port('ttyACM0', terminal, '00', false);
    port('ttyACM2', terminal, '02', false);
    port('ttyUSB0', device('1-2', '0403', '6001', 'A5'), '00', true);
    port('ttyUSB10', device('1-3', '0403', '6001', 'B6'), '00', true);
    mkdirSync(join(root, 'sys/class/tty/ttyS0'), { recursive: true });
    return root;
  }

  it('uses vendor, product, serial number and interface', async () => {
    const root = ttys();
    const at = async (wanted: Parameters<typeof findSerialPort>[0]) =>
      (await findSerialPort(wanted, root))?.slice(root.length) ?? null;
    expect(await at({ vendor: '079b', product: '0028' })).toBe('/dev/ttyACM0');
    expect(await at({ vendor: '079b', product: '0028', interface: 2 })).toBe('/dev/ttyACM2');
    expect(await at({ vendor: '0403', product: '6001', serial: 'B6' })).toBe('/dev/ttyUSB10');
    expect(await at({ vendor: '0403', product: '6001', serial: 'C7' })).toBeNull();
    expect(await at({ vendor: '079b', product: '0028', interface: 1 })).toBeNull();
  });

  it('is configured by one of the two ways', () => {
    const device = (serial: object) =>
      DeviceConfig.safeParse({ class: 'payment-terminal', name: 'zvt', link: { serial } }).success;
    expect(device({ usb: { vendor: '079b', product: '0028' } })).toBe(true);
    expect(device({ path: '/dev/foyer/zvt' })).toBe(true);
    expect(device({ path: '/dev/foyer/zvt', usb: { vendor: '079b', product: '0028' } })).toBe(false);
    expect(device({ baudRate: 9600 })).toBe(false);
    expect(device({ usb: { vendor: '079B', product: '0028' } })).toBe(false);
  });
});

describe('finding a printer of the USB printer class', () => {
  /** The part of sysfs that matters, as Linux 6.1 lays it out. */
  function sysfs(printers: readonly { name: string; vendor: string; product: string; serial?: string }[]): string {
    const root = mkdtempSync(join(tmpdir(), 'foyer-sysfs-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    for (const [at, { name, vendor, product, serial }] of printers.entries()) {
      const device = join(root, `sys/devices/usb1/1-${at + 1}`);
      mkdirSync(join(device, '1:1.0'), { recursive: true });
      writeFileSync(join(device, 'idVendor'), `${vendor}\n`);
      writeFileSync(join(device, 'idProduct'), `${product}\n`);
      if (serial !== undefined) writeFileSync(join(device, 'serial'), `${serial}\n`);
      const place = join(root, 'sys/class/usbmisc', name);
      mkdirSync(place, { recursive: true });
      symlinkSync(join(device, '1:1.0'), join(place, 'device'));
    }
    return root;
  }

  it('uses vendor, product and serial number, never the number of the node', async () => {
    const root = sysfs([
      { name: 'lp0', vendor: '04b8', product: '0202', serial: 'A' },
      { name: 'lp1', vendor: '04b8', product: '0202', serial: 'B' },
      { name: 'hiddev0', vendor: '04b8', product: '0202', serial: 'C' },
      { name: 'lp2', vendor: '0dd4', product: '01a8' },
    ]);
    const at = async (wanted: { vendor: string; product: string; serial?: string }) =>
      (await findUsbPrinter(wanted, root))?.slice(root.length) ?? null;
    expect(await at({ vendor: '04b8', product: '0202', serial: 'B' })).toBe('/dev/usb/lp1');
    expect(await at({ vendor: '0dd4', product: '01a8' })).toBe('/dev/usb/lp2');
    expect(await at({ vendor: '04b8', product: '0202', serial: 'C' })).toBeNull();
    expect(await at({ vendor: '04b8', product: '9999' })).toBeNull();
    expect(await findUsbPrinter({ vendor: '04b8', product: '0202' }, join(root, 'nowhere'))).toBeNull();
  });

  it('is configured by a name or by what the device says of itself', () => {
    const mistakes = (usb: object): string[] =>
      DeviceConfig.safeParse({ class: 'receipt-printer', name: 'beleg', link: { usb } }).error?.issues.map((issue) =>
        issue.path.join('.'),
      ) ?? [];
    expect(mistakes({ path: '/dev/foyer/beleg' })).toEqual([]);
    expect(mistakes({ vendor: '04b8', product: '0202' })).toEqual([]);
    expect(mistakes({ vendor: '04b8' })).toEqual(['link.usb']);
    expect(mistakes({ vendor: '04B8', product: '0202' })).toEqual(['link.usb.vendor']);
  });
});

// A pty stands in for the printer's node: the same calls on a file that does not block. The node itself is in the
// hardware test.
describe.skipIf(socatMissing)('a link to a USB printer', () => {
  let pty: PtyPair;
  beforeEach(async () => {
    pty = await PtyPair.start();
  });
  afterEach(() => pty.stop());

  it('carries every byte value both ways', async () => {
    const link = usbPrinterLink({ path: pty.near }, systemClock);
    const far = serialLink(
      { path: pty.far, baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' },
      systemClock,
    );
    expect((await link.open()).ok && (await far.open()).ok).toBe(true);
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index & 0xff);
    const collect = (from: { onData(listener: (piece: Uint8Array) => void): void }): Promise<Buffer> =>
      new Promise((resolve) => {
        let all = Buffer.alloc(0);
        from.onData((piece) => {
          all = Buffer.concat([all, piece]);
          if (all.length >= bytes.length) resolve(all);
        });
      });
    const [there, back] = [collect(far), collect(link)];
    expect((await link.write(bytes, 5_000)).ok).toBe(true);
    expect(Buffer.compare(await there, bytes)).toBe(0);
    expect((await far.write(bytes, 5_000)).ok).toBe(true);
    expect(Buffer.compare(await back, bytes)).toBe(0);
    await Promise.all([link.close(), far.close()]);
  });

  it('reports once that the printer was unplugged, and why it cannot be opened', async () => {
    const link = usbPrinterLink({ path: pty.near }, systemClock);
    await link.open();
    let told = 0;
    const closed = new Promise<string>((resolve) =>
      link.onClose(({ kind }) => {
        told++;
        resolve(kind);
      }),
    );
    await pty.unplug();
    // A pty without its other end reads as empty, as many printers do all day; only the printer's node says ENODEV when
    // it is pulled.
    expect(await link.write(Uint8Array.of(1), 1_000)).toEqual({ ok: false, error: { kind: 'closed', code: 'EIO' } });
    expect(await closed).toBe('closed');
    expect(await link.write(Uint8Array.of(1), 1_000)).toMatchObject({ ok: false, error: { kind: 'closed' } });
    await link.close();
    expect(told).toBe(1);
    expect(await usbPrinterLink({ path: join(pty.folder, 'no-such') }, systemClock).open()).toEqual({
      ok: false,
      error: { kind: 'absent', code: 'ENOENT' },
    });
    expect(await usbPrinterLink({ vendor: 'ffff', product: 'ffff' }, systemClock).open()).toEqual({
      ok: false,
      error: { kind: 'absent', code: null },
    });
  });
});
