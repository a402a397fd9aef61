import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentReaderConfig } from '../../../../devices/document-reader/config.ts';
import { framingOf } from '../../../../devices/document-reader/create.ts';
import { type Framing, ZoneFramer } from '../../../../devices/document-reader/framing.ts';
import {
  frameDocument,
  type Framing as SimulatedFraming,
} from '../../../../devices/document-reader/simulator/framing.ts';
import type { ReadDocumentKind } from '../../../../devices/document-reader/document-reader.ts';
import { GERMAN_DOCUMENTS } from '../../../../devices/document-reader/german-documents.ts';
import { readZone } from '../../../../devices/document-reader/zone.ts';
import type { DocumentType } from '../../../../register/contract/contract.ts';
import { withCheckDigit } from '../../../../register/demo/documents.ts';
import { checkDigit, parseDocumentNumber } from '../../../../register/contract/document-number.ts';
import { cut, numRuns } from '../receipt-printer/pieces.ts';
import {
  germanCard,
  germanPassport,
  germanZone,
  icaoTd1,
  icaoTd2,
  icaoTd3,
  withCheckDigits,
  type ZoneShape,
} from './specimens.ts';

const line = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<'),
  minLength: 7,
  maxLength: 44,
});
const zone = fc.array(line, { minLength: 1, maxLength: 3 });

const CASES: readonly {
  readonly name: 'desko' | 'access-is' | 'elyctis';
  readonly theirs: SimulatedFraming;
  readonly ours: Framing;
}[] = (['desko', 'access-is', 'elyctis'] as const).map((name) => ({
  name,
  theirs: { kind: name },
  ours: framingOf({ framing: name }),
}));

describe.each(CASES)('zones as $name frames them', ({ name, theirs, ours }) => {
  it('come whole, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(zone, { maxLength: 5 }), fc.array(fc.nat(64)), (zones, cuts) => {
        const framer = new ZoneFramer(ours);
        const stream = Uint8Array.from(zones.flatMap((lines) => [...frameDocument(theirs, lines)]));
        expect(cut(stream, cuts).flatMap((piece) => framer.push(piece))).toEqual(zones);
        expect(framer.forget()).toBe(0);
      }),
      { numRuns: numRuns() },
    );
  });

  it('come whole after bytes that belong to no zone', () => {
    // The tag of an Elyctis answer, and STX, begin a frame wherever they stand.
    const noise = fc.array(
      fc.integer({ min: 0x06, max: 0xff }).filter((byte) => byte !== 0x49),
      { maxLength: 700 },
    );
    fc.assert(
      fc.property(noise, zone, fc.array(fc.nat(64)), (before, lines, cuts) => {
        const framer = new ZoneFramer(ours);
        expect(
          cut(Uint8Array.of(...before, ...frameDocument(theirs, lines)), cuts).flatMap((piece) => framer.push(piece)),
        ).toEqual([lines]);
      }),
      { numRuns: numRuns() },
    );
  });

  it('that are cut off leave the next one whole, when the line was quiet in between', () => {
    fc.assert(
      fc.property(zone, fc.nat(), zone, (lost, at, lines) => {
        const framer = new ZoneFramer(ours);
        const frame = frameDocument(theirs, lost);
        expect(framer.push(frame.subarray(0, at % frame.length))).toEqual([]);
        framer.forget();
        expect(framer.push(frameDocument(theirs, lines))).toEqual([lines]);
      }),
      { numRuns: numRuns() },
    );
  });

  it('that are cut off leave the next one whole at once, where a prefix tells its beginning', () => {
    if (name === 'elyctis') return;
    fc.assert(
      fc.property(zone, fc.nat(), zone, (lost, at, lines) => {
        const framer = new ZoneFramer(ours);
        const frame = frameDocument(theirs, lost);
        framer.push(frame.subarray(0, at % frame.length));
        expect(framer.push(frameDocument(theirs, lines))).toEqual([lines]);
      }),
      { numRuns: numRuns() },
    );
  });

  it('are skipped where they are far too long, and the next one is whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 65_535 }), line, fc.array(fc.nat(9_000)), (length, next, cuts) => {
        const framer = new ZoneFramer(ours);
        const tooLong = frameDocument(theirs, ['<'.repeat(length)]);
        // A length that has the tag in it looks like another frame's beginning: this format cannot distinguish them.
        fc.pre(ours.kind !== 'tagged' || !tooLong.subarray(1, 3).includes(ours.tag));
        const stream = Uint8Array.of(...tooLong, ...frameDocument(theirs, [next]));
        expect(cut(stream, cuts).flatMap((piece) => framer.push(piece))).toEqual([[next]]);
      }),
      { numRuns: Math.min(numRuns(), 100) },
    );
  });

  it('never throw on any bytes, and keep few', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 300 }),
            fc.array(fc.constantFrom(1, 2, 3, 4, 0x49, 0x0d, 0), { maxLength: 60 }).map((all) => Uint8Array.from(all)),
          ),
        ),
        (pieces) => {
          const framer = new ZoneFramer(ours);
          for (const piece of pieces) for (const lines of framer.push(piece)) readZone(lines);
          expect(framer.forget()).toBeLessThanOrEqual(512);
        },
      ),
      { numRuns: numRuns() },
    );
  });
});

