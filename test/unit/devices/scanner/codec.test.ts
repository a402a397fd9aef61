import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanOf } from '../../../../devices/scanner/aim.ts';
import { HidPosReports, LONGEST } from '../../../../devices/scanner/hid-pos.ts';
import { ScannedLines } from '../../../../devices/scanner/lines.ts';
import type { Scan } from '../../../../devices/scanner/scanner.ts';
import { type Layout as ReportLayout, noiseReports, reportsOf } from '../../../../devices/scanner/simulator/hid-pos.ts';
import { type Layout, typed, TypedCodes } from '../../../../devices/scanner/wedge.ts';
import { cut, numRuns } from '../receipt-printer/pieces.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** What may stand in a code, without what ends a line. */
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 400 })
  .map((raw) => raw.replace(/[\p{Cc}\ufeff]/gu, '·'));
const latin = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 }).map((raw) => raw.replace(/^\]/, '.'));

describe('HID POS reports', () => {
  const kinds = fc.constantFrom(
    ['Q', 'qr'],
    ['d', 'data-matrix'],
    ['z', 'aztec'],
    ['L', 'pdf417'],
    ['C', 'code128'],
    ['A', 'code39'],
    ['E', 'ean'],
    ['I', 'interleaved'],
    ['X', 'other'],
  );
  const layouts = fc.constantFrom<ReportLayout>('usual', 'shifted');
  const all = (codec: HidPosReports, reports: readonly Uint8Array[]): (Scan | 'damaged' | null)[] =>
    reports.map((report) => codec.push(report));

  it('put a code of any length together again, however its maker shifts it', () => {
    fc.assert(
      fc.property(text, kinds, layouts, (data, [letter = '', symbology], layout) => {
        const codec = new HidPosReports();
        const told = all(codec, reportsOf({ aim: `]${letter}1`, data }, layout));
        expect(told).toEqual([...told.slice(1).map(() => null), { text: data, symbology }]);
        expect(codec.forget()).toBe(0);
      }),
      { numRuns: numRuns() },
    );
  });

  it('yield no code without data, and no symbology where the scanner gives none', () => {
    const codec = new HidPosReports();
    expect(all(codec, reportsOf({ aim: ']Q1', data: '' }, 'usual'))).toEqual([null]);
    expect(all(codec, reportsOf({ aim: '\0\0\0', data: '4711' }, 'usual'))).toEqual([
      { text: '4711', symbology: null },
    ]);
  });

  it('skip invalid reports, and are whole with the next code', () => {
    const codec = new HidPosReports();
    expect(all(codec, noiseReports)).toEqual([null, null, 'damaged']);
    expect(all(codec, reportsOf({ aim: ']Q1', data: '4711' }, 'usual'))).toEqual([{ text: '4711', symbology: 'qr' }]);
  });

  it('never yield a part of a code of which one report was spoilt', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', minLength: 57, maxLength: 500 }),
        layouts,
        fc.nat(),
        fc.integer({ min: 57, max: 255 }),
        (data, layout, at, length) => {
          const codec = new HidPosReports();
          const reports = reportsOf({ aim: ']Q1', data }, layout);
          const spoilt = reports[at % reports.length];
          if (spoilt !== undefined) spoilt[1] = length;
          const told = all(codec, reports);
          expect(told.filter((one) => one === 'damaged')).toHaveLength(1);
          expect(told.filter((one) => one !== 'damaged' && one !== null)).toEqual([]);
          expect(all(codec, reportsOf({ aim: ']Q1', data: 'next' }, layout))).toEqual([
            { text: 'next', symbology: 'qr' },
          ]);
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('drop the beginning of a code whose rest never came, when the time for it is over', () => {
    const codec = new HidPosReports();
    const [first = new Uint8Array()] = reportsOf({ aim: ']Q1', data: 'x'.repeat(100) }, 'usual');
    expect(codec.push(first)).toBeNull();
    expect(codec.forget()).toBe(56);
    expect(all(codec, reportsOf({ aim: ']Q1', data: 'next' }, 'usual'))).toEqual([{ text: 'next', symbology: 'qr' }]);
    expect(codec.push(first)).toBeNull();
    // Of another kind: it cannot be its rest.
    expect(all(codec, reportsOf({ aim: ']C1', data: 'next' }, 'usual'))).toEqual([
      { text: 'next', symbology: 'code128' },
    ]);
  });

  it('keep no more than the longest code, and go on after one that is longer', () => {
    const codec = new HidPosReports();
    const told = all(codec, reportsOf({ aim: ']Q1', data: 'x'.repeat(3 * LONGEST) }, 'usual'));
    expect(told.filter((one) => one !== null)).toEqual(['damaged']);
    expect(all(codec, reportsOf({ aim: ']Q1', data: 'x'.repeat(LONGEST) }, 'usual')).at(-1)).toEqual({
      text: 'x'.repeat(LONGEST),
      symbology: 'qr',
    });
  });

  it('never throw on any reports', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(2, 2, 5), fc.uint8Array({ maxLength: 80 })), { maxLength: 20 }),
        (reports) => {
          const codec = new HidPosReports();
          for (const [id, rest] of reports) {
            const scan = codec.push(Uint8Array.of(id, ...rest));
            if (scan !== null && scan !== 'damaged') expect(scan.text.length).toBeGreaterThan(0);
          }
          expect(codec.forget()).toBeLessThanOrEqual(LONGEST);
        },
      ),
      { numRuns: numRuns() },
    );
  });
});

