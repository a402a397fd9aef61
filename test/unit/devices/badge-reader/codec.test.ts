import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikePayment, readSwipe, SWIPE_LENGTH } from '../../../../devices/badge-reader/magstripe.ts';
import { tagOf, Twn4Lines, versionOf } from '../../../../devices/badge-reader/twn4.ts';
import { swipeReport } from './swipe.ts';
import { cut, numRuns } from '../receipt-printer/pieces.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const answer = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe('lines of a TWN4', () => {
  it('are read as answers, however the bytes are cut, in capital or small digits', () => {
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 6 }),
        fc.boolean(),
        fc.constantFrom('\r', '\r\n'),
        fc.array(fc.nat(64)),
        (answers, small, end, cuts) => {
          const lines = new Twn4Lines();
          const stream = ascii(answers.map((one) => `${small ? hex(one).toLowerCase() : hex(one)}${end}`).join(''));
          expect(cut(stream, cuts).flatMap((piece) => lines.push(piece))).toEqual(answers);
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('are dropped where they hold anything but pairs of digits, and the next one is whole', () => {
    const disturbed = fc
      .tuple(
        answer,
        fc.nat(),
        fc
          .integer({ min: 0, max: 255 })
          .filter((byte) => byte !== 0x0d && byte !== 0x0a && !/[0-9A-Fa-f]/.test(String.fromCharCode(byte))),
      )
      .map(([bytes, at, noise]) => {
        const digits = [...ascii(hex(bytes))];
        digits.splice(at % digits.length, 0, noise);
        return digits;
      });
    fc.assert(
      fc.property(disturbed, answer, fc.array(fc.nat(64)), (noisy, next, cuts) => {
        const lines = new Twn4Lines();
        expect(
          cut(Uint8Array.of(...noisy, 0x0d, ...ascii(`${hex(next)}\r`)), cuts).flatMap((piece) => lines.push(piece)),
        ).toEqual([null, next]);
      }),
      { numRuns: numRuns() },
    );
    expect(new Twn4Lines().push(ascii('000\r'))).toEqual([null]);
    expect(new Twn4Lines().push(ascii('\r\r'))).toEqual([]);
  });

  it('without an end are bounded, and nothing of them is used', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_025, max: 50_000 }), fc.array(fc.nat(5_000)), (length, cuts) => {
        const lines = new Twn4Lines();
        expect(cut(ascii(`${'0'.repeat(length)}\r0000\r`), cuts).flatMap((piece) => lines.push(piece))).toEqual([
          null,
          Uint8Array.of(0, 0),
        ]);
      }),
      { numRuns: Math.min(numRuns(), 500) },
    );
  });

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
        const lines = new Twn4Lines();
        for (const piece of pieces)
          for (const one of lines.push(piece)) expect(one === null || one.length > 0).toBe(true);
      }),
      { numRuns: numRuns() },
    );
  });
});

describe('the answer to a search', () => {
  it('is read as a tag only where its length fits exactly', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x40, 0x49, 0x80, 0x83, 0x84),
        fc.uint8Array({ minLength: 1, maxLength: 16 }),
        fc.integer({ min: 1, max: 20 }),
        (kind, id, other) => {
          const found = Uint8Array.of(0, 1, kind, id.length * 8, id.length, ...id);
          expect(tagOf(found)).toEqual({ kind, id: hex(id) });
          expect(tagOf(found.slice(0, -1))).toBe('invalid');
          expect(tagOf(Uint8Array.of(...found, 0))).toBe('invalid');
          if (other !== id.length)
            expect(tagOf(Uint8Array.of(0, 1, kind, id.length * 8, other, ...id))).toBe('invalid');
        },
      ),
      { numRuns: numRuns() },
    );
  });

  it('is read as no tag, or as no answer to a search', () => {
    expect(tagOf(Uint8Array.of(0, 0))).toBeNull();
    for (const wrong of [[], [0], [1], [5], [0, 1], [0, 2], [0, 1, 0x80, 0, 0], [1, 1, 0x80, 8, 1, 0xaa]])
      expect(tagOf(Uint8Array.from(wrong)), `${wrong}`).toBe('invalid');
  });

  it('is never taken for a version, which is shown to the technician', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 16 }), fc.integer({ min: 0, max: 255 }), (id, kind) => {
        expect(versionOf(Uint8Array.of(0, 1, kind, id.length * 8, id.length, ...id))).toBeNull();
      }),
      { numRuns: numRuns() },
    );
    expect(versionOf(Uint8Array.of(0, 4, ...ascii('T\u0001N4')))).toBe('TN4');
    for (const wrong of [[], [0], [0, 0], [0, 3, 0x41], [1], [1, 1, 0x41]])
      expect(versionOf(Uint8Array.from(wrong))).toBeNull();
  });
});

