import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentReaderConfig } from '../../../../devices/document-reader/config.ts';
import { framingOf } from '../../../../devices/document-reader/create.ts';
import { type Framing, ZoneFramer } from '../../../../devices/document-reader/framing.ts';
import { frameDocument, type Framing as SimulatedFraming } from '../../../../devices/document-reader/simulator/framing.ts';
import { readZone } from '../../../../devices/document-reader/zone.ts';
import { cut, numRuns } from '../pieces.ts';
import { germanCard, germanPassport, icaoTd1, icaoTd2, icaoTd3, withCheckDigits } from './specimens.ts';

const line = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<'), minLength: 7, maxLength: 44 });
const zone = fc.array(line, { minLength: 1, maxLength: 3 });

const CASES: readonly { readonly name: 'desko' | 'access-is' | 'elyctis'; readonly theirs: SimulatedFraming; readonly ours: Framing }[] = (['desko', 'access-is', 'elyctis'] as const)
  .map(name => ({ name, theirs: { kind: name }, ours: framingOf({ framing: name }) }));

describe.each(CASES)('zones as $name frames them', ({ name, theirs, ours }) => {
  it('come whole, however the bytes are cut', () => {
    fc.assert(fc.property(fc.array(zone, { maxLength: 5 }), fc.array(fc.nat(64)), (zones, cuts) => {
      const framer = new ZoneFramer(ours);
      const stream = Uint8Array.from(zones.flatMap(lines => [...frameDocument(theirs, lines)]));
      expect(cut(stream, cuts).flatMap(piece => framer.push(piece))).toEqual(zones);
      expect(framer.forget()).toBe(0);
    }), { numRuns: numRuns() });
  });

  it('come whole behind bytes that belong to none', () => {
    // The tag of an Elyctis answer, and STX, begin a frame wherever they stand.
    const noise = fc.array(fc.integer({ min: 0x06, max: 0xff }).filter(byte => byte !== 0x49), { maxLength: 700 });
    fc.assert(fc.property(noise, zone, fc.array(fc.nat(64)), (before, lines, cuts) => {
      const framer = new ZoneFramer(ours);
      expect(cut(Uint8Array.of(...before, ...frameDocument(theirs, lines)), cuts).flatMap(piece => framer.push(piece))).toEqual([lines]);
    }), { numRuns: numRuns() });
  });

  it('that are cut off leave the next one whole, when the line was quiet in between', () => {
    fc.assert(fc.property(zone, fc.nat(), zone, (lost, at, lines) => {
      const framer = new ZoneFramer(ours);
      const frame = frameDocument(theirs, lost);
      expect(framer.push(frame.subarray(0, at % frame.length))).toEqual([]);
      framer.forget();
      expect(framer.push(frameDocument(theirs, lines))).toEqual([lines]);
    }), { numRuns: numRuns() });
  });

  it('that are cut off leave the next one whole at once, where a prefix tells its beginning', () => {
    if (name === 'elyctis') return;
    fc.assert(fc.property(zone, fc.nat(), zone, (lost, at, lines) => {
      const framer = new ZoneFramer(ours);
      const frame = frameDocument(theirs, lost);
      framer.push(frame.subarray(0, at % frame.length));
      expect(framer.push(frameDocument(theirs, lines))).toEqual([lines]);
    }), { numRuns: numRuns() });
  });

  it('are skipped where they are far too long, and the next one is whole', () => {
    fc.assert(fc.property(fc.integer({ min: 600, max: 65_535 }), line, fc.array(fc.nat(9_000)), (length, next, cuts) => {
      const framer = new ZoneFramer(ours);
      const stream = Uint8Array.of(...frameDocument(theirs, ['<'.repeat(length)]), ...frameDocument(theirs, [next]));
      expect(cut(stream, cuts).flatMap(piece => framer.push(piece))).toEqual([[next]]);
    }), { numRuns: Math.min(numRuns(), 100) });
  });

  it('bear any bytes, and keep few', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.array(fc.constantFrom(1, 2, 3, 4, 0x49, 0x0d, 0), { maxLength: 60 }).map(all => Uint8Array.from(all)))), pieces => {
      const framer = new ZoneFramer(ours);
      for (const piece of pieces) for (const lines of framer.push(piece)) readZone(lines);
      expect(framer.forget()).toBeLessThanOrEqual(512);
    }), { numRuns: numRuns() });
  });
});

describe('zones as a reader was set to frame them', () => {
  it('have the bytes of the configuration around them', () => {
    const config = DocumentReaderConfig.parse({ class: 'document-reader', name: 'mrz', link: { tcp: { host: '127.0.0.1' } }, framing: 'custom', prefix: [0x3c, 0x3c, 0x0b], separator: 0x0a, suffix: [0x0c] });
    fc.assert(fc.property(fc.array(zone, { maxLength: 4 }), fc.array(fc.nat(64)), (zones, cuts) => {
      const framer = new ZoneFramer(framingOf(config));
      const stream = Uint8Array.from(zones.flatMap(lines => [0x3c, 0x3c, 0x0b, ...Buffer.from(lines.join('\n'), 'latin1'), 0x0c]));
      expect(cut(stream, cuts).flatMap(piece => framer.push(piece))).toEqual(zones);
    }), { numRuns: numRuns() });
    expect(DocumentReaderConfig.safeParse({ ...config, suffix: undefined }).success).toBe(false);
  });

  it('may end with CR where nothing stands before them', () => {
    const framer = new ZoneFramer({ kind: 'delimited', prefix: [], separator: 0x0a, suffix: [0x0d] });
    expect(framer.push(Buffer.from('ABCDEFG\nHIJKLMN\r\rOPQRSTU\r', 'latin1'))).toEqual([['ABCDEFG', 'HIJKLMN'], ['OPQRSTU']]);
  });
});

