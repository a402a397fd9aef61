import type { SKRSContext2D } from '@napi-rs/canvas';
import { createRequire } from 'node:module';
import type { PaperAlign, PaperStyle } from './paper.ts';
import { wrap } from './wrap.ts';

/**
 * Loaded with this module, where an import would be hoisted to the head of the bundle: a host without a receipt printer
 * would map Skia and what it sets up for itself.
 */
const { createCanvas, GlobalFonts, Image } = createRequire(import.meta.url)(
  '@napi-rs/canvas',
) as typeof import('@napi-rs/canvas');

/** One bit a pixel, rows padded to bytes, 1 = black: what GS v 0 carries. */
export interface Bits {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Line {
  readonly text: string;
  readonly style: PaperStyle;
  readonly align: PaperAlign;
  readonly bold: boolean;
}

/**
 * Size of the em square in dots at 203 dpi (8 dots a millimetre). Beside font A, 24 dots high, `text` looks the same
 * size.
 */
const EM: Readonly<Record<PaperStyle, number>> = { small: 20, text: 26, title: 46 };
/**
 * Antialiased grey up to here is ink; a little more than half, since a thermal dot also blackens its neighbourhood's
 * rim.
 */
const INK = 150;
const FAMILIES = '"Noto Sans", "Noto Sans Arabic"';

/**
 * Draws text as dots, for everything that the printer's own characters cannot say: other scripts, letters with several
 * marks, anything from right to left. Shaping, bidirectional order and marks come from Skia and HarfBuzz.
 */
export class Pen {
  readonly #width: number;
  readonly #direction: 'ltr' | 'rtl';

  /** `width` in dots, a multiple of 8. `fonts`: TrueType files of Noto Sans and Noto Sans Arabic, regular and bold. */
  constructor(width: number, direction: 'ltr' | 'rtl', fonts: readonly string[]) {
    this.#width = width;
    this.#direction = direction;
    loadFonts(fonts);
  }

  /** A paragraph, wrapped. */
  text(line: Line): Bits {
    const measuring = this.#context(1, line.style, line.bold);
    const lines = wrap(line.text, this.#width, (text) => measuring.measureText(text).width);
    return stack(
      this.#width,
      lines.map((text) => this.#row([{ text, align: line.align }], line.style, line.bold)),
    );
  }

  /** Label at the start edge and value at the end edge; below each other where they do not fit. */
  pair(label: string, value: string, bold: boolean): Bits {
    const measuring = this.#context(1, 'text', bold);
    const needed = measuring.measureText(label).width + EM.text / 2 + measuring.measureText(value).width;
    if (needed <= this.#width && !`${label}${value}`.includes('\n')) {
      return this.#row(
        [
          { text: label, align: 'start' },
          { text: value, align: 'end' },
        ],
        'text',
        bold,
      );
    }
    return stack(this.#width, [
      this.text({ text: label, style: 'text', align: 'start', bold }),
      this.text({ text: value, style: 'text', align: 'end', bold }),
    ]);
  }

  /**
   * An SVG document in the middle, as many dots high; nothing where it cannot be read, since a slip without its coat of
   * arms is better than none.
   */
  drawing(svg: string, height: number): Bits {
    const image = new Image();
    try {
      image.src = Buffer.from(svg, 'utf8');
    } catch {
      return { width: this.#width, height: 0, data: new Uint8Array() };
    }
    if (image.width === 0 || image.height === 0) return { width: this.#width, height: 0, data: new Uint8Array() };
    const rows = Math.min(256, Math.max(16, Math.round(height)));
    const width = Math.min(this.#width, (image.width / image.height) * rows);
    const context = createCanvas(this.#width, rows).getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, this.#width, rows);
    context.drawImage(image, (this.#width - width) / 2, 0, width, rows);
    return toBits(context, this.#width, rows);
  }

  #row(
    pieces: readonly { readonly text: string; readonly align: PaperAlign }[],
    style: PaperStyle,
    bold: boolean,
  ): Bits {
    const measuring = this.#context(1, style, bold);
    const metrics = pieces.map((piece) => measuring.measureText(piece.text));
    // The font's own line, and more where marks are stacked higher or hang lower than it foresees.
    const above = Math.ceil(Math.max(EM[style] * 1.07, ...metrics.map((metric) => metric.actualBoundingBoxAscent + 1)));
    const below = Math.ceil(Math.max(EM[style] * 0.3, ...metrics.map((metric) => metric.actualBoundingBoxDescent + 1)));
    const height = above + below;
    const context = this.#context(height, style, bold);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, this.#width, height);
    context.fillStyle = '#000';
    for (const piece of pieces) {
      context.textAlign = piece.align;
      const atLeft = piece.align === 'center' ? null : (piece.align === 'start') === (this.#direction === 'ltr');
      context.fillText(piece.text, atLeft === null ? this.#width / 2 : atLeft ? 0 : this.#width, above);
    }
    return toBits(context, this.#width, height);
  }

  #context(height: number, style: PaperStyle, bold: boolean): SKRSContext2D {
    const context = createCanvas(this.#width, height).getContext('2d');
    context.font = `${bold ? 'bold ' : ''}${EM[style]}px ${FAMILIES}`;
    context.direction = this.#direction;
    context.textBaseline = 'alphabetic';
    return context;
  }
}

const registered = new Set<string>();

/**
 * Registers each file once. Throws where one is missing or no font: a faulty installation, better noticed at the start.
 */
export function loadFonts(files: readonly string[]): void {
  for (const file of files) {
    if (registered.has(file)) continue;
    if (GlobalFonts.registerFromPath(file) === null) throw new Error(`cannot load the font ${file}`);
    registered.add(file);
  }
}

function toBits(context: SKRSContext2D, width: number, height: number): Bits {
  const { data: rgba } = context.getImageData(0, 0, width, height);
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      // Luminance (ITU-R BT.601), so that a coloured drawing keeps its light and its dark parts.
      const light = 0.299 * (rgba[at] ?? 255) + 0.587 * (rgba[at + 1] ?? 255) + 0.114 * (rgba[at + 2] ?? 255);
      if (light < INK) data[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return { width, height, data };
}

/** Pictures of the same width, one under the other. */
export function stack(width: number, parts: readonly Bits[]): Bits {
  const height = parts.reduce((sum, part) => sum + part.height, 0);
  const data = new Uint8Array(Math.ceil(width / 8) * height);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { width, height, data };
}