describe('lines of a scanner on a serial port', () => {
  const ends = fc.constantFrom('\r', '\n', '\r\n', '\u0003', '\r\n\r\n');

  it('are the codes, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 6 }),
        ends,
        fc.constantFrom('', '\u0002'),
        fc.array(fc.nat(64)),
        (codes, end, start, cuts) => {
          const lines = new ScannedLines();
          const stream = bytes(codes.map((code) => `${start}${code}${end}`).join(''));
          expect(cut(stream, cuts).flatMap((piece) => lines.push(piece))).toEqual(codes);
          expect(lines.forget()).toBe(0);
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('are damaged where they are no text, and the next one is not', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([0x00], [0x1b], [0x9c, 0xff], [0xff, 0x00, 0x9c, 0x1b, 0xfe]),
        text,
        fc.array(fc.nat(8)),
        (noise, code, cuts) => {
          const lines = new ScannedLines();
          const stream = Uint8Array.of(...noise, ...bytes(`1${code}\r${code}\r`));
          expect(cut(stream, cuts).flatMap((piece) => lines.push(piece))).toEqual([{ damaged: true }, code]);
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it("are Latin-1 where they are not UTF-8: the QR code's own default", () => {
    const lines = new ScannedLines();
    expect(lines.push(Buffer.from('Straße 7\rMÜLLER\r', 'latin1'))).toEqual(['Straße 7', 'MÜLLER']);
    expect(lines.push(Buffer.from('Straße 7\r', 'utf8'))).toEqual(['Straße 7']);
  });

  it('may hold the separators of GS1 and ISO/IEC 15434', () => {
    const code = '[)>\u001e06\u001d4711\u001e\u0004';
    expect(new ScannedLines().push(bytes(`${code}\r`))).toEqual([code]);
  });

  it('keep no more than the longest code, and go on after one that is longer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 * LONGEST }), fc.array(fc.nat(3000)), (over, cuts) => {
        const lines = new ScannedLines();
        const stream = bytes(`${'x'.repeat(LONGEST + over)}\r${'y'.repeat(LONGEST)}\r`);
        expect(cut(stream, cuts).flatMap((piece) => lines.push(piece))).toEqual([
          { damaged: true },
          'y'.repeat(LONGEST),
        ]);
      }),
      { numRuns: Math.min(numRuns(), 500) },
    );
  });

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
        const lines = new ScannedLines();
        for (const piece of pieces) for (const line of lines.push(piece)) expect(line).not.toBe('');
        expect(lines.forget()).toBeLessThanOrEqual(LONGEST);
      }),
      { numRuns: numRuns() },
    );
  });

  it('begin with an AIM identifier where the scanner is set so', () => {
    fc.assert(
      fc.property(latin, fc.constantFrom('', ']Q1', ']X0'), (code, aim) => {
        expect(scanOf(`${aim}${code}`)).toEqual({
          text: code,
          symbology: { '': null, ']Q1': 'qr', ']X0': 'other' }[aim],
        });
      }),
      { numRuns: numRuns() },
    );
    expect(scanOf(']Q1')).toEqual({ text: '', symbology: 'qr' });
    expect(scanOf(']]11')).toEqual({ text: ']]11', symbology: null });
    expect(scanOf(']constructor')).toEqual({ text: 'nstructor', symbology: 'other' });
  });
});

