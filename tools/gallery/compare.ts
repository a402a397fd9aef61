/** This gallery against an earlier one: which pictures differ, by how much, and where. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export interface Comparison {
  readonly picture: string;
  /** `new` and `gone`: only one of the two galleries has it. */
  readonly state: 'same' | 'differs' | 'new' | 'gone';
  /** Pixels that a person sees as another; where the size is another, all of the larger picture. */
  readonly pixels: number;
}

/** Difference in colour (YIQ, 0…1) from which a pixel counts; the library leaves smoothed edges of letters out. */
const THRESHOLD = 0.1;

/** Answers how many pixels differ, and a picture of where; null where the pictures are of two sizes. */
export function differences(before: Buffer, now: Buffer): { pixels: number; picture: Buffer | null } {
  if (before.equals(now)) return { pixels: 0, picture: null };
  const [a, b] = [PNG.sync.read(before), PNG.sync.read(now)];
  if (a.width !== b.width || a.height !== b.height)
    return { pixels: Math.max(a.width * a.height, b.width * b.height), picture: null };
  const shown = new PNG({ width: a.width, height: a.height });
  const pixels = pixelmatch(a.data, b.data, shown.data, a.width, a.height, { threshold: THRESHOLD });
  return { pixels, picture: pixels === 0 ? null : PNG.sync.write(shown, { deflateLevel: 3 }) };
}

/**
 * Leaves `before/NAME.png` and `difference/NAME.png` beside the pictures that differ. Most differing first.
 *
 * @param before Folder of the earlier pictures.
 * @param folder Folder of this gallery, with its pictures in `pictures/`.
 */
export function compare(
  before: { readonly folder: string; readonly names: readonly string[] },
  now: { readonly folder: string; readonly names: readonly string[] },
): Comparison[] {
  const earlier = new Set(before.names);
  const present = new Set(now.names);
  for (const folder of ['before', 'difference']) mkdirSync(join(now.folder, folder), { recursive: true });
  const keep = (name: string): void =>
    copyFileSync(join(before.folder, 'pictures', `${name}.png`), join(now.folder, 'before', `${name}.png`));
  const compared = now.names.map((name): Comparison => {
    if (!earlier.has(name)) return { picture: name, state: 'new', pixels: 0 };
    const read = (folder: string): Buffer => readFileSync(join(folder, 'pictures', `${name}.png`));
    const { pixels, picture } = differences(read(before.folder), read(now.folder));
    if (pixels === 0) return { picture: name, state: 'same', pixels };
    keep(name);
    if (picture !== null) writeFileSync(join(now.folder, 'difference', `${name}.png`), picture);
    return { picture: name, state: 'differs', pixels };
  });
  const gone = before.names
    .filter((name) => !present.has(name))
    .map((name): Comparison => {
      keep(name);
      return { picture: name, state: 'gone', pixels: 0 };
    });
  const ORDER = ['differs', 'new', 'gone', 'same'];
  return [...compared, ...gone].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.pixels - a.pixels);
}

/** Names of the pictures of a gallery, as its run wrote them. Throws where the folder is none. */
export function picturesOf(folder: string): string[] {
  const file = join(folder, 'gallery.json');
  if (!existsSync(file)) throw new Error(`${folder} is no gallery: there is no gallery.json in it`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { pictures: { name: string }[] }).pictures.map(({ name }) => name);
}
