import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Atr, LONGEST_ATR, parseAtr } from '../../../../devices/card-reader/atr.ts';
import { badgeNumber } from '../../../../devices/card-reader/badge.ts';
import { cardKind } from '../../../../devices/card-reader/card-kind.ts';
import { CardReaderConfig } from '../../../../devices/card-reader/config.ts';
import { fitsPattern, readerName } from '../../../../devices/card-reader/reader-name.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Answers to reset as the standard builds them; a round's TD is there exactly where another round follows. */
const atr = fc
  .record({
    inverse: fc.boolean(),
    rounds: fc.array(
      fc.record({
        ta: fc.option(fc.nat(255)),
        tb: fc.option(fc.nat(255)),
        tc: fc.option(fc.nat(255)),
        protocol: fc.constantFrom(0, 1, 15),
      }),
      { maxLength: 4 },
    ),
    historical: fc.uint8Array({ maxLength: 15 }),
  })
  .map(({ inverse, rounds, historical }) => {
    const bits = (round: (typeof rounds)[number] | undefined, more: boolean): number =>
      round === undefined
        ? 0
        : (round.ta === null ? 0 : 1) | (round.tb === null ? 0 : 2) | (round.tc === null ? 0 : 4) | (more ? 8 : 0);
    const body: number[] = [(bits(rounds[0], rounds.length > 1) << 4) | historical.length];
    const protocols: number[] = [];
    rounds.forEach((round, at) => {
      const next = rounds[at + 1];
      for (const byte of [round.ta, round.tb, round.tc]) if (byte !== null) body.push(byte);
      if (next === undefined) return;
      body.push((bits(next, at + 2 < rounds.length) << 4) | next.protocol);
      if (!protocols.includes(next.protocol)) protocols.push(next.protocol);
    });
    if (protocols.length === 0) protocols.push(0);
    body.push(...historical);
    if (protocols.some((protocol) => protocol !== 0)) body.push(body.reduce((sum, byte) => sum ^ byte, 0));
    return { bytes: Uint8Array.of(inverse ? 0x3f : 0x3b, ...body), inverse, protocols, historical, rounds };
  })
  .filter(({ bytes }) => bytes.length <= LONGEST_ATR);

const parsed = (bytes: Uint8Array): Atr => {
  const result = parseAtr(bytes);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

describe('an answer to reset', () => {
  it('is read as ISO/IEC 7816-3 builds it', () => {
    fc.assert(
      fc.property(atr, ({ bytes, inverse, protocols, historical, rounds }) => {
        const value = parsed(bytes);
        expect(value.convention).toBe(inverse ? 'inverse' : 'direct');
        expect(value.protocols).toEqual(protocols);
        expect([...value.historical]).toEqual([...historical]);
        const said = rounds.filter(
          (round, at) => at + 1 < rounds.length || round.ta !== null || round.tb !== null || round.tc !== null,
        );
        expect(value.rounds.map(({ ta, tb, tc }) => ({ ta, tb, tc }))).toEqual(
          said.map(({ ta, tb, tc }) => ({ ta, tb, tc })),
        );
      }),
      { numRuns },
    );
  });

  it('that lost its end, or has one byte too many, is rejected', () => {
    fc.assert(
      fc.property(atr, fc.nat(), fc.nat(255), ({ bytes }, at, more) => {
        expect(parseAtr(bytes.subarray(0, at % bytes.length))).toEqual({ ok: false, error: 'length' });
        expect(parseAtr(Uint8Array.of(...bytes, more)).ok).toBe(false);
      }),
      { numRuns },
    );
  });

  it('with one wrong bit does not pass its check byte, where it has one', () => {
    fc.assert(
      fc.property(
        atr.filter(({ protocols }) => protocols.some((protocol) => protocol !== 0)),
        fc.nat(),
        fc.nat(7),
        ({ bytes }, at, bit) => {
          const wrong = Uint8Array.from(bytes);
          const place = 1 + (at % (bytes.length - 1));
          wrong[place] = (wrong[place] ?? 0) ^ (1 << bit);
          const result = parseAtr(wrong);
          // A wrong bit can make the answer one that has no check byte, and then it has to be of another length by
          // chance.
          if (result.ok) expect(result.value.protocols).toEqual([0]);
        },
      ),
      { numRuns },
    );
  });

  it('of any bytes never throws, and never yields more than there is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.uint8Array({ maxLength: 40 }).map((tail) => Uint8Array.of(0x3b, ...tail)),
        ),
        (bytes) => {
          const result = parseAtr(bytes);
          if (!result.ok) return;
          expect(bytes.length).toBeLessThanOrEqual(LONGEST_ATR);
          expect(result.value.historical.length).toBeLessThanOrEqual(15);
          expect(result.value.protocols.length).toBeGreaterThan(0);
        },
      ),
      { numRuns },
    );
    expect(parseAtr(new Uint8Array(0))).toEqual({ ok: false, error: 'length' });
    expect(parseAtr(hex('4b 00'))).toEqual({ ok: false, error: 'convention' });
    expect(parseAtr(hex('3b 81 80 01 80 81'))).toEqual({ ok: false, error: 'check' });
  });

  it('of EstEID 1.0 is read as pcsc-tools reads it', () => {
    const value = parsed(hex('3B FE 94 00 FF 80 B1 FA 45 1F 03 45 73 74 45 49 44 20 76 65 72 20 31 2E 30 43'));
    expect(value.rounds).toEqual([
      { ta: 0x94, tb: 0x00, tc: 0xff, td: 0x80 },
      { ta: null, tb: null, tc: null, td: 0xb1 },
      { ta: 0xfa, tb: 0x45, tc: null, td: 0x1f },
      { ta: 0x03, tb: null, tc: null, td: null },
    ]);
    expect(value.protocols).toEqual([0, 1, 15]);
    expect(Buffer.from(value.historical).toString()).toBe('EstEID ver 1.0');
  });
});