describe('a swipe', () => {
  const luhn = (digits: string): string => {
    for (let check = 0; check < 10; check += 1) {
      const sum = [...`${digits}${check}`].reverse().reduce((all, digit, at) => {
        const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
        return all + (value > 9 ? value - 9 : value);
      }, 0);
      if (sum % 10 === 0) return `${digits}${check}`;
    }
    throw new Error('one of ten digits fits');
  };
  const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((all) => all.join(''));
  const pan = digits(11, 18).map(luhn);
  const bankTrack = pan.chain((number) =>
    fc.constantFrom(
      `%B${number}^MUSTERMANN/ERIKA^2812101000?`,
      `;${number}=28121010000?`,
      `;${number}D2812?`,
      `+01${number}=2765?`,
      `;A${number}B?`,
      `%ID ${number}?`,
    ),
  );
  const number = digits(1, 11);

  it('of a bank card is refused on any track, and nothing of it is left', () => {
    fc.assert(
      fc.property(bankTrack, fc.constantFrom(0, 1, 2), number, fc.boolean(), (track, at, badge, numbered) => {
        const tracks: [string, string, string] = [`%${badge}?`, `;${badge}?`, `+${badge}?`];
        tracks[at] = track;
        const report = swipeReport(tracks, { numbered });
        expect(readSwipe(report)).toEqual({ kind: 'bank-card' });
        expect(report.subarray(numbered ? 1 : 0).every((byte) => byte === 0)).toBe(true);
      }),
      { numRuns: numRuns() },
    );
  });

  it('of a German bank card is refused by its third track', () => {
    expect(readSwipe(swipeReport(['', '', '+015912345678=1234567890==1=11==0000?']))).toEqual({ kind: 'bank-card' });
  });

  it('of a badge is read from its second, third or first track, in this order', () => {
    fc.assert(
      fc.property(number, number, number, (first, second, third) => {
        expect(readSwipe(swipeReport([`%${first}?`, `;${second}?`, `+${third}?`]))).toEqual({
          kind: 'badge',
          id: second,
        });
        expect(readSwipe(swipeReport([`%${first}?`, `;${second}?`, `+${third}?`], { bad: [1] }))).toEqual({
          kind: 'badge',
          id: third,
        });
        expect(readSwipe(swipeReport([`%${first}?`, '', '']))).toEqual({ kind: 'badge', id: first });
        expect(readSwipe(swipeReport([`%${first}?`, `;${second}?`, `+${third}?`], { bad: [0, 1, 2] }))).toEqual({
          kind: 'unreadable',
        });
      }),
      { numRuns: numRuns() },
    );
  });

  it('that is longer than its track, has no sentinels, or nothing between them, is unreadable', () => {
    const long = swipeReport(['', ';4711?', '']);
    long[4] = 111;
    expect(readSwipe(long)).toEqual({ kind: 'unreadable' });
    for (const track of ['4711', ';4711', '4711?', ';?', ''])
      expect(readSwipe(swipeReport(['', track, '']))).toEqual({ kind: 'unreadable' });
  });

  it('of any bytes is overwritten, and never yields what looks like a payment card', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.uint8Array({ minLength: SWIPE_LENGTH, maxLength: SWIPE_LENGTH + 1 }),
        ),
        (report) => {
          const swipe = readSwipe(report);
          const read = report.length === SWIPE_LENGTH || report.length === SWIPE_LENGTH + 1;
          expect(swipe === null).toBe(!read);
          if (read) expect(report.subarray(report.length - SWIPE_LENGTH).every((byte) => byte === 0)).toBe(true);
          if (swipe?.kind === 'badge') expect(looksLikePayment(`;${swipe.id}?`)).toBe(false);
        },
      ),
      { numRuns: numRuns() },
    );
  });
});
