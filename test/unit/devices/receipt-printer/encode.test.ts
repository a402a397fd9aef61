import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCanvas } from '@napi-rs/canvas';
import { encodePaper, type EncodeOptions } from '../../../../devices/receipt-printer/encode.ts';
import type { Paper, PaperBlock } from '../../../../devices/receipt-printer/paper.ts';
import { type Bits, Pen } from '../../../../devices/receipt-printer/pen.ts';
import { placed, withoutRealTimeCommands } from '../../../../devices/receipt-printer/raster.ts';
import { cmapOf } from './cmap.ts';
import { LETTERS as letters } from '../../../data/din91379/read.ts';
import { FONTS } from './papers.ts';

const OPTIONS: EncodeOptions = {
  widthDots: 512,
  columns: 42,
  codePages: ['cp858', 'windows1252', 'cp852', 'cp866'],
  qr: true,
  fonts: FONTS,
};
const text = (value: string, more: Partial<Extract<PaperBlock, { kind: 'text' }>> = {}): PaperBlock => ({
  kind: 'text',
  text: value,
  style: 'text',
  align: 'start',
  bold: false,
  ...more,
});
const paper = (blocks: PaperBlock[], direction: 'ltr' | 'rtl' = 'ltr'): Paper => ({
  language: 'de',
  direction,
  blocks,
  repeatMark: 'Wiederholung',
});
const encode = (blocks: PaperBlock[], direction: 'ltr' | 'rtl' = 'ltr', repeat = false): Buffer =>
  Buffer.from(encodePaper(paper(blocks, direction), OPTIONS, repeat));
const isRaster = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('hex') === '1d763000';

const black = (bits: Bits): number =>
  bits.data.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);