describe('the kind of a card', () => {
  it.each([
    ['id-card', 'nPA, type A', '3B 8A 80 01 80 31 F8 73 F7 41 E0 82 90 00 75'],
    ['id-card', 'Personalausweis', '3B 8A 80 01 80 31 B8 73 84 01 E0 82 90 00 06'],
    ['id-card', 'nPA of 2011, type B', '3B 88 80 01 E1 F3 5E 13 77 83 D5 00 77'],
    ['health-card', 'eGK of generation 2', '3B D3 96 FF 81 B1 FE 45 1F 07 80 81 05 2D'],
    ['health-card', 'eGK of generation 2, TK', '3B D0 97 FF 81 B1 FE 45 1F 07 2B'],
    ['health-card', 'eGK of generation 2, TK', '3B D0 96 FF 81 B1 FE 45 1F 07 2A'],
    ['health-card', 'eGK of generation 2', '3B D0 96 FF 81 B1 FE 45 1F 03 2E'],
    [
      'bank-card',
      'girocard of the Commerzbank',
      '3B FF 96 00 FF 81 31 FE 45 65 63 0D 09 71 07 64 00 0D 00 03 54 50 07 01 81',
    ],
    [
      'bank-card',
      'girocard of a savings bank',
      '3B FF 18 00 FF 81 31 FE 45 65 63 11 08 66 02 80 00 11 40 50 03 18 06 20 D4',
    ],
    [
      'bank-card',
      'girocard of the Postbank',
      '3B EF 00 FF 81 31 FE 45 65 63 11 04 01 02 80 00 0F 27 40 00 03 01 00 E1',
    ],
    ['bank-card', 'girogo, contactless', '3B 87 80 01 80 31 C0 73 D6 21 C0 33'],
    ['badge', 'MIFARE Classic 1K', '3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A'],
    ['badge', 'MIFARE Ultralight', '3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 03 00 00 00 00 68'],
    ['badge', 'MIFARE DESFire', '3B 81 80 01 80 80'],
    ['unknown', 'German passport of 2009', '3B 88 80 01 E1 F3 5E 11 77 83 D5 00 75'],
    ['unknown', 'type B that says nothing', '3B 88 80 01 00 00 00 00 00 00 00 00 09'],
    ['unknown', 'test card', '3B 84 80 01 00 00 90 00 95'],
    ['unknown', 'EstEID', '3B FE 94 00 FF 80 B1 FA 45 1F 03 45 73 74 45 49 44 20 76 65 72 20 31 2E 30 43'],
    [
      'unknown',
      'ec with a wrong check byte',
      '3B EF 00 FF 81 31 FE 45 65 63 11 04 01 02 80 00 0F 27 40 00 03 01 00 E2',
    ],
    ['unknown', 'nothing', ''],
  ])('%s: %s', (kind, _, bytes) => {
    expect(cardKind(hex(bytes))).toBe(kind);
  });

  it('of a random answer is unknown', () => {
    fc.assert(
      fc.property(atr, ({ bytes, historical }) => {
        fc.pre(!(historical[0] === 0x65 && historical[1] === 0x63));
        expect(cardKind(bytes)).toBe('unknown');
      }),
      { numRuns },
    );
  });
});