describe('zones as a reader was set to frame them', () => {
  it('have the bytes of the configuration around them', () => {
    const config = DocumentReaderConfig.parse({
      class: 'document-reader',
      name: 'mrz',
      link: { tcp: { host: '127.0.0.1' } },
      framing: 'custom',
      prefix: [0x3c, 0x3c, 0x0b],
      separator: 0x0a,
      suffix: [0x0c],
    });
    fc.assert(
      fc.property(fc.array(zone, { maxLength: 4 }), fc.array(fc.nat(64)), (zones, cuts) => {
        const framer = new ZoneFramer(framingOf(config));
        const stream = Uint8Array.from(
          zones.flatMap((lines) => [0x3c, 0x3c, 0x0b, ...Buffer.from(lines.join('\n'), 'latin1'), 0x0c]),
        );
        expect(cut(stream, cuts).flatMap((piece) => framer.push(piece))).toEqual(zones);
      }),
      { numRuns: numRuns() },
    );
    expect(DocumentReaderConfig.safeParse({ ...config, suffix: undefined }).success).toBe(false);
  });

  it('may end with CR where nothing stands before them', () => {
    const framer = new ZoneFramer({ kind: 'delimited', prefix: [], separator: 0x0a, suffix: [0x0d] });
    expect(framer.push(Buffer.from('ABCDEFG\nHIJKLMN\r\rOPQRSTU\r', 'latin1'))).toEqual([
      ['ABCDEFG', 'HIJKLMN'],
      ['OPQRSTU'],
    ]);
  });
});

