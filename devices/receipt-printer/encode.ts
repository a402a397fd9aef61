import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';
import { needsNoEci, qrCode } from '../qr/qr.ts';
import { pageFor } from './code-page.ts';
import { CODE_PAGES, type CodePage } from './config.ts';
import type { Paper, PaperAlign, PaperBlock, PaperStyle } from './paper.ts';
import { type Bits, Pen } from './pen.ts';
import { concat, placed, rasterCommands } from './raster.ts';
import { wrap } from './wrap.ts';

export interface EncodeOptions {
  readonly widthDots: number;
  /** Characters of font A in a line. */
  readonly columns: 32 | 42 | 48;
  readonly codePages: readonly CodePage[];
  /** By the printer's own command; otherwise drawn. */
  readonly qr: boolean;
  /** TrueType files of Noto Sans and Noto Sans Arabic, regular and bold. */
  readonly fonts: readonly string[];
}

type TextBlock = Extract<PaperBlock, { kind: 'text' }>;
type PairBlock = Extract<PaperBlock, { kind: 'pair' }>;

/** Line spacing at the printer's default of 1/6 inch: 34 dots. */
const LINE_DOTS = 34;

/**
 * The paper as ESC/POS, from its first line to its last, without initialisation and cut. Block by block: as the
 * printer's own characters where one of its code pages has all of them, else drawn. A paper from right to left is drawn
 * throughout.
 */
export function encodePaper(paper: Paper, options: EncodeOptions, repeat: boolean): Uint8Array {
  const pen = new Pen(options.widthDots, paper.direction, options.fonts);
  const mark: readonly PaperBlock[] = repeat
    ? [{ kind: 'text', text: paper.repeatMark, style: 'title', align: 'center', bold: true }, { kind: 'rule' }]
    : [];
  return concat([...mark, ...paper.blocks].map((block) => encodeBlock(block, paper.direction, pen, options)));
}

function encodeBlock(block: PaperBlock, direction: 'ltr' | 'rtl', pen: Pen, options: EncodeOptions): Uint8Array {
  switch (block.kind) {
    case 'text': {
      const plain = direction === 'ltr' ? plainText(block.text) : '';
      const page = direction === 'ltr' ? pageFor(plain, options.codePages) : null;
      return page === null
        ? rasterCommands(pen.text({ ...block, text: clean(block.text) }))
        : textLines({ ...block, text: plain }, page, options);
    }
    case 'pair': {
      const label = plainText(block.label);
      const value = plainText(block.value);
      const page = direction === 'ltr' ? pageFor(label + value, options.codePages) : null;
      return page === null
        ? rasterCommands(pen.pair(clean(block.label), clean(block.value), block.bold))
        : pairLines({ ...block, label, value }, page, options);
    }
    case 'rule':
      return rasterCommands(rule(options.widthDots));
    case 'space':
      return new Uint8Array(Math.max(0, Math.round(block.lines))).fill(0x0a);
    case 'qr':
      return qr(block.data, block.size, options);
    case 'drawing':
      return rasterCommands(pen.drawing(block.svg, block.height));
    case 'bitmap':
      return rasterCommands(placed(block, options.widthDots, Math.floor((options.widthDots - block.width) / 2)));
  }
}

function textLines(block: TextBlock, page: CodePage, options: EncodeOptions): Uint8Array {
  const columns = columnsOf(block.style, options.columns);
  const lines = wrap(block.text, columns, (line) => [...line].length);
  return encodeLines(
    lines.map((line) => aligned(line, columns, block.align)),
    block.style,
    block.bold,
    page,
    options,
  );
}

function pairLines(block: PairBlock, page: CodePage, options: EncodeOptions): Uint8Array {
  const { columns } = options;
  const gap = columns - [...block.label].length - [...block.value].length;
  const lines =
    gap >= 1 && !`${block.label}${block.value}`.includes('\n')
      ? [block.label + ' '.repeat(gap) + block.value]
      : [
          ...wrap(block.label, columns, (line) => [...line].length),
          ...wrap(block.value, columns, (line) => [...line].length).map((line) => aligned(line, columns, 'end')),
        ];
  return encodeLines(lines, 'text', block.bold, page, options);
}

