import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Whether udev keeps every input device of this HID device from the display (LIBINPUT_IGNORE_DEVICE), as its database
 * says. What is not kept from it types into the kiosk. `root` is for tests.
 */
export async function keptFromDisplay(vendor: string, product: string | undefined, root = '/'): Promise<boolean> {
  const inputs = join(root, 'sys/class/input');
  const names = (await readdir(inputs).catch(() => [])).filter((name) => /^event\d+$/.test(name));
  for (const name of names) {
    const read = (file: string): Promise<string> =>
      readFile(join(inputs, name, file), 'utf8').then(
        (text) => text.trim(),
        () => '',
      );
    const [theirVendor, theirProduct, number] = [
      await read('device/id/vendor'),
      await read('device/id/product'),
      await read('dev'),
    ];
    if (theirVendor !== vendor || (product !== undefined && theirProduct !== product)) continue;
    const known = await readFile(join(root, 'run/udev/data', `c${number}`), 'utf8').catch(() => '');
    if (!/^E:LIBINPUT_IGNORE_DEVICE=1$/m.test(known)) return false;
  }
  return true;
}
