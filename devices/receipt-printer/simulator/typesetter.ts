import { encode } from 'uqr';
import type { Align, Bitmap, Command, QrLevel } from './commands.ts';
import { codePage } from './code-pages.ts';
import { EUROPEAN, isLead, type MemorySwitches, national, twoByteCharacter } from './memory-switches.ts';
import { type Item, type Line, type RunStyle, cells, itemHeight, itemWidth } from './line.ts';

/** Dots in an inch; the unit in which GS P divides it. */
const dotsPerInch = 203;
/** From the head to the blade, 12 mm: GS V 65 and 66 feed at least this far. */
export const headToBlade = 96;
/** A raster is printed in strips, as it comes off the head. */
const stripHeight = 24;

interface Settings {
  kanji: boolean;
  international: number;
  page: number;
  align: Align;
  bold: boolean;
  underline: 0 | 1 | 2;
  invert: boolean;
  font: 'A' | 'B';
  width: number;
  height: number;
  spacing: number;
  characterSpacing: number;
  margin: number;
  area: number | null;
  tabs: readonly number[];
  qrModule: number;
  qrLevel: QrLevel;
  qrData: Uint8Array | null;
  barcodeHeight: number;
  barcodeModule: number;
  barcodeText: number;
  graphics: { image: Bitmap; scaleX: number; scaleY: number } | null;
}

const initial = ({ kanji, international }: MemorySwitches): Settings => ({
  kanji,
  international,
  page: 0,
  align: 'left',
  bold: false,
  underline: 0,
  invert: false,
  font: 'A',
  width: 1,
  height: 1,
  spacing: 30,
  characterSpacing: 0,
  margin: 0,
  area: null,
  tabs: Array.from({ length: 32 }, (_, i) => (i + 1) * 8),
  qrModule: 3,
  qrLevel: 'L',
  qrData: null,
  barcodeHeight: 162,
  barcodeModule: 3,
  barcodeText: 0,
  graphics: null,
});

const barcodeNames: Record<number, string> = {
  65: 'UPC-A',
  66: 'UPC-E',
  67: 'EAN13',
  68: 'EAN8',
  69: 'CODE39',
  70: 'ITF',
  71: 'CODABAR',
  72: 'CODE93',
  73: 'CODE128',
  79: 'CODE128',
};

/**
 * Sets commands into lines: the printer's settings and its line buffer. Pure; every finished line is returned and is
 * then the mechanism's. `report` gets what could not be set as asked.
 */
export class Typesetter {
  readonly #widthDots: number;
  readonly #report: (problem: 'code-page' | 'character' | 'qr' | 'width', detail: string) => void;
  readonly #switches: MemorySwitches;
  #settings: Settings;
  #unitX = 1;
  #unitY = 1;
  #items: Item[] = [];
  #x = 0;

  constructor(
    widthDots: number,
    report: (problem: 'code-page' | 'character' | 'qr' | 'width', detail: string) => void,
    switches: MemorySwitches = EUROPEAN,
  ) {
    this.#widthDots = widthDots;
    this.#report = report;
    this.#switches = switches;
    this.#settings = initial(switches);
  }

  /** Drops the line that is being set; settings stay (ESC/POS: clearing buffers does not change settings). */
  clearLine(): void {
    this.#items = [];
    this.#x = 0;
  }

  powerOn(): void {
    this.#settings = initial(this.#switches);
    this.#unitX = 1;
    this.#unitY = 1;
    this.clearLine();
  }

