/**
 * The sheet that documents of the town are written on: A4, letterhead, headings, rows of label and value, footer; every
 * visible thing either in the structure that a screen reader follows or marked as an artifact (ISO 32000-1 § 14.8).
 * Lengths in points.
 */
import PDFDocument from 'pdfkit';
import type { TownLetterhead } from './content.ts';
import { fixed, noteFixed } from './fixed.ts';
import { giveFaces } from './fonts.ts';
import type { Face } from './fonts.ts';
import { breakLines } from './lines.ts';
import type { Line, Run } from './lines.ts';
import { drawArtifact, writeText } from './text.ts';
import { escapeXml } from './xml.ts';

export const MM = 72 / 25.4;

const PAGE = { width: 210 * MM, height: 297 * MM };
/** DIN 5008: 25 mm on the left, 20 mm on the right. */
const LEFT = 25 * MM;
const RIGHT = PAGE.width - 20 * MM;
const TOP = 16 * MM;
const BOTTOM = PAGE.height - 27 * MM;
const LABEL_WIDTH = 52 * MM;
const VALUE_LEFT = LEFT + LABEL_WIDTH;
const LINE = 15.2;
const ROW_PADDING = 1.5 * MM;
/** Lines of a row on a page. */
const MOST_LINES = 40;

const INK = '#1a1a1a';
/** 7 : 1 on white. */
const QUIET = '#565656';
const HAIRLINE = '#c9ced6';
const WARNING = '#b3261e';

/** Box in which a letterhead's coat of arms are drawn, in their own units. */
const ARMS = { width: 100, height: 120 };

export interface SheetOptions {
  readonly title: string;
  readonly letterhead: TownLetterhead;
  /** Repeated at the foot of each page. */
  readonly reference: string;
  readonly at: Date;
  /** Said at the head and foot of each page; null where the document is what it says. */
  readonly warning: string | null;
}

export interface Row {
  readonly label: string;
  /** Lines, each of runs. */
  readonly value: readonly (readonly Run[])[];
  readonly strong?: boolean;
}

export interface Picture {
  readonly side: number;
  /** For whom it cannot be seen. */
  readonly alt: string;
  readonly draw: (pdf: PDFKit.PDFDocument, x: number, y: number) => void;
  readonly texts: readonly { readonly text: string; readonly strong?: boolean }[];
}

interface PlacedLine {
  readonly line: Line;
  readonly paragraph: number;
}
type Element = PDFKit.PDFStructureElement;
interface Style {
  readonly face?: Face;
  readonly size?: number;
  readonly color?: string;
  readonly leading?: number;
}

export class Sheet {
  readonly pdf: PDFKit.PDFDocument;
  readonly #root: Element;
  readonly #options: SheetOptions;
  /** Where the next thing goes, from the page's upper edge. */
  #y = TOP;

