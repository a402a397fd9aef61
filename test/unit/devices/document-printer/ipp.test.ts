import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attribute,
  attributesOf,
  decodeMessage,
  encodeMessage,
  GROUP,
  type Message,
  numberOf,
  TAG,
  textsOf,
  type Value,
} from '../../../../devices/document-printer/ipp.ts';
import { ippRequest, jobReport, listedJobs } from '../../../../devices/document-printer/operations.ts';
import { decode as simulatedDecode, wordsOf } from '../../../../devices/document-printer/simulator/ipp.ts';

const RUNS = { numRuns: process.env['CI'] === undefined ? 500 : 10_000 };

const int32 = fc.integer({ min: -0x80000000, max: 0x7fffffff });
const word = fc.string({ maxLength: 40 });
const plain: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ tag: fc.constantFrom(TAG.integer, TAG.enum), value: int32 }),
  fc.record({ tag: fc.constant(TAG.boolean), value: fc.boolean() }),
  fc.record({ tag: fc.constantFrom(TAG.text, TAG.name, TAG.keyword, TAG.uri, TAG.mimeMediaType), value: word }),
  fc.record({ tag: fc.constant(TAG.rangeOfInteger), value: fc.record({ lower: int32, upper: int32 }) }),
  fc.record({
    tag: fc.constant(TAG.resolution),
    value: fc.record({ across: int32, along: int32, unit: fc.constantFrom(3, 4) }),
  }),
  fc.record({ tag: fc.constantFrom(TAG.octetString, TAG.dateTime), value: fc.uint8Array({ maxLength: 30 }) }),
  fc.record({ tag: fc.integer({ min: 0x10, max: 0x1f }), value: fc.constant(null) }),
);
const { attribute } = fc.letrec<{ attribute: Attribute; value: Value }>((tie) => ({
  attribute: fc.record({
    name: fc.string({ minLength: 1, maxLength: 30 }),
    values: fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
  }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plain,
    fc.record({ tag: fc.constant(TAG.begCollection), value: fc.array(tie('attribute'), { maxLength: 3 }) }),
  ),
}));
const message: fc.Arbitrary<Message> = fc.record({
  version: fc.constantFrom(0x0101, 0x0200),
  code: fc.integer({ min: 0, max: 0xffff }),
  id: fc.integer({ min: 1, max: 0x7fffffff }),
  groups: fc.array(
    fc.record({
      tag: fc.constantFrom(GROUP.operation, GROUP.job, GROUP.printer, GROUP.unsupported),
      attributes: fc.array(attribute, { maxLength: 5 }),
    }),
    { maxLength: 4 },
  ),
  data: fc.uint8Array({ maxLength: 50 }),
});
const depth = (attributes: readonly Attribute[]): number =>
  Math.max(
    0,
    ...attributes.flatMap(({ values }) =>
      values.map(({ tag, value }) => (tag === TAG.begCollection ? 1 + depth(value as Attribute[]) : 0)),
    ),
  );

