import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, it, onTestFinished } from 'vitest';
import { compare, differences, picturesOf } from '../../../tools/gallery/compare.ts';
import { buildEarlier } from '../../../tools/gallery/earlier.ts';
import { comparePage } from '../../../tools/gallery/page.ts';

/** White, with a black square of so many pixels a side. */
function picture(side: number, width = 40, height = 30): Buffer {
  const png = new PNG({ width, height });
  png.data.fill(255);
  for (let y = 5; y < 5 + side; y += 1)
    for (let x = 5; x < 5 + side; x += 1) png.data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return PNG.sync.write(png);
}

function folder(pictures: Readonly<Record<string, Buffer>>): { folder: string; names: string[] } {
  const path = mkdtempSync(join(tmpdir(), 'foyer-compare-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  mkdirSync(join(path, 'pictures'));
  for (const [name, png] of Object.entries(pictures)) writeFileSync(join(path, 'pictures', `${name}.png`), png);
  const names = Object.keys(pictures);
  writeFileSync(join(path, 'gallery.json'), JSON.stringify({ pictures: names.map((name) => ({ name })) }));
  return { folder: path, names };
}

it('comparing galleries counts the pixels that differ, and shows where', () => {
  expect(differences(picture(10), picture(10))).toEqual({ pixels: 0, picture: null });
  const { pixels, picture: shown } = differences(picture(10), picture(12));
  expect(pixels).toBe(12 * 12 - 10 * 10);
  expect(shown === null ? null : PNG.sync.read(shown)).toMatchObject({ width: 40, height: 30 });
});

it('comparing galleries counts all pixels of a picture with another size', () => {
  expect(differences(picture(10), picture(10, 50))).toEqual({ pixels: 50 * 30, picture: null });
});

it('comparing galleries puts what differs most first, and names what is new and gone', () => {
  const before = folder({ alike: picture(10), little: picture(10), much: picture(4), gone: picture(3) });
  const now = folder({ alike: picture(10), little: picture(11), much: picture(20), new: picture(3) });
  expect(picturesOf(before.folder)).toEqual(before.names);
  const compared = compare(before, now);
  expect(compared.map(({ picture, state }) => `${picture} ${state}`)).toEqual([
    'much differs',
    'little differs',
    'new new',
    'gone gone',
    'alike same',
  ]);
  for (const name of ['before/much', 'difference/much', 'before/little', 'before/gone'])
    expect(existsSync(join(now.folder, `${name}.png`)), name).toBe(true);
  expect(existsSync(join(now.folder, 'before/alike.png'))).toBe(false);
});

it('comparing galleries refuses a folder that is no gallery', () => {
  expect(() => picturesOf(tmpdir())).toThrow('is no gallery');
});

it('a page of two commits shows what differs, and says what the earlier one could not draw', () => {
  const html = comparePage({
    commit: 'abc1234 Draw <b> rightly',
    engine: 'Chromium 1',
    comparison: [
      { picture: 'home-1__de-portrait', state: 'differs', pixels: 12 },
      { picture: 'page-1__de-portrait', state: 'new', pixels: 0 },
    ],
    failed: ['page-1__de-portrait: no sentence for x in de'],
  });
  for (const part of ['before/home-1', 'pictures/home-1', 'difference/home-1', 'pictures/page-1'])
    expect(html).toContain(`src="${part}__de-portrait.png"`);
  expect(html).not.toContain('src="before/page-1');
  expect(html).toContain('no sentence for x in de');
  expect(html).not.toContain('<b>');
});

it('another commit is named in the error where there is none of that name, and is no option of git', () => {
  for (const ref of ['there-is-none', '--output=x'])
    expect(() => buildEarlier(ref, join(tmpdir(), 'never'))).toThrow(`there is no commit "${ref}"`);
});