/** Lines that fit, in one style. ESC t is sent with every block, so that none depends on the one before. */
function encodeLines(
  lines: readonly string[],
  style: PaperStyle,
  bold: boolean,
  page: CodePage,
  options: EncodeOptions,
): Uint8Array {
  const encoder = encoderFor(options).codepage(page);
  if (style === 'small') encoder.font('B');
  if (style === 'title') encoder.size(2, 2);
  if (bold) encoder.bold(true);
  for (const line of lines) encoder.line(line);
  if (bold) encoder.bold(false);
  if (style === 'title') encoder.size(1, 1);
  if (style === 'small') encoder.font('A');
  return encoder.encode();
}

/**
 * GS ( k, model 2, error correction M, of what is ASCII: the command has no way to say that its bytes are UTF-8, so
 * all else is drawn.
 */
function qr(data: string, size: number, options: EncodeOptions): Uint8Array {
  if (!options.qr || !needsNoEci(data)) return rasterCommands(drawnQr(data, size, options.widthDots));
  const module = moduleDots(qrCode(data).length, size, options.widthDots);
  const encoder = encoderFor(options).align('center').qrcode(data, { model: 2, size: module, errorlevel: 'm' });
  return encoder.align('left').encode();
}

/** Modules of the quiet zone around a code (ISO/IEC 18004, 6.3.8). */
const QUIET = 4;

/** A code that is wider than the paper is not printed at all by some printers, and cut by others. */
const moduleDots = (modules: number, size: number, widthDots: number): number =>
  Math.max(1, Math.min(8, Math.max(3, Math.round(size)), Math.floor(widthDots / (modules + 2 * QUIET))));

/** The code in the middle of the paper, with its quiet zone. */
function drawnQr(data: string, size: number, widthDots: number): Bits {
  const rows = qrCode(data);
  const modules = rows.length + 2 * QUIET;
  const scale = moduleDots(rows.length, size, widthDots);
  const side = modules * scale;
  const stride = Math.ceil(side / 8);
  const bits = new Uint8Array(stride * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (rows[Math.floor(y / scale) - QUIET]?.[Math.floor(x / scale) - QUIET] !== true) continue;
      const at = y * stride + (x >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return placed({ width: side, height: side, data: bits }, widthDots, Math.floor((widthDots - side) / 2));
}

function encoderFor(options: EncodeOptions): ReceiptPrinterEncoder {
  return new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns: options.columns,
    imageMode: 'raster',
    newline: '\n',
    feedBeforeCut: 0,
    codepageMapping: Object.fromEntries(Object.entries(CODE_PAGES)),
    errors: 'strict',
  });
}

/** Font B is 9 dots wide, font A 12; a title is font A doubled. */
function columnsOf(style: PaperStyle, columns: number): number {
  if (style === 'title') return Math.floor(columns / 2);
  return style === 'small' ? Math.floor((columns * 12) / 9) : columns;
}

/** Alignment by spaces, not ESC a: some printers apply ESC a only at the start of a line and keep it after an error. */
function aligned(line: string, columns: number, align: PaperAlign): string {
  const free = Math.max(0, columns - [...line].length);
  if (align === 'start') return line;
  return ' '.repeat(align === 'end' ? free : Math.floor(free / 2)) + line;
}

function rule(width: number): Bits {
  const height = LINE_DOTS / 2;
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  data.fill(0xff, stride * 8, stride * 10);
  return { width, height, data };
}

/** No control characters: in a name they would be commands to the printer. DIN 91379 letters are compared composed. */
export const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?/gu, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/gu, ' ');

/** For the printer's own characters: no marks of direction, and special spaces and hyphens as the plain ones. */
const plainText = (text: string): string =>
  clean(text)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/gu, '')
    .replace(/[\u2007\u202f]/gu, '\u00a0')
    .replace(/[\u2000-\u200a]/gu, ' ')
    .replace(/\u2011/gu, '-');