describe('an IPP message', () => {
  it('is decoded as it was encoded', () => {
    fc.assert(
      fc.property(message, (wanted) => {
        fc.pre(wanted.groups.every(({ attributes }) => depth(attributes) <= 8));
        expect(decodeMessage(encodeMessage(wanted))).toEqual(wanted);
      }),
      RUNS,
    );
  });

  it('of any bytes is decoded or null, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = decodeMessage(bytes);
        expect(read === null || Array.isArray(read.groups)).toBe(true);
      }),
      RUNS,
    );
  });

  it('that was cut off anywhere within its attributes is null', () => {
    fc.assert(
      fc.property(message, fc.nat(), (whole, at) => {
        fc.pre(whole.groups.every(({ attributes }) => depth(attributes) <= 8));
        const bytes = encodeMessage({ ...whole, data: new Uint8Array() });
        expect(decodeMessage(bytes.subarray(0, at % bytes.length))).toBeNull();
      }),
      RUNS,
    );
  });

  it('with one wrong byte never throws', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 0, max: 255 }), (whole, at, byte) => {
        const bytes = encodeMessage(whole);
        bytes[at % bytes.length] = byte;
        const read = decodeMessage(bytes);
        if (read !== null) for (const group of read.groups) attributesOf(read, group.tag);
      }),
      RUNS,
    );
  });

  it('with collections nested too deep is refused', () => {
    const deep = [
      0x02,
      0x00,
      0,
      0,
      0,
      0,
      0,
      1,
      GROUP.printer,
      TAG.begCollection,
      0,
      1,
      0x61,
      0,
      0,
      ...Array.from({ length: 10_000 }, () => [
        TAG.memberAttrName,
        0,
        0,
        0,
        1,
        0x62,
        TAG.begCollection,
        0,
        0,
        0,
        0,
      ]).flat(),
    ];
    expect(decodeMessage(Uint8Array.from(deep))).toBeNull();
  });

  it('is encoded as RFC 8010, appendix A.1 (Print-Job), byte for byte', () => {
    const attribute = (tag: number, name: string, value: string): number[] => [
      tag,
      0,
      name.length,
      ...Buffer.from(name),
      0,
      value.length,
      ...Buffer.from(value),
    ];
    const expected = [
      0x02,
      0x00,
      0x00,
      0x02,
      0,
      0,
      0,
      1,
      0x01,
      ...attribute(0x47, 'attributes-charset', 'utf-8'),
      ...attribute(0x48, 'attributes-natural-language', 'en'),
      ...attribute(0x45, 'printer-uri', 'ipp://printer.example.com/ipp/print'),
      ...attribute(0x42, 'job-name', 'foobar'),
      0x02,
      0x21,
      0,
      6,
      ...Buffer.from('copies'),
      0,
      4,
      0,
      0,
      0,
      20,
      ...attribute(0x44, 'sides', 'two-sided-long-edge'),
      0x03,
    ];
    expect([
      ...ippRequest(
        'printJob',
        1,
        'ipp://printer.example.com/ipp/print',
        [{ name: 'job-name', values: [{ tag: TAG.name, value: 'foobar' }] }],
        [
          { name: 'copies', values: [{ tag: TAG.integer, value: 20 }] },
          { name: 'sides', values: [{ tag: TAG.keyword, value: 'two-sided-long-edge' }] },
        ],
      ),
    ]).toEqual(expected);
  });

  it('is understood by the simulated printer, which has a decoder of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }), (values) => {
        const read = simulatedDecode(
          Buffer.from(
            ippRequest('getJobs', 7, 'ipp://x/', [
              { name: 'requested-attributes', values: values.map((value) => ({ tag: TAG.keyword, value })) },
            ]),
          ),
        );
        expect(read?.id).toBe(7);
        expect(wordsOf(read?.groups[0]?.attributes.find(({ name }) => name === 'requested-attributes'))).toEqual(
          values,
        );
      }),
      RUNS,
    );
  });

  it('takes text with a language for its text (RFC 8010, 3.9)', () => {
    const bytes = encodeMessage({
      version: 0x0200,
      code: 0,
      id: 1,
      data: new Uint8Array(),
      groups: [
        {
          tag: GROUP.printer,
          attributes: [
            {
              name: 'printer-info',
              values: [
                { tag: TAG.textWithLanguage, value: Uint8Array.from([0, 2, 0x64, 0x65, 0, 3, 0x52, 0x61, 0x74]) },
              ],
            },
          ],
        },
      ],
    });
    const read = decodeMessage(bytes);
    expect(read === null ? null : textsOf(attributesOf(read, GROUP.printer).get('printer-info'))).toEqual(['Rat']);
  });
});