describe('the ECI protocol', () => {
  it.each([
    [']Q2\\000026Straße', 'Straße'],
    [']Q4\\000026C:\\\\Akten', 'C:\\Akten'],
    [']d5\\000003Größe', 'Größe'],
    [']L1\\000026A\\000003B', 'AB'],
    // Without identifiers it is known by what stands in front.
    ['\\000026C01X00T478', 'C01X00T478'],
    ['\\000026a\\\\000026', 'a\\000026'],
    // A scanner that does not follow it sends what stands there.
    [']Q1\\\\server', '\\\\server'],
    ['C:\\000026', 'C:\\000026'],
    ['\\123456', '\\123456'],
    [']C0a\\000026', 'a\\000026'],
  ])('leaves nothing of itself in the text: %s', (line, text) => {
    expect(scanOf(line).text).toBe(text);
  });

  it('leaves nothing in what a HID POS scanner reads either', () => {
    const [report = new Uint8Array()] = reportsOf({ aim: ']Q2', data: '\\000026Straße' }, 'usual');
    expect(new HidPosReports().push(report)).toEqual({ text: 'Straße', symbology: 'qr' });
  });
});

describe('typed codes', () => {
  const ENTER = 0x28;
  const KEYS = [...Array(26).keys()]
    .map((at) => 0x04 + at)
    .concat(
      [...Array(10).keys()].map((at) => 0x1e + at),
      [0x2c, 0x2d, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x64],
    );
  interface Stroke {
    readonly usage: number;
    readonly modifiers: number;
  }
  /** Every character that a layout has, with the key that types it. */
  const strokes = (layout: Layout): Map<string, Stroke> => {
    const found = new Map<string, Stroke>();
    for (const modifiers of [0x40, 0x02, 0x20, 0x00]) {
      for (const usage of KEYS) {
        const sign = typed(usage, { shift: (modifiers & 0x22) !== 0, altGr: modifiers === 0x40 }, layout);
        if (sign !== null) found.set(sign, { usage, modifiers });
      }
    }
    return found;
  };
  const press = ({ usage, modifiers }: Stroke): Uint8Array => Uint8Array.of(modifiers, 0, usage, 0, 0, 0, 0, 0);
  const released = new Uint8Array(8);
  const typing = (code: string, layout: Layout): Uint8Array[] => {
    const table = strokes(layout);
    return [
      ...[...code].map((sign) => table.get(sign) ?? { usage: 0, modifiers: 0 }),
      { usage: ENTER, modifiers: 0 },
    ].flatMap((stroke) => [press(stroke), released]);
  };
  const pushed = (codes: TypedCodes, reports: readonly Uint8Array[]): (string | null)[] =>
    reports.map((report) => codes.push(report)).filter((code) => code !== null);

  it('have every printable ASCII character on both layouts, and on the German one its own', () => {
    const printable = [...Array(95).keys()].map((at) => String.fromCharCode(0x20 + at));
    expect(printable.filter((sign) => !strokes('us').has(sign))).toEqual([]);
    expect(printable.filter((sign) => !strokes('de').has(sign))).toEqual([]);
    expect([...'äöüÄÖÜß§€°²³µ'].filter((sign) => !strokes('de').has(sign))).toEqual([]);
    // HID usages are named after the US keys: 0x1c is the key right of T.
    expect(typed(0x1c, { shift: false, altGr: false }, 'us')).toBe('y');
    expect(typed(0x1c, { shift: false, altGr: false }, 'de')).toBe('z');
  });

  it('are what was typed, with or without a report number in front', () => {
    for (const layout of ['de', 'us'] as const) {
      const signs = [...strokes(layout).keys()];
      fc.assert(
        fc.property(
          fc.array(fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 60 }), { maxLength: 4 }),
          fc.boolean(),
          (wanted, numbered) => {
            const written = wanted.map((code) => code.join(''));
            const reports = written
              .flatMap((code) => typing(code, layout))
              .map((report) => (numbered ? Uint8Array.of(1, ...report) : report));
            expect(pushed(new TypedCodes(layout), reports)).toEqual(written);
          },
        ),
        { numRuns: numRuns() },
      );
    }
  });

  /** HID Usage Tables, keyboard page 07, 54 to 63. */
  const KEYPAD = [...'/*-+', null, ...'1234567890'].map((sign, at) => [0x54 + at, sign] as const);

  it('have the whole keypad, on both layouts; its point is what the country writes', () => {
    for (const layout of ['de', 'us'] as const) {
      for (const [usage, sign] of KEYPAD)
        expect(typed(usage, { shift: false, altGr: false }, layout), usage.toString(16)).toBe(sign);
      // Digits are digits whether Num Lock is on or not, and whatever is held down.
      expect(typed(0x59, { shift: true, altGr: false }, layout)).toBe('1');
    }
    expect([
      typed(0x63, { shift: false, altGr: false }, 'de'),
      typed(0x63, { shift: false, altGr: false }, 'us'),
    ]).toEqual([',', '.']);
  });

  const keys = (...usages: number[]): Uint8Array[] =>
    usages.flatMap((usage) => [press({ usage, modifiers: 0 }), released]);
  const keypad = (digits: string): number[] =>
    [...digits].map((digit) => (digit === '0' ? 0x62 : 0x58 + Number(digit)));

  it.each([
    ['Enter', 0x28],
    ['Enter of the keypad', 0x58],
    ['Return', 0x9e],
    ['Tab', 0x2b],
    ['Tab of the keypad', 0xba],
  ])('end with %s', (_, end) => {
    expect(pushed(new TypedCodes('de'), keys(...keypad('4711'), end))).toEqual(['4711']);
  });

  it('are whole where a scanner types their digits and dashes on the keypad', () => {
    const code = [
      [0x0f, 0x02],
      ...keypad('01').map((usage) => [usage, 0]),
      [0x1b, 0x02],
      ...keypad('00').map((usage) => [usage, 0]),
      [0x17, 0x02],
      [0x56, 0],
      ...keypad('471').map((usage) => [usage, 0]),
      [ENTER, 0],
    ];
    const reports = code.flatMap(([usage = 0, modifiers = 0]) => [press({ usage, modifiers }), released]);
    expect(pushed(new TypedCodes('de'), reports)).toEqual(['L01X00T-471']);
  });

  it('are whole where a scanner types each character by its number, with Alt held down', () => {
    const LEFT_ALT = 0x04;
    const byNumber = (digits: string): Uint8Array[] => [
      press({ usage: 0, modifiers: LEFT_ALT }),
      ...keypad(digits).flatMap((usage) => [
        press({ usage, modifiers: LEFT_ALT }),
        press({ usage: 0, modifiers: LEFT_ALT }),
      ]),
      released,
    ];
    const typing = (...numbers: string[]): Uint8Array[] => numbers.flatMap(byNumber);
    expect(pushed(new TypedCodes('us'), [...typing('076', '048', '049', '45', '0223', '225', '013')])).toEqual([
      'L01-ßß',
    ]);
    expect(pushed(new TypedCodes('de'), [...typing('067', '048'), ...keys(ENTER)])).toEqual(['C0']);
    // No character: too long, too large, none at all, or one that only a disturbed line brings.
    expect(pushed(new TypedCodes('de'), [...typing('00065', '0999', '', '027', '065'), ...keys(ENTER)])).toEqual(['A']);
  });

  it('are typed so fast that one key is let go after the next is down', () => {
    const codes = new TypedCodes('us');
    const [a, b] = [0x04, 0x05];
    expect(
      pushed(codes, [
        Uint8Array.of(0, 0, a, 0, 0, 0, 0, 0),
        Uint8Array.of(0, 0, a, b, 0, 0, 0, 0),
        Uint8Array.of(0, 0, b, 0, 0, 0, 0, 0),
        Uint8Array.of(0, 0, b, ENTER, 0, 0, 0, 0),
      ]),
    ).toEqual(['ab']);
  });

  it('keep no more than the longest code, and go on after one that is longer', () => {
    const codes = new TypedCodes('us');
    expect(pushed(codes, typing('x'.repeat(LONGEST + 1), 'us'))).toEqual([]);
    expect(codes.giveUp()).toBe(0);
    expect(pushed(codes, typing('x'.repeat(LONGEST), 'us'))).toEqual(['x'.repeat(LONGEST)]);
  });

  it('without their end are given up, and do not stand before the next one', () => {
    const codes = new TypedCodes('us');
    expect(pushed(codes, typing('half', 'us').slice(0, -2))).toEqual([]);
    expect(codes.giveUp()).toBe(4);
    expect(pushed(codes, typing('next', 'us'))).toEqual(['next']);
  });

  it('never throw on any reports', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.uint8Array({ minLength: 8, maxLength: 9 }))),
        (reports) => {
          const codes = new TypedCodes('de');
          for (const code of pushed(codes, reports)) expect(code).not.toBe('');
          expect(codes.giveUp()).toBeLessThanOrEqual(LONGEST);
        },
      ),
      { numRuns: numRuns() },
    );
  });
});