  constructor(options: SheetOptions) {
    const { title, letterhead, at } = options;
    this.#options = options;
    const author = `${letterhead.town}, ${letterhead.authority}`;
    this.pdf = new PDFDocument({
      size: 'A4',
      // None of pdfkit's own fonts, whose metrics are read for each document.
      font: '',
      margin: 0,
      bufferPages: true,
      autoFirstPage: false,
      pdfVersion: '1.7',
      subset: 'PDF/A-3a',
      tagged: true,
      lang: 'de-DE',
      displayTitle: true,
      info: { Title: title, Author: author, Creator: 'Foyer', Producer: 'Foyer', CreationDate: at },
    });
    escapeMetadata(this.pdf);
    noteFixed(wordsOf(letterhead));
    giveFaces(this.pdf);
    this.pdf.addPage();
    this.#root = this.pdf.struct('Document');
    this.pdf.addStructure(this.#root);
    this.#letterhead();
  }

  heading(level: 1 | 2, text: string): void {
    const size = level === 1 ? 22 : 11;
    // A heading must not stand alone at a page's end.
    this.#room(level === 1 ? 0 : 26 * MM);
    this.#y += level === 1 ? 9 * MM : 5.5 * MM;
    this.#block(`H${level}`, [{ text }], {
      face: 'bold',
      size,
      color: level === 1 ? INK : this.#options.letterhead.accent,
      leading: 1.25,
    });
    this.#y += level === 1 ? 0 : 0.8 * MM;
  }

  paragraph(text: string, { size = 10, color = INK }: Style = {}): void {
    this.#room(10 * MM);
    this.#y += 1.6 * MM;
    this.#block('P', [{ text }], { size, color, leading: 1.42 });
  }

  /** Two columns. A row stays on one page; one that fits on none goes on under its label on the next. */
  rows(rows: readonly Row[]): void {
    const table = this.pdf.struct('Table');
    this.#root.add(table);
    for (const { label, value, strong = false } of rows) {
      const style: Style = { size: 10.5, face: strong ? 'bold' : 'regular' };
      const lines = value.flatMap((runs, paragraph) =>
        this.#lines(runs, RIGHT - VALUE_LEFT, style).map((line): PlacedLine => ({ line, paragraph })),
      );
      for (let at = 0; at === 0 || at < lines.length; at += MOST_LINES)
        this.#row(table, at === 0 ? label : `${label} (Fortsetzung)`, lines.slice(at, at + MOST_LINES), style);
    }
    this.#rule(this.#y, HAIRLINE, 0.5);
    table.end();
  }

  #row(table: Element, label: string, value: readonly PlacedLine[], style: Style): void {
    const { pdf } = this;
    const labelStyle: Style = { size: 9.5, color: QUIET };
    const labelLines = this.#lines([{ text: label }], LABEL_WIDTH - 4 * MM, labelStyle);
    const height = Math.max(labelLines.length, value.length) * LINE + 2 * ROW_PADDING;
    this.#room(height);
    this.#rule(this.#y, HAIRLINE, 0.5);
    const top = this.#y + ROW_PADDING;
    const [row, head, cell] = [pdf.struct('TR'), pdf.struct('TH', { scope: 'Row' } as object), pdf.struct('TD')];
    table.add(row);
    row.add(head);
    row.add(cell);
    // The label's smaller letters stand on the value's base line.
    this.#write(head, labelLines, LEFT, top + 1.1, LINE, labelStyle);
    for (const paragraph of new Set(value.map((placed) => placed.paragraph))) {
      const lines = value.filter((placed) => placed.paragraph === paragraph).map(({ line }) => line);
      const before = value.findIndex((placed) => placed.paragraph === paragraph);
      this.#tagged(cell, 'P', lines, VALUE_LEFT, top + before * LINE, LINE, style);
    }
    row.end();
    this.#y += height;
  }

  /** A picture at the left with words beside it; both on one page. `draw` gets the upper left corner. */
  figure({ side, alt, draw, texts }: Picture): void {
    const left = LEFT + side + 7 * MM;
    const step = 12.6;
    const blocks = texts.map(({ text, strong = false }) => {
      const style: Style = { size: 9, face: strong ? 'bold' : 'regular', color: strong ? INK : QUIET };
      return { style, lines: this.#lines([{ text }], RIGHT - left, style) };
    });
    const height = blocks.reduce((sum, { lines }) => sum + lines.length * step + 4, 0);
    this.#room(Math.max(side, height) + 8 * MM);
    this.#y += 7 * MM;
    const top = this.#y;
    this.#picture(alt, LEFT, top, side, side, () => draw(this.pdf, LEFT, top));
    let y = top - 1;
    for (const { style, lines } of blocks) {
      this.#tagged(this.#root, 'P', lines, left, y, step, style);
      y += lines.length * step + 4;
    }
    this.#y = Math.max(top + side, y);
  }

  /** Closes the structure and writes the feet; the document itself is still open. */
  finish(): void {
    this.#root.end();
    const { start, count } = this.pdf.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.pdf.switchToPage(page);
      this.#foot(page - start + 1, count);
    }
  }

  #letterhead(): void {
    const {
      letterhead: { town, authority, address, phone, arms, accent },
      warning,
    } = this.#options;
    const armsHeight = 19 * MM;
    const left = arms === null ? LEFT : LEFT + (armsHeight * ARMS.width) / ARMS.height + 5 * MM;
    if (arms !== null) {
      const scale = armsHeight / ARMS.height;
      this.#picture(
        `Wappen: ${town}`,
        LEFT,
        TOP,
        ARMS.width * scale,
        armsHeight,
        () => void this.pdf.save().translate(LEFT, TOP).scale(scale).path(arms).fill(accent, 'even-odd').restore(),
      );
    }
    const contact = [...address, ...(phone === null ? [] : [fixed`Telefon ${phone}`])];
    const contactStyle: Style = { size: 8.5, color: QUIET };
    const contactLeft = RIGHT - 52 * MM;
    this.#put('P', [{ text: town }], left, TOP + 3.2 * MM, contactLeft - left - 4 * MM, {
      face: 'bold',
      size: 19,
      leading: 1.2,
    });
    this.#put('P', [{ text: authority }], left, TOP + 11.8 * MM, contactLeft - left - 4 * MM, {
      size: 12,
      color: QUIET,
    });
    contact.forEach(
      (text, at) =>
        void this.#put('P', [{ text }], contactLeft, TOP + 3.6 * MM + at * 11.6, RIGHT - contactLeft, contactStyle),
    );
    this.#y = TOP + Math.max(armsHeight, 3.6 * MM + contact.length * 11.6) + 4 * MM;
    this.#rule(this.#y, accent, 1.6);
    if (warning !== null) {
      this.#y += 3 * MM;
      this.#block('P', [{ text: warning }], { size: 9, face: 'bold', color: WARNING });
    }
  }

  #foot(page: number, pages: number): void {
    const {
      letterhead: { town, authority },
      reference,
      warning,
    } = this.#options;
    const style: Style = { size: 8, color: QUIET };
    const left = fixed`${town}, ${authority} · Vorgang ${reference}${warning === null ? '' : fixed` · Demo, nicht gültig`}`;
    const right = fixed`Seite ${page} von ${pages}`;
    drawArtifact(this.pdf, 'Pagination', () => {
      this.pdf
        .moveTo(LEFT, BOTTOM + 9 * MM)
        .lineTo(RIGHT, BOTTOM + 9 * MM)
        .lineWidth(0.5)
        .strokeColor(HAIRLINE)
        .stroke();
      this.#style(style);
      this.pdf.text(left, LEFT, BOTTOM + 11 * MM, { lineBreak: false });
      this.pdf.text(right, RIGHT - this.pdf.widthOfString(right), BOTTOM + 11 * MM, { lineBreak: false });
    });
  }

  #block(tag: string, runs: readonly Run[], style: Style): void {
    this.#y += this.#put(tag, runs, LEFT, this.#y, RIGHT - LEFT, style);
  }

  /** Returns its height. */
  #put(tag: string, runs: readonly Run[], x: number, y: number, width: number, style: Style): number {
    const lines = this.#lines(runs, width, style);
    const step = (style.size ?? 10) * (style.leading ?? 1.36);
    this.#tagged(this.#root, tag, lines, x, y, step, style);
    return lines.length * step;
  }

  #lines(runs: readonly Run[], width: number, style: Style): Line[] {
    this.#style(style);
    return breakLines(runs, width, (text) => this.pdf.widthOfString(text));
  }

  /** Lines as a child of `parent`. */
  #tagged(
    parent: Element,
    tag: string,
    lines: readonly Line[],
    x: number,
    y: number,
    step: number,
    style: Style,
  ): void {
    const element = this.pdf.struct(tag);
    parent.add(element);
    this.#write(element, lines, x, y, step, style);
    element.end();
  }

  #write(element: Element, lines: readonly Line[], x: number, y: number, step: number, style: Style): void {
    const { pdf } = this;
    this.#style(style);
    lines.forEach((line, at) => {
      let left = x;
      for (const { text, underlined = false } of line) {
        writeText(pdf, element, text, left, y + at * step);
        if (underlined) {
          const under = y + at * step + (style.size ?? 10) * 1.19;
          const right = left + pdf.widthOfString(text.trimEnd());
          drawArtifact(
            pdf,
            'Layout',
            () =>
              void pdf
                .moveTo(left, under)
                .lineTo(right, under)
                .lineWidth(0.8)
                .strokeColor(style.color ?? INK)
                .stroke(),
          );
        }
        left += pdf.widthOfString(text);
      }
    });
  }

  #picture(alt: string, x: number, y: number, width: number, height: number, draw: () => void): void {
    this.#root.add(
      this.pdf.struct('Figure', { alt, bbox: [x, y, x + width, y + height], placement: 'Block' } as object, [draw]),
    );
  }

  #style({ face = 'regular', size = 10, color = INK }: Style): void {
    this.pdf.font(face).fontSize(size).fillColor(color);
  }

  #rule(y: number, color: string, width: number): void {
    drawArtifact(
      this.pdf,
      'Layout',
      () => void this.pdf.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(width).strokeColor(color).stroke(),
    );
  }

  #room(height: number): void {
    if (this.#y + height <= BOTTOM) return;
    this.pdf.addPage();
    this.#y = TOP + 4 * MM;
  }
}

const letterheads = new WeakMap<TownLetterhead, readonly string[]>();
/** What all documents of a town say at their head and foot. */
function wordsOf(letterhead: TownLetterhead): readonly string[] {
  const known = letterheads.get(letterhead);
  if (known !== undefined) return known;
  const { town, authority, address, phone } = letterhead;
  const texts = [town, authority, `${town}, ${authority}. `, `${authority} `, ...address, phone ?? ''];
  letterheads.set(letterhead, texts);
  return texts;
}

/**
 * pdfkit writes title and author into the XMP as they are: "Ordnung & Sicherheit" would be no XML. The information
 * dictionary, which is written before, has the text itself, so that both say the same (ISO 19005-3, 6.6.2.3).
 */
function escapeMetadata(pdf: PDFKit.PDFDocument): void {
  const open = pdf as unknown as { info: Record<string, unknown>; endMetadata(): void };
  const end = open.endMetadata;
  open.endMetadata = () => {
    open.info = Object.fromEntries(
      Object.entries(open.info).map(([name, value]) => [name, typeof value === 'string' ? escapeXml(value) : value]),
    );
    end.call(open);
  };
}