describe('a machine-readable zone', () => {
  it.each([
    ['the specimen of the German identity card', germanCard, { type: 'document', kind: 'identity-card', number: 'T220001293' }],
    ['the specimen of the German passport', germanPassport, { type: 'document', kind: 'passport', number: 'C01X00T478' }],
    ['TD1 of ICAO 9303-5', icaoTd1, { type: 'document', kind: 'other', number: 'D231458907' }],
    ['TD2 of ICAO 9303-6', icaoTd2, { type: 'document', kind: 'other', number: 'D231458907' }],
    ['TD3 of ICAO 9303-4', icaoTd3, { type: 'document', kind: 'other', number: 'L898902C36' }],
  ] as const)('tells nothing but kind and number: %s', (_name, lines, event) => {
    expect(readZone(lines)).toEqual(event);
    expect(readZone(lines.map(one => ` ${one.toLowerCase()} `))).toEqual(event);
  });

  it.each([['AR', 'residence-permit'], ['AF', 'residence-permit'], ['AS', 'residence-permit'], ['ID', 'identity-card'], ['I<', 'identity-card'], ['AZ', 'other']] as const)('is of a kind by its code: %s', (code, kind) => {
    expect(readZone([`${code}${germanCard[0].slice(2)}`, germanCard[1], germanCard[2]])).toEqual({ type: 'document', kind, number: 'T220001293' });
  });

  it('is unreadable where a check digit does not fit', () => {
    for (const [lines, places] of [[germanCard, [[0, 14], [1, 29]]], [germanPassport, [[1, 9], [1, 43]]]] as const) {
      for (const [row, column] of places) {
        for (const digit of '0123456789') {
          if (lines[row]?.[column] === digit) continue;
          const changed = lines.map((text, at) => (at === row ? `${text.slice(0, column)}${digit}${text.slice(column + 1)}` : text));
          expect(readZone(changed), `${row}:${column} ${digit}`).toEqual({ type: 'unreadable' });
        }
      }
    }
  });

  it('is unreadable with a digit of its number misread', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 8 }), fc.constantFrom(...'0123456789'), (at, digit) => {
      const column = 5 + at;
      const right = germanCard[0][column] ?? '';
      // A letter and a digit may have the same value in the check sum, so that only digits are sure to be noticed.
      if (!/\d/.test(right) || right === digit) return;
      expect(readZone([`${germanCard[0].slice(0, column)}${digit}${germanCard[0].slice(column + 1)}`, germanCard[1], germanCard[2]])).toEqual({ type: 'unreadable' });
    }), { numRuns: numRuns() });
  });

  it('has what looks alike put right only where it is certain', () => {
    // In the place of the check digit only a digit can stand: the B was an 8.
    expect(readZone([germanPassport[0], germanPassport[1].replace('C01X00T478', 'C01X00T47B')])).toEqual({ type: 'document', kind: 'passport', number: 'C01X00T478' });
    for (const misread of ['CO1X00T478', 'C01XO0T478', 'C0IX00T478']) expect(readZone([germanPassport[0], germanPassport[1].replace('C01X00T478', misread)])).toEqual({ type: 'unreadable' });
  });

  it('is unreadable where it is none', () => {
    for (const lines of [[], [''], ['?'.repeat(44), '?'.repeat(44)], germanCard.slice(0, 2), germanPassport.slice(0, 1), ['<'.repeat(30), '<'.repeat(30), '<'.repeat(30)], ['é'.repeat(36), '\0'.repeat(36)]]) expect(readZone(lines)).toEqual({ type: 'unreadable' });
  });

  it('tells a name of nobody, whatever stands in it', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 4, maxLength: 12 });
    const number = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 9 });
    fc.assert(fc.property(name, name, number, (surname, given, digits) => {
      const event = readZone(withCheckDigits({ number: digits, surname, given }));
      expect(event).toMatchObject({ type: 'document', kind: 'identity-card' });
      expect(Object.keys(event).sort()).toEqual(['kind', 'number', 'type']);
      if (event.type === 'document') expect(event.number.slice(0, 9)).toBe(digits);
    }), { numRuns: numRuns() });
  });

  it('bears any lines', () => {
    const any = fc.oneof(...[[30, 30, 30], [36, 36], [44, 44]].map(shape => fc.tuple(...shape.map(length => fc.string({ unit: fc.constantFrom(...'AZ09<?\u00e9\u0000 '), minLength: length, maxLength: length })))), fc.array(fc.string({ unit: 'binary' })));
    fc.assert(fc.property(any, lines => { expect(['document', 'unreadable']).toContain(readZone(lines).type); }), { numRuns: numRuns() });
  });
});