describe('a machine-readable zone', () => {
  it.each([
    [
      'the specimen of the German identity card',
      germanCard,
      { type: 'document', kind: 'identity-card', number: 'T220001293' },
    ],
    [
      'the specimen of the German passport',
      germanPassport,
      { type: 'document', kind: 'passport', number: 'C01X00T478' },
    ],
    ['TD1 of ICAO 9303-5', icaoTd1, { type: 'document', kind: 'other', number: 'D231458907' }],
    ['TD2 of ICAO 9303-6', icaoTd2, { type: 'document', kind: 'other', number: 'D231458907' }],
    ['TD3 of ICAO 9303-4', icaoTd3, { type: 'document', kind: 'other', number: 'L898902C36' }],
  ] as const)('yields nothing but kind and number: %s', (_name, lines, event) => {
    expect(readZone(lines)).toEqual(event);
    expect(readZone(lines.map((one) => ` ${one.toLowerCase()} `))).toEqual(event);
  });

  /**
   * Every code of the table, in the size and with the kind of number that the document has; nationalities of ICAO
   * 9303-3 part 5 as well.
   */
  const DOCUMENTS: readonly [
    code: string,
    shape: ZoneShape,
    number: string,
    kind: ReadDocumentKind,
    nationality?: string,
  ][] = [
    ['ID', 'td1', 'L7MX4H8K2', 'identity-card'],
    ['ID', 'td2', 'L7MX4H8K2', 'identity-card'],
    ['IT', 'td2', 'B4082917', 'provisional'],
    ['IX', 'td2', 'B4082925', 'provisional'],
    ['P<', 'td3', 'C4HX5F2V7', 'passport'],
    ['PP', 'td3', 'A4082933', 'provisional'],
    ['PP', 'td3', 'C4HX5G1W4', 'passport'],
    ['PC', 'td3', 'E4082941', 'provisional'],
    ['PO', 'td3', 'C4HX5H3X8', 'passport'],
    ['PO', 'td3', 'A4082958', 'provisional'],
    ['PD', 'td3', 'C4HX5J6Y1', 'passport'],
    ['PD', 'td3', 'A4082966', 'provisional'],
    ['PT', 'td3', 'G5RX4K2L9', 'travel-document', 'XXA'],
    ['PT', 'td3', 'G5RX4L5M3', 'travel-document', 'XXB'],
    ['PT', 'td3', 'G5RX4M8N6', 'travel-document', 'XXC'],
    ['PT', 'td3', 'K4082974', 'provisional', 'XXX'],
    // Every first letter of a permit is one of an identity card or of a passport as well.
    ...[...'CFGHJKLMNPRTVWXYZ'].map((letter): [string, ZoneShape, string, ReadDocumentKind, string] => [
      'AR',
      'td1',
      `${letter}8RX4P7C5`,
      'residence-permit',
      'XXB',
    ]),
    ['AR', 'td1', 'Y8RX4R1F9', 'residence-permit', 'RKS'],
    ['AR', 'td2', 'Y8RX4T4G2', 'residence-permit', 'XXK'],
    ['AS', 'td1', 'Y8RX4V7H5', 'residence-permit', 'CHE'],
    ['AF', 'td1', 'Y8RX4W0J8', 'residence-permit', 'UKR'],
    ['UB', 'td1', 'L7MX4X3K1', 'eid-card', 'POL'],
  ];

  it.each(DOCUMENTS)(
    'is of the kind that its code says: %s, %s, %s is a %s',
    (code, shape, number, kind, nationality = 'D') => {
      const lines = germanZone({ code, shape, number, nationality });
      expect(readZone(lines)).toEqual({ type: 'document', kind, number: withCheckDigit(number) });
      expect(parseDocumentNumber(kind as DocumentType, withCheckDigit(number))).toEqual({
        ok: true,
        value: { number, checked: true },
      });
      // The same letters on a document of another state are none of ours.
      expect(
        readZone(lines.map((line, at) => (at === 0 ? `${line.slice(0, 2)}AUT${line.slice(5)}` : line))),
      ).toMatchObject({ kind: 'other' });
    },
  );

  it('covers every code of a German document, and no others', () => {
    expect([...new Set(DOCUMENTS.map(([code]) => code))].sort()).toEqual(Object.keys(GERMAN_DOCUMENTS).sort());
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ<'];
    for (const code of letters.flatMap((first) => letters.map((second) => `${first}${second}`))) {
      if (Object.hasOwn(GERMAN_DOCUMENTS, code)) continue;
      const event = readZone(germanZone({ code, shape: 'td1', number: 'L7MX4H8K2' }));
      expect(event, code).toEqual({ type: 'document', kind: 'other', number: 'L7MX4H8K2' + checkDigit('L7MX4H8K2') });
    }
  });

  it('is read of a person whose day of birth or sex is not known', () => {
    for (const [birth, sex] of [
      ['8504<<', 'F'],
      ['85<<<<', '<'],
      ['<<<<<<', 'X'],
      ['850415', '<'],
    ] as const) {
      for (const shape of ['td1', 'td3'] as const) {
        const [code, kind, number] =
          shape === 'td1'
            ? (['AR', 'residence-permit', 'Y8RX4P7C5'] as const)
            : (['PT', 'travel-document', 'G5RX4K2L9'] as const);
        expect(readZone(germanZone({ code, shape, number, nationality: 'XXA', birth, sex }))).toEqual({
          type: 'document',
          kind,
          number: withCheckDigit(number),
        });
      }
    }
  });

  it('may have a number longer than nine characters, its check digit behind it (ICAO 9303-5, 4.2.2.2)', () => {
    const zone = ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<'];
    expect(readZone(zone)).toEqual({ type: 'document', kind: 'other', number: 'D231458907349' });
  });

  it('is unreadable where a check digit does not fit', () => {
    for (const [lines, places] of [
      [
        germanCard,
        [
          [0, 14],
          [1, 29],
        ],
      ],
      [
        germanPassport,
        [
          [1, 9],
          [1, 43],
        ],
      ],
    ] as const) {
      for (const [row, column] of places) {
        for (const digit of '0123456789') {
          if (lines[row]?.[column] === digit) continue;
          const changed = lines.map((text, at) =>
            at === row ? `${text.slice(0, column)}${digit}${text.slice(column + 1)}` : text,
          );
          expect(readZone(changed), `${row}:${column} ${digit}`).toEqual({ type: 'unreadable' });
        }
      }
    }
  });

  it('is unreadable with a digit of its number misread', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), fc.constantFrom(...'0123456789'), (at, digit) => {
        const column = 5 + at;
        const right = germanCard[0][column] ?? '';
        // A letter and a digit may have the same value in the check sum, so that only digits are sure to be noticed.
        if (!/\d/.test(right) || right === digit) return;
        expect(
          readZone([
            `${germanCard[0].slice(0, column)}${digit}${germanCard[0].slice(column + 1)}`,
            germanCard[1],
            germanCard[2],
          ]),
        ).toEqual({ type: 'unreadable' });
      }),
      { numRuns: numRuns() },
    );
  });

  it('has look-alike characters corrected only where that is certain', () => {
    // In the place of the check digit only a digit can stand: the B was an 8.
    expect(readZone([germanPassport[0], germanPassport[1].replace('C01X00T478', 'C01X00T47B')])).toEqual({
      type: 'document',
      kind: 'passport',
      number: 'C01X00T478',
    });
    for (const misread of ['CO1X00T478', 'C01XO0T478', 'C0IX00T478'])
      expect(readZone([germanPassport[0], germanPassport[1].replace('C01X00T478', misread)])).toEqual({
        type: 'unreadable',
      });
  });

  it('is unreadable where the lines are none', () => {
    for (const lines of [
      [],
      [''],
      ['?'.repeat(44), '?'.repeat(44)],
      germanCard.slice(0, 2),
      germanPassport.slice(0, 1),
      ['<'.repeat(30), '<'.repeat(30), '<'.repeat(30)],
      ['é'.repeat(36), '\0'.repeat(36)],
    ])
      expect(readZone(lines)).toEqual({ type: 'unreadable' });
  });

  it('never yields a name, whatever stands in it', () => {
    const name = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 4, maxLength: 12 });
    const number = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(name, name, number, (surname, given, digits) => {
        const event = readZone(withCheckDigits({ number: digits, surname, given }));
        expect(event).toMatchObject({ type: 'document', kind: 'identity-card' });
        expect(Object.keys(event).sort()).toEqual(['kind', 'number', 'type']);
        if (event.type === 'document') expect(event.number.slice(0, 9)).toBe(digits);
      }),
      { numRuns: numRuns() },
    );
  });

  it('never throws on any lines', () => {
    const any = fc.oneof(
      ...[
        [30, 30, 30],
        [36, 36],
        [44, 44],
      ].map((shape) =>
        fc.tuple(
          ...shape.map((length) =>
            fc.string({ unit: fc.constantFrom(...'AZ09<?\u00e9\u0000 '), minLength: length, maxLength: length }),
          ),
        ),
      ),
      fc.array(fc.string({ unit: 'binary' })),
    );
    fc.assert(
      fc.property(any, (lines) => {
        expect(['document', 'unreadable']).toContain(readZone(lines).type);
      }),
      { numRuns: numRuns() },
    );
  });
});
