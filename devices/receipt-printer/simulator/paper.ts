import { createRequire } from 'node:module';
import { GlobalFonts, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { type Item, type Line, cells, itemHeight, itemWidth } from './line.ts';

/** Unprintable edge of the roll on either side, in dots (4 mm). */
const edge = 32;
/** Taller pieces are drawn up to here (2 m); the rest would not fit a picture. */
const tallest = 16_000;

let family: string | null = null;

function fonts(): string {
  if (family !== null) return family;
  const require = createRequire(import.meta.url);
  GlobalFonts.registerFromPath(
    require.resolve('@expo-google-fonts/noto-sans-mono/400Regular/NotoSansMono_400Regular.ttf'),
    'Receipt',
  );
  GlobalFonts.registerFromPath(
    require.resolve('@expo-google-fonts/noto-sans-mono/700Bold/NotoSansMono_700Bold.ttf'),
    'Receipt Bold',
  );
  GlobalFonts.registerFromPath(
    require.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
    'Receipt Arabic',
  );
  return (family = 'Receipt');
}

/** A piece of paper as a picture, one pixel a dot, black on white like thermal paper. */
export function paperToPng(lines: readonly Line[], widthDots: number): Buffer {
  const height = Math.min(tallest, Math.max(1, paperHeight(lines)));
  const width = widthDots + 2 * edge;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  let y = 0;
  for (const line of lines) {
    if (y >= height) break;
    for (const item of line.items) drawItem(context, item, edge, y + line.height - itemHeight(item), widthDots);
    y += line.advance;
  }
  // The head knows only hot and cold: no grey.
  const picture = context.getImageData(0, 0, width, height);
  for (let at = 0; at < picture.data.length; at += 4) {
    const value = picture.data[at]! < 144 ? 0 : 255;
    picture.data[at] = picture.data[at + 1] = picture.data[at + 2] = value;
  }
  context.putImageData(picture, 0, 0);
  return canvas.toBuffer('image/png');
}

/** Length of the piece, in dots. */
export function paperHeight(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.advance, 0);
}

/** What stands on the paper, line by line; codes and pictures in brackets, gaps between columns as spaces. */
export function paperToText(lines: readonly Line[]): string {
  return lines
    .map((line) => lineToText(line))
    .filter((text) => text !== null)
    .join('\n');
}

function lineToText(line: Line): string | null {
  let text = '';
  let right: number | null = null;
  for (const item of line.items) {
    const gap = right === null ? 0 : item.x - right;
    if (gap >= cells.A.width) text += ' '.repeat(Math.round(gap / cells.A.width));
    text += item.kind === 'run' ? item.text : item.label;
    right = item.x + itemWidth(item);
  }
  // The strips of a picture after its first have no text of their own.
  return line.items.length > 0 && text === '' ? null : text.trimEnd();
}

function drawItem(context: SKRSContext2D, item: Item, left: number, top: number, widthDots: number): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, widthDots, top + itemHeight(item));
  context.clip();
  if (item.kind === 'run') drawRun(context, item, left, top);
  else drawBitmap(context, item, left, top, widthDots);
  context.restore();
}

function drawRun(context: SKRSContext2D, item: Extract<Item, { kind: 'run' }>, left: number, top: number): void {
  const { style } = item;
  const cell = cells[style.font];
  const size = style.font === 'A' ? 20 : 15;
  const baseline = style.font === 'A' ? 18 : 13;
  const name = fonts();
  context.font = `${size}px "${style.bold ? `${name} Bold` : name}", "${name} Arabic"`;
  context.textBaseline = 'alphabetic';
  [...item.text].forEach((character, index) => {
    const x = left + item.x + index * style.pitch;
    context.save();
    context.translate(x, top);
    if (style.invert) {
      context.fillStyle = '#000';
      context.fillRect(0, 0, style.pitch, cell.height * style.scaleY);
    }
    context.fillStyle = style.invert ? '#fff' : '#000';
    context.scale(style.scaleX, style.scaleY);
    if (!drawBox(context, character, cell.width, cell.height)) context.fillText(character, 0, baseline);
    if (style.underline > 0)
      context.fillRect(0, cell.height - style.underline, style.pitch / style.scaleX, style.underline);
    context.restore();
  });
}

/** Lines and blocks fill the cell on a printer, so that they join; the font's would leave gaps. */
function drawBox(context: SKRSContext2D, character: string, width: number, height: number): boolean {
  const middle = height / 2 - 1;
  if (character === '─') context.fillRect(0, middle, width, 2);
  else if (character === '═') {
    context.fillRect(0, middle - 2, width, 2);
    context.fillRect(0, middle + 2, width, 2);
  } else if (character === '│') context.fillRect(width / 2 - 1, 0, 2, height);
  else if (character === '█') context.fillRect(0, 0, width, height);
  else return false;
  return true;
}

function drawBitmap(
  context: SKRSContext2D,
  item: Extract<Item, { kind: 'bitmap' }>,
  left: number,
  top: number,
  widthDots: number,
): void {
  const { image } = item;
  const width = Math.min(image.width, Math.max(0, Math.ceil((widthDots - item.x) / item.scaleX)));
  const stride = Math.ceil(image.width / 8);
  context.fillStyle = '#000';
  for (let y = 0; y < image.height; y++) {
    let start = -1;
    for (let x = 0; x <= width; x++) {
      const black = x < width && ((image.data[y * stride + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
      if (black && start < 0) start = x;
      if (black || start < 0) continue;
      context.fillRect(
        left + item.x + start * item.scaleX,
        top + y * item.scaleY,
        (x - start) * item.scaleX,
        item.scaleY,
      );
      start = -1;
    }
  }
}