describe("the printer's own characters", () => {
  it('says German with code page 858, the paragraph sign with 1252 and never as a control character', () => {
    expect(encode([text('Größe 5 €')]).toString('latin1')).toBe('\x1bt\x13Gr\x94\xe1e 5 \xd5\n');
    expect(encode([text('§ 50 „BMG“')]).toString('latin1')).toBe('\x1bt\x10\xa7 50 \x84BMG\x93\n');
    expect(encode([text('Łódź')]).toString('latin1')).toBe('\x1bt\x12\x9d\xa2d\xab\n');
    expect(
      encode([text('Добрий')])
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('1b7411');
  });

  it('lets no control character of a name through', () => {
    const bytes = encode([
      text('A\u001bp\u0000\u0010\u0004\u0001B'),
      { kind: 'pair', label: 'x\u001d', value: 'V\u0000', bold: false },
    ]);
    expect(
      [...bytes.toString('latin1').replaceAll('\x1bt\x13', '')].filter((char) => char < ' ' && char !== '\n'),
    ).toEqual([]);
  });

  it('aligns, doubles, emphasises, and puts value at the end edge', () => {
    expect(encode([text('ab', { align: 'center' })]).toString('latin1')).toBe(`\x1bt\x13${' '.repeat(20)}ab\n`);
    expect(encode([text('ab', { align: 'end', style: 'title', bold: true })]).toString('latin1')).toContain(
      `${' '.repeat(19)}`,
    );
    expect(encode([{ kind: 'pair', label: 'Nummer', value: 'A-1', bold: false }]).toString('latin1')).toBe(
      `\x1bt\x13Nummer${' '.repeat(33)}A-1\n`,
    );
    const lines = encode([{ kind: 'pair', label: 'L'.repeat(30), value: 'V'.repeat(30), bold: false }])
      .toString('latin1')
      .split('\n');
    expect(lines.slice(0, 2).map((line) => line.replace('\x1bt\x13', ''))).toEqual([
      'L'.repeat(30),
      `${' '.repeat(12)}${'V'.repeat(30)}`,
    ]);
  });

  it('wraps at spaces within the columns', () => {
    const lines = encode([text('Bitte bringen Sie zum Termin Ihren Personalausweis oder Reisepass mit.')])
      .toString('latin1')
      .replace('\x1bt\x13', '')
      .trimEnd()
      .split('\n');
    expect(lines).toEqual(['Bitte bringen Sie zum Termin Ihren', 'Personalausweis oder Reisepass mit.']);
  });

  it("prints QR codes of ASCII with the printer's own command, model 2 and correction M", () => {
    const bytes = encode([{ kind: 'qr', data: 'https://x.example/a', size: 6 }]).toString('latin1');
    expect(bytes).toContain('\x1d(k\x04\x00\x31\x41\x32\x00');
    expect(bytes).toContain('\x1d(k\x03\x00\x31\x43\x06');
    expect(bytes).toContain('\x1d(k\x03\x00\x31\x45\x31');
    expect(bytes).toContain('P0https://x.example/a');
  });

  it.each([
    [576, 5],
    [512, 4],
    [384, 3],
    [256, 2],
  ])(
    'takes finer modules where the paper of %d dots is too narrow for the code and its quiet zone',
    (widthDots, dots) => {
      // Version 20: 97 modules a side.
      const data = `https://x.example/${'a'.repeat(640)}`;
      const bytes = Buffer.from(
        encodePaper(paper([{ kind: 'qr', data, size: 5 }]), { ...OPTIONS, widthDots, columns: 32 }, false),
      ).toString('latin1');
      expect(bytes).toContain(`\x1d(k\x03\x00\x31\x43${String.fromCharCode(dots)}`);
    },
  );

  it('draws QR codes of anything else: the command cannot say that they are UTF-8', () => {
    const bytes = encode([{ kind: 'qr', data: 'https://x.example/ä', size: 6 }]);
    expect(isRaster(bytes)).toBe(true);
    expect(bytes.toString('latin1')).not.toContain('(k');
  });

  it('puts the mark of a repetition on top, and only then', () => {
    expect(
      encode([text('Beleg')], 'ltr', true)
        .toString('latin1')
        .indexOf('Wiederholung'),
    ).toBeLessThan(60);
    expect(encode([text('Beleg')]).toString('latin1')).not.toContain('Wiederholung');
  });
});

describe('what has to be drawn', () => {
  it.each(['مرحبا', 'Nguyễn Thị', 'C̨̆', 'Æ̂ x', 'Ελλάδα', '≤ 5'])('draws %s', (value) => {
    expect(isRaster(encode([text(value)]))).toBe(true);
  });

  it('draws a paper from right to left throughout, text at the right edge', () => {
    const bytes = encode([text('abc')], 'rtl');
    expect(isRaster(bytes)).toBe(true);
    const pen = new Pen(512, 'rtl', FONTS);
    const bits = pen.text({ text: 'مرحبا', style: 'text', align: 'start', bold: false });
    const half = (from: number, to: number): number =>
      black({ ...bits, data: bits.data.filter((_, at) => at % 64 >= from && at % 64 < to) });
    expect(half(0, 32)).toBe(0);
    expect(half(32, 64)).toBeGreaterThan(50);
  });

  it('joins Arabic letters: a word is not the sum of its letters', () => {
    const pen = new Pen(512, 'rtl', FONTS);
    const widthOf = (value: string): number => {
      const context = createCanvas(1, 1).getContext('2d');
      context.font = '26px "Noto Sans Arabic"';
      return context.measureText(value).width;
    };
    expect(black(pen.text({ text: 'بيت', style: 'text', align: 'start', bold: false }))).toBeGreaterThan(20);
    expect(widthOf('بيت')).toBeLessThan([...'بيت'].reduce((sum, char) => sum + widthOf(char), 0) * 0.9);
  });

  it('mixes characters and pictures on one slip, in order', () => {
    const bytes = encode([text('Vor'), text('Nguyễn'), text('Nach')]).toString('latin1');
    expect(bytes.indexOf('Vor')).toBeLessThan(bytes.indexOf('\x1dv0'));
    expect(bytes.indexOf('\x1dv0')).toBeLessThan(bytes.lastIndexOf('Nach'));
  });

  it('draws bold bolder and titles larger, and wraps to the width', () => {
    const pen = new Pen(512, 'ltr', FONTS);
    const draw = (style: 'text' | 'title', bold: boolean, value = 'Nguyễn'): Bits =>
      pen.text({ text: value, style, align: 'start', bold });
    expect(black(draw('text', true))).toBeGreaterThan(black(draw('text', false)) * 1.15);
    expect(draw('title', false).height).toBeGreaterThan(draw('text', false).height * 1.5);
    expect(draw('text', false, 'Nguyễn '.repeat(20)).height).toBeGreaterThanOrEqual(draw('text', false).height * 3);
  });

  it('places pictures in the middle, bit by bit', () => {
    expect([...placed({ width: 3, height: 1, data: Uint8Array.of(0b11100000) }, 16, 6).data]).toEqual([
      0b00000011, 0b10000000,
    ]);
  });

  it('holds no sequence that a printer executes in real time', () => {
    expect([...withoutRealTimeCommands(Uint8Array.of(0x10, 0x04, 0x10, 0x10, 0x05, 0x10, 0x14, 0x10, 0x00))]).toEqual([
      0x30, 0x04, 0x10, 0x30, 0x05, 0x30, 0x14, 0x10, 0x00,
    ]);
  });
});

describe('the letters of DIN 91379', () => {
  it('are all there: 649 letters and sequences', () => {
    expect(letters).toHaveLength(649);
  });

  it('have glyphs in both weights of the font', () => {
    for (const file of FONTS.slice(0, 2)) {
      const cmap = cmapOf(readFileSync(file));
      expect(letters.filter((letter) => ![...letter].every((char) => cmap(char.codePointAt(0) ?? 0) !== 0))).toEqual(
        [],
      );
    }
  });

  it('are drawn as ink that is neither nothing nor the box for missing glyphs', () => {
    const pen = new Pen(64, 'ltr', FONTS);
    const draw = (value: string): Bits => pen.text({ text: value, style: 'title', align: 'start', bold: false });
    const box = Buffer.from(draw('\u{10fffd}').data);
    expect(black({ width: 64, height: 1, data: box })).toBeGreaterThan(20);
    for (const letter of letters) {
      const bits = draw(letter);
      expect(black(bits), letter).toBeGreaterThan(5);
      expect(Buffer.compare(Buffer.from(bits.data), box), letter).not.toBe(0);
    }
  });

  it('keep their marks: a sequence is drawn with more ink than its base', () => {
    const pen = new Pen(64, 'ltr', FONTS);
    for (const letter of letters.filter((value) => [...value].length > 1 && /\p{M}/u.test(value))) {
      const draw = (value: string): number =>
        black(pen.text({ text: value, style: 'title', align: 'start', bold: false }));
      expect(draw(letter), letter).toBeGreaterThan(draw([...letter].filter((char) => !/\p{M}/u.test(char)).join('')));
    }
  });
});
