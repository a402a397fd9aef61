import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a USB device says of itself, as it is looked for; ids as four hexadecimal digits in small letters. */
export interface UsbWanted {
  readonly vendor?: string | undefined;
  readonly product?: string | undefined;
  readonly serial?: string | undefined;
  /** bInterfaceNumber, for one of several ports of the same device. */
  readonly interface?: number | undefined;
}

/** A driver's folder in sysfs may stand several levels below its USB device: port, interface, device. */
const LEVELS = 4;

/**
 * The first node of a class (`tty`, `usbmisc`) whose USB device was meant, by its name in /dev; null where none fits.
 * Its number says nothing: it depends on the order of plugging in. `root` is for tests.
 */
export async function findUsbNode(kind: string, names: RegExp, wanted: UsbWanted, root = '/'): Promise<string | null> {
  const places = join(root, 'sys/class', kind);
  const found = (await readdir(places).catch(() => []))
    .filter((name) => names.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  for (const name of found) if (await fits(join(places, name, 'device'), wanted)) return name;
  return null;
}

async function fits(link: string, { vendor, product, serial, interface: number }: UsbWanted): Promise<boolean> {
  let place = await realpath(link).catch(() => null);
  let found: string | null = null;
  for (let level = 0; place !== null && level < LEVELS; level += 1, place = dirname(place)) {
    const read = (file: string): Promise<string | null> =>
      readFile(join(place ?? '', file), 'utf8').then(
        (text) => text.trim(),
        () => null,
      );
    found ??= await read('bInterfaceNumber');
    if ((await read('idVendor')) === null) continue;
    const [theirVendor, theirProduct, theirSerial] = [
      await read('idVendor'),
      await read('idProduct'),
      await read('serial'),
    ];
    return (
      theirVendor === vendor &&
      theirProduct === product &&
      (serial === undefined || theirSerial === serial) &&
      (number === undefined || Number.parseInt(found ?? '', 16) === number)
    );
  }
  return false;
}