describe('the number of a badge', () => {
  it.each([
    ['04 A1 B2 C3 90 00', '04A1B2C3'],
    ['04 A1 B2 C3 D4 E5 F6 90 00', '04A1B2C3D4E5F6'],
    ['E0 04 01 00 11 22 33 44 90 00', 'E004010011223344'],
    ['08 12 34 56 90 00', null],
    ['00 00 00 00 90 00', null],
    ['04 A1 B2 C3 62 82', null],
    ['04 A1 B2 90 00', null],
    ['6A 81', null],
    ['90', null],
    ['', null],
  ])('%s', (answer, number) => {
    expect(badgeNumber(hex(answer))).toBe(number);
  });
});

describe('a reader', () => {
  it('is recognised by its name without the index', () => {
    expect(readerName('ACS ACR122U PICC Interface 00 00')).toEqual({
      base: 'ACS ACR122U PICC Interface',
      serial: null,
      slot: 0,
    });
    expect(readerName('Gemalto PC Twin Reader (70D7E2EE) 0A 01')).toEqual({
      base: 'Gemalto PC Twin Reader (70D7E2EE)',
      serial: '70D7E2EE',
      slot: 1,
    });
    expect(readerName('OMNIKEY 0')).toEqual({ base: 'OMNIKEY 0', serial: null, slot: 0 });
  });

  it('fits a pattern', () => {
    for (const [text, pattern, fits] of [
      ['ACS ACR122U PICC', 'ACS ACR122U*', true],
      ['ACS ACR122U', 'ACS ACR122U*', true],
      ['ACS ACR1', 'ACS ACR122U*', false],
      ['abcabc', 'a*b*c', true],
      ['abc', 'abc', true],
      ['abcd', 'abc', false],
      ['ab', 'ab*b', false],
      ['a.c', 'a.c', true],
      ['abc', 'a.c', false],
      ['', '*', true],
      ['xaybz', '*a*b*', true],
      ['ab', 'a*ab', false],
    ] as const) {
      expect(fitsPattern(text, pattern), `${text} ${pattern}`).toBe(fits);
    }
  });

  it('fits every pattern that was made from its own name', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-c]{0,5}$/), fc.boolean()), { maxLength: 8 }), (pieces) => {
        const text = pieces.map(([piece]) => piece).join('');
        const pattern = pieces.map(([piece, wild]) => (wild ? '*' : piece)).join('');
        expect(fitsPattern(text, pattern)).toBe(true);
      }),
      { numRuns },
    );
  });

  it('is configured by name or serial number, with a role', () => {
    const base = { class: 'card-reader', name: 'ausweis', role: 'visitor' };
    expect(CardReaderConfig.parse({ ...base, reader: { name: 'ACS*' } }).timing).toEqual({ answer: 3_000 });
    for (const wrong of [
      { reader: {} },
      { reader: { slot: 1 } },
      {},
      { reader: { name: 'A' }, role: 'both' },
      { reader: { name: 'A', index: 0 } },
    ]) {
      expect(CardReaderConfig.safeParse({ ...base, ...wrong }).success).toBe(false);
    }
  });
});