  apply(command: Command): Line[] {
    const s = this.#settings;
    switch (command.op) {
      case 'text':
        return this.#text(command.bytes);
      case 'line-feed':
        return [this.#finish(s.spacing)];
      case 'feed-units':
        return [this.#finish(Math.round(command.units * this.#unitY))];
      case 'feed-lines':
        return [this.#finish(command.lines * s.spacing)];
      case 'cut': {
        // A cut inside a line prints that line first; the blade never cuts through print data that were not yet moved
        // out.
        const lines = this.#items.length > 0 ? [this.#finish(s.spacing)] : [];
        if (command.feedUnits === null) return lines;
        return [...lines, { items: [], height: 0, advance: headToBlade + Math.round(command.feedUnits * this.#unitY) }];
      }
      case 'tab': {
        const pitch = this.#pitch();
        const stop = s.tabs.find((column) => column * pitch > this.#x);
        if (stop !== undefined) this.#x = stop * pitch;
        return [];
      }
      case 'initialise':
        this.#settings = initial(this.#switches);
        this.#unitX = 1;
        this.#unitY = 1;
        this.clearLine();
        return [];
      case 'kanji-end':
        s.kanji = false;
        return [];
      case 'international':
        s.international = command.set;
        return [];
      case 'code-page':
        if (codePage(command.page) === null) this.#report('code-page', `ESC t ${command.page}`);
        s.page = command.page;
        return [];
      case 'align':
        s.align = command.align;
        return [];
      case 'bold':
        s.bold = command.on;
        return [];
      case 'underline':
        s.underline = command.dots;
        return [];
      case 'invert':
        s.invert = command.on;
        return [];
      case 'font':
        s.font = command.font;
        return [];
      case 'size':
        s.width = command.width;
        s.height = command.height;
        return [];
      case 'print-mode':
        s.font = (command.bits & 1) === 0 ? 'A' : 'B';
        s.bold = (command.bits & 8) !== 0;
        s.height = (command.bits & 16) === 0 ? 1 : 2;
        s.width = (command.bits & 32) === 0 ? 1 : 2;
        s.underline = (command.bits & 128) === 0 ? 0 : 1;
        return [];
      case 'line-spacing':
        s.spacing = command.units === null ? 30 : Math.round(command.units * this.#unitY);
        return [];
      case 'left-margin':
        s.margin = Math.min(this.#widthDots, Math.round(command.units * this.#unitX));
        return [];
      case 'area-width':
        s.area = Math.round(command.units * this.#unitX);
        return [];
      case 'character-spacing':
        s.characterSpacing = Math.round(command.units * this.#unitX);
        return [];
      case 'move-to':
        this.#x = Math.min(this.#area(), Math.round(command.units * this.#unitX));
        return [];
      case 'move-by':
        this.#x = Math.max(0, Math.min(this.#area(), this.#x + Math.round(command.units * this.#unitX)));
        return [];
      case 'tab-stops':
        s.tabs = command.columns;
        return [];
      case 'motion-units':
        this.#unitX = command.x === 0 ? 1 : dotsPerInch / command.x;
        this.#unitY = command.y === 0 ? 1 : dotsPerInch / command.y;
        return [];
      case 'qr-module':
        s.qrModule = command.dots;
        return [];
      case 'qr-level':
        s.qrLevel = command.level;
        return [];
      case 'qr-store':
        s.qrData = command.data;
        return [];
      case 'qr-print':
        return this.#qr();
      case 'barcode-height':
        s.barcodeHeight = command.dots;
        return [];
      case 'barcode-module':
        s.barcodeModule = command.dots;
        return [];
      case 'barcode-text':
        s.barcodeText = command.position;
        return [];
      case 'barcode':
        return this.#barcode(command.system, command.data);
      case 'raster':
        return this.#image(command.image, command.scaleX, command.scaleY, picture(command.image));
      case 'column-image':
        this.#place(command.image, command.scaleX, command.scaleY, picture(command.image));
        return [];
      case 'graphics-store':
        s.graphics = command;
        return [];
      case 'graphics-print': {
        const stored = s.graphics;
        s.graphics = null;
        return stored === null ? [] : this.#image(stored.image, stored.scaleX, stored.scaleY, picture(stored.image));
      }
      default:
        return [];
    }
  }

  #area(): number {
    return Math.max(0, Math.min(this.#settings.area ?? this.#widthDots, this.#widthDots - this.#settings.margin));
  }

  #pitch(): number {
    const s = this.#settings;
    return (cells[s.font].width + s.characterSpacing) * s.width;
  }

  #text(bytes: Uint8Array): Line[] {
    const s = this.#settings;
    const table = codePage(s.page);
    const lines: Line[] = [];
    const style: RunStyle = {
      font: s.font,
      bold: s.bold,
      underline: s.underline,
      invert: s.invert,
      scaleX: s.width,
      scaleY: s.height,
      pitch: this.#pitch(),
    };
    let run = '';
    let start = this.#x;
    const end = (): void => {
      if (run !== '') this.#items.push({ kind: 'run', x: start, text: run, style });
      run = '';
    };
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.#x + style.pitch > this.#area() && this.#x > 0) {
        end();
        lines.push(this.#finish(s.spacing));
        start = 0;
      }
      const double = s.kanji && isLead(byte);
      const character = double
        ? twoByteCharacter(byte, bytes[++at])
        : national(table?.[byte] ?? '\ufffd', s.international);
      if (character === '\ufffd') this.#report('character', `0x${byte.toString(16)} in code page ${s.page}`);
      run += character === '\ufffd' ? ' ' : character;
      this.#x += style.pitch;
    }
    end();
    return lines;
  }

  /** Ends the line: aligns it, and moves the paper by `feed` or the height of what is printed, whichever is more. */
  #finish(feed: number): Line {
    const s = this.#settings;
    const items = this.#items;
    const right = items.reduce((most, item) => Math.max(most, item.x + itemWidth(item)), 0);
    const free = Math.max(0, this.#area() - right);
    const shift = s.margin + (s.align === 'left' ? 0 : s.align === 'right' ? free : Math.floor(free / 2));
    const height = items.reduce((most, item) => Math.max(most, itemHeight(item)), 0);
    this.clearLine();
    return { items: items.map((item) => ({ ...item, x: item.x + shift })), height, advance: Math.max(feed, height) };
  }

  #place(image: Bitmap, scaleX: number, scaleY: number, label: string): void {
    if (image.width * scaleX > this.#area() - this.#x)
      this.#report('width', `${image.width * scaleX} dots on ${this.#area() - this.#x}`);
    this.#items.push({ kind: 'bitmap', x: this.#x, image, scaleX, scaleY, label });
    this.#x += image.width * scaleX;
  }

  #image(image: Bitmap, scaleX: number, scaleY: number, label: string): Line[] {
    const lines = this.#items.length > 0 ? [this.#finish(this.#settings.spacing)] : [];
    const stride = Math.ceil(image.width / 8);
    for (let top = 0; top < image.height; top += stripHeight) {
      const height = Math.min(stripHeight, image.height - top);
      const strip = { width: image.width, height, data: image.data.subarray(top * stride, (top + height) * stride) };
      this.#place(strip, scaleX, scaleY, top === 0 ? label : '');
      lines.push(this.#finish(0));
    }
    return lines;
  }

  #qr(): Line[] {
    const { qrData, qrModule, qrLevel } = this.#settings;
    if (qrData === null || qrData.length === 0) {
      this.#report('qr', 'nothing stored');
      return [];
    }
    const ascii = qrData.every((byte) => byte < 0x80);
    try {
      const data = ascii ? Buffer.from(qrData).toString('latin1') : [...qrData];
      const code = encode(data, { ecc: qrLevel, boostEcc: false, border: 0 });
      const image = fromMatrix(code.data);
      return this.#image(scaled(image, qrModule), 1, 1, `[QR ${Buffer.from(qrData).toString('utf8')}]`);
    } catch {
      this.#report('qr', `${qrData.length} bytes do not fit`);
      return [];
    }
  }

  /**
   * Bars are not drawn, but a frame of the right height with symbology and data named in it, which cannot be mistaken
   * for a code to scan.
   */
  #barcode(system: number, data: Uint8Array): Line[] {
    const s = this.#settings;
    const content = Buffer.from(data)
      .toString('latin1')
      .replace(/^\{[A-C]/, '')
      .replace(/[^ -~]/g, '·');
    const style: RunStyle = {
      font: 'B',
      bold: false,
      underline: 0,
      invert: false,
      scaleX: 1,
      scaleY: 1,
      pitch: cells.B.width,
    };
    const text = `[${barcodeNames[system] ?? `GS k ${system}`} ${content}]`.slice(
      0,
      Math.floor(this.#area() / style.pitch),
    );
    const width = Math.min(
      this.#area(),
      Math.max((text.length + 2) * style.pitch, content.length * 11 * s.barcodeModule),
    );
    const lines = this.#items.length > 0 ? [this.#finish(s.spacing)] : [];
    this.#place(outline(width, s.barcodeHeight), 1, 1, '');
    this.#items.push({ kind: 'run', x: Math.floor((width - text.length * style.pitch) / 2), text, style });
    const line = this.#finish(0);
    return [...lines, line];
  }
}

function picture(image: Bitmap): string {
  return `[Bild ${image.width}×${image.height}]`;
}

function fromMatrix(matrix: readonly (readonly boolean[])[]): Bitmap {
  const width = matrix.length;
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * width);
  matrix.forEach((row, y) => row.forEach((black, x) => black && (data[y * stride + (x >> 3)]! |= 0x80 >> (x & 7))));
  return { width, height: width, data };
}

function scaled(image: Bitmap, factor: number): Bitmap {
  const from = Math.ceil(image.width / 8);
  const width = image.width * factor;
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * image.height * factor);
  for (let y = 0; y < image.height * factor; y++) {
    for (let x = 0; x < width; x++) {
      const sx = Math.floor(x / factor);
      if (((image.data[Math.floor(y / factor) * from + (sx >> 3)]! >> (7 - (sx & 7))) & 1) === 1)
        data[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return { width, height: image.height * factor, data };
}

function outline(width: number, height: number): Bitmap {
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (y < 2 || y >= height - 2 || x < 2 || x >= width - 2) data[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return { width, height, data };
}