/** An answer about a printer: one attribute's tag, name and value as they are on the wire, then a plain one. */
const answerWith = (...bytes: number[]): Uint8Array =>
  Uint8Array.from([
    0x02,
    0x00,
    0,
    0,
    0,
    0,
    0,
    1,
    GROUP.printer,
    ...bytes,
    TAG.enum,
    0,
    13,
    ...Buffer.from('printer-state'),
    0,
    4,
    0,
    0,
    0,
    3,
    GROUP.end,
  ]);
const named = (tag: number, name: string): number[] => [tag, 0, name.length, ...Buffer.from(name)];

describe('a malformed answer by a printer', () => {
  it.each([3, 255, 256, 512, 768, 1023])(
    'with a language but without the length of both (%i octets): is not read past its value',
    (length) => {
      const [high, low] = [length >> 8, length & 0xff];
      for (const tag of [TAG.textWithLanguage, TAG.nameWithLanguage]) {
        const broken = answerWith(
          ...named(tag, 'printer-info'),
          0,
          2,
          0x64,
          0x65,
          high,
          low,
          ...Array.from({ length }, () => 0x61),
        );
        expect(decodeMessage(broken)).toBeNull();
      }
    },
  );

  it('with a collection without its end, or a member under its own name: is not guessed at', () => {
    const size = [
      TAG.memberAttrName,
      0,
      0,
      0,
      11,
      ...Buffer.from('x-dimension'),
      TAG.integer,
      0,
      0,
      0,
      4,
      0,
      0,
      0x52,
      0x08,
    ];
    const whole = answerWith(...named(TAG.begCollection, 'media-size'), 0, 0, ...size, TAG.endCollection, 0, 0, 0, 0);
    expect(decodeMessage(whole)).not.toBeNull();
    expect(decodeMessage(answerWith(...named(TAG.begCollection, 'media-size'), 0, 0, ...size))).toBeNull();
    expect(
      decodeMessage(
        answerWith(
          ...named(TAG.begCollection, 'media-size'),
          0,
          0,
          ...named(TAG.integer, 'x-dimension'),
          0,
          4,
          0,
          0,
          0x52,
          0x08,
          TAG.endCollection,
          0,
          0,
          0,
          0,
        ),
      ),
    ).toBeNull();
  });

  it('with a member outside of any collection: is read without it', () => {
    const read = decodeMessage(
      answerWith(...named(TAG.memberAttrName, 'media-size'), 0, 11, ...Buffer.from('x-dimension')),
    );
    expect(read === null ? null : numberOf(attributesOf(read, GROUP.printer).get('printer-state'))).toBe(3);
  });

  it('with the reserved tag 0: is refused', () => {
    expect(decodeMessage(answerWith(0))).toBeNull();
  });
});

describe('an attribute of an answer', () => {
  const job = (state: number, impressions: number | null): Message => ({
    version: 0x0200,
    code: 0,
    id: 1,
    data: new Uint8Array(),
    groups: [
      {
        tag: GROUP.job,
        attributes: [
          { name: 'job-id', values: [{ tag: TAG.integer, value: 42 }] },
          { name: 'job-name', values: [{ tag: TAG.name, value: 'foyer-1' }] },
          { name: 'job-state', values: [{ tag: TAG.enum, value: state }] },
          {
            name: 'job-impressions-completed',
            values: [{ tag: impressions === null ? 0x13 : TAG.integer, value: impressions }],
          },
        ],
      },
    ],
  });

  it('gives the job, also where its pages are not counted', () => {
    expect(jobReport(job(9, 3))).toEqual({ id: 42, state: 9, impressions: 3, sheets: null, reasons: [] });
    expect(jobReport(job(5, null))?.impressions).toBeNull();
    expect(listedJobs(job(5, null))).toEqual([{ id: 42, name: 'foyer-1' }]);
    expect(jobReport({ ...job(9, 1), groups: [] })).toBeNull();
  });

  it('gives a number only where there is one', () => {
    expect(numberOf([{ tag: TAG.keyword, value: '3' }])).toBeNull();
    expect(numberOf(undefined)).toBeNull();
  });
});
