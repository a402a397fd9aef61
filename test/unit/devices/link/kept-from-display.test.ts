import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptFromDisplay } from '../../../../devices/link/kept-from-display.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'foyer-root-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
/** An input device as the kernel and udev show it; `known` null: udev has nothing on it. */
const input = (
  name: string,
  ids: { readonly vendor: string; readonly product: string; readonly number: string },
  known: string | null,
): void => {
  write(`sys/class/input/${name}/device/id/vendor`, `${ids.vendor}\n`);
  write(`sys/class/input/${name}/device/id/product`, `${ids.product}\n`);
  write(`sys/class/input/${name}/dev`, `${ids.number}\n`);
  if (known !== null) write(`run/udev/data/c${ids.number}`, known);
};
const scanner = { vendor: '0c2e', product: '0b61', number: '13:70' };
const IGNORED = 'I:4711\nE:ID_INPUT=1\nE:LIBINPUT_IGNORE_DEVICE=1\nG:seat\n';

describe('a device that types counts as kept from the display', () => {
  it('where udev says so of every input device that it has', async () => {
    input('event3', scanner, IGNORED);
    expect(await keptFromDisplay('0c2e', '0b61', root)).toBe(true);
    input('event4', { ...scanner, number: '13:71' }, 'E:ID_INPUT=1\n');
    expect(await keptFromDisplay('0c2e', '0b61', root)).toBe(false);
  });

  it.each([
    ['nothing', null],
    ['another value', 'E:LIBINPUT_IGNORE_DEVICE=0\n'],
    ['a longer value', 'E:LIBINPUT_IGNORE_DEVICE=10\n'],
    ['another key', 'E:MY_LIBINPUT_IGNORE_DEVICE=1\n'],
    ['a tag', 'G:LIBINPUT_IGNORE_DEVICE=1\n'],
  ])('but not where udev has %s on it', async (_name, known) => {
    input('event3', scanner, known);
    expect(await keptFromDisplay('0c2e', '0b61', root)).toBe(false);
    expect(await keptFromDisplay('0c2e', undefined, root)).toBe(false);
  });

  it('where it has no input device, or only other devices have', async () => {
    expect(await keptFromDisplay('0c2e', '0b61', root)).toBe(true);
    input('event0', { vendor: '046d', product: 'c31c', number: '13:64' }, null);
    input('event1', { vendor: '0c2e', product: '0001', number: '13:65' }, null);
    write('sys/class/input/mouse0/device/id/vendor', '0c2e\n');
    write('sys/class/input/mouse0/device/id/product', '0b61\n');
    expect(await keptFromDisplay('0c2e', '0b61', root)).toBe(true);
    expect(await keptFromDisplay('0c2e', undefined, root)).toBe(false);
  });
});
