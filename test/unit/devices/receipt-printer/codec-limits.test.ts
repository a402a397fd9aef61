import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrinterDemux, type PrinterFrame } from '../../../../devices/receipt-printer/codec.ts';
import { encodePaper, type EncodeOptions } from '../../../../devices/receipt-printer/encode.ts';
import type { PaperBlock } from '../../../../devices/receipt-printer/paper.ts';
import { FONTS } from './papers.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;

const decode = (...pieces: readonly Uint8Array[]): PrinterFrame[] => {
  const frames: PrinterFrame[] = [];
  const demux = new PrinterDemux((frame) => frames.push(frame));
  for (const piece of pieces) demux.push(piece);
  demux.end();
  return frames;
};
const READY = Uint8Array.of(0x12);
const ready: PrinterFrame = { kind: 'dle-eot', byte: 0x12 };
const lost = (frames: readonly PrinterFrame[]): number =>
  frames.reduce((sum, frame) => sum + (frame.kind === 'discarded' ? frame.count : 0), 0);
const blockHeader = fc.constantFrom(0x35, 0x37, 0x3b, 0x3d, 0x5f);
const letters = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: 0x21, max: 0x7e }).filter((byte) => (byte & 0x90) === 0x00),
    { minLength: 1, maxLength },
  );

describe('an answer that is cut short', () => {
  it('yields nothing that was not sent, and every byte is accounted for', () => {
    fc.assert(
      fc.property(blockHeader, letters(80), fc.nat(), (header, text, at) => {
        const whole = Uint8Array.from([header, ...text, 0]);
        const part = whole.subarray(0, 1 + (at % (whole.length - 1)));
        const frames = decode(part);
        expect(frames.some(({ kind }) => kind === 'block')).toBe(false);
        expect(lost(frames)).toBe(part.length);
      }),
      { numRuns },
    );
  });

  it('does not swallow the next status', () => {
    fc.assert(
      fc.property(blockHeader, letters(80), (header, text) => {
        expect(decode(Uint8Array.from([header, ...text]), READY).at(-1)).toEqual(ready);
      }),
      { numRuns },
    );
    for (const begun of [[0x14], [0x14, 0x00], [0x14, 0x00, 0x00]])
      expect(decode(Uint8Array.from(begun), READY).at(-1)).toEqual(ready);
  });
});

describe('an answer that does not end', () => {
  it('is given up before it is longer than any answer, and the next status is heard', () => {
    fc.assert(
      fc.property(
        blockHeader,
        fc.integer({ min: 0x21, max: 0x7e }),
        fc.integer({ min: 1, max: 2_000 }),
        (header, byte, length) => {
          const frames: PrinterFrame[] = [];
          const demux = new PrinterDemux((frame) => frames.push(frame));
          demux.push(Uint8Array.of(header));
          for (let sent = 0; sent < length; sent++) {
            demux.push(Uint8Array.of(byte));
            expect(demux.held).toBeLessThanOrEqual(96);
          }
          demux.push(READY);
          expect(frames.at(-1)).toEqual(ready);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('flow control', () => {
  it('may stand between any two bytes of any answer', () => {
    fc.assert(
      fc.property(
        blockHeader,
        letters(40),
        fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 6 }),
        (header, text, flows) => {
          const sent: number[] = [header, ...text, 0];
          for (const [at, on] of flows) sent.splice(at % (sent.length + 1), 0, on ? 0x11 : 0x13);
          const frames = decode(Uint8Array.from(sent));
          expect(frames.filter(({ kind }) => kind !== 'flow')).toEqual([
            { kind: 'block', header, text: Buffer.from(text).toString('latin1') },
          ]);
          expect(frames.filter(({ kind }) => kind === 'flow')).toHaveLength(flows.length);
        },
      ),
      { numRuns },
    );
  });
});

describe('the content of a paper', () => {
  const OPTIONS: EncodeOptions = {
    widthDots: 384,
    columns: 32,
    codePages: ['cp858', 'windows1252', 'cp852', 'cp866'],
    qr: true,
    fonts: FONTS,
  };
  const words = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(
        '\u0010',
        '\u0004',
        '\u0005',
        '\u0014',
        '\u001b',
        '\u001d',
        'ä',
        'ł',
        'я',
        'م',
        '€',
        '\u202e',
        '\n',
        'a',
        ' ',
      ),
      maxLength: 20,
    }),
  );
  const block: fc.Arbitrary<PaperBlock> = fc.oneof(
    fc.record({
      kind: fc.constant('text' as const),
      text: words,
      style: fc.constantFrom('text' as const, 'small' as const, 'title' as const),
      align: fc.constantFrom('start' as const, 'center' as const, 'end' as const),
      bold: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('pair' as const), label: words, value: words, bold: fc.boolean() }),
    fc.record({
      kind: fc.constant('bitmap' as const),
      width: fc.constant(16),
      height: fc.constant(4),
      data: fc
        .array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0xff), { minLength: 8, maxLength: 8 })
        .map((bytes) => Uint8Array.from(bytes)),
    }),
  );

  it('never contains a command that a printer executes in real time', () => {
    fc.assert(
      fc.property(
        fc.array(block, { maxLength: 4 }),
        fc.constantFrom('ltr' as const, 'rtl' as const),
        fc.boolean(),
        (blocks, direction, repeat) => {
          const bytes = encodePaper({ language: 'de', direction, blocks, repeatMark: 'Wiederholung' }, OPTIONS, repeat);
          const commands = Array.from(
            bytes,
            (byte, at) => byte === 0x10 && [0x04, 0x05, 0x14].includes(bytes[at + 1] ?? 0),
          );
          expect(commands).not.toContain(true);
        },
      ),
      { numRuns: process.env['CI'] === undefined ? 200 : 1_000 },
    );
  });
});
