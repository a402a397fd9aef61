import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Apdu, ApduStream, decodeApdu, encodeApdu } from '../../../../devices/payment-terminal/apdu.ts';
import {
  ApduReader,
  decodeApdu as simulatorDecode,
  encodeApdu as simulatorEncode,
} from '../../../../devices/payment-terminal/simulator/apdu.ts';
import { bytes, cut, hex, numRuns, PUBLISHED } from './vectors.ts';

const LONGEST = 5 + 0xffff;
const brief = ({ code, data }: Apdu): string => `${code.toString(16).padStart(4, '0')} ${hex(data)}`;
const data = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 250, maxLength: 700 }));
const apdu: fc.Arbitrary<Apdu> = fc.record({ code: fc.integer({ min: 0, max: 0xffff }), data });
const cuts = fc.array(fc.nat(), { maxLength: 12 });
const stream = (messages: readonly Apdu[]): Uint8Array =>
  Uint8Array.from(messages.flatMap((one) => [...encodeApdu(one.code, one.data)]));

describe('a message', () => {
  it.each(PUBLISHED)('consists of class, instruction, length and data: $what', ({ code, data: content }) => {
    const length = (content.length / 2).toString(16).padStart(2, '0');
    const encoded = encodeApdu(code, bytes(content));
    expect(hex(encoded)).toBe(`${code.toString(16).padStart(4, '0')}${length}${content}`);
    expect(decodeApdu(encoded)).toEqual({ code, data: bytes(content) });
  });

  it('writes its length in one byte to 254, from 255 on as FF and two, the low one first', () => {
    const header = (length: number): string =>
      hex(encodeApdu(0x06d3, new Uint8Array(length)).subarray(0, length < 255 ? 3 : 5));
    expect(header(254)).toBe('06d3fe');
    expect(header(255)).toBe('06d3ffff00');
    expect(header(256)).toBe('06d3ff0001');
    expect(header(0x1234)).toBe('06d3ff3412');
    expect(header(0xffff)).toBe('06d3ffffff');
  });

  it('is decoded as it was encoded, by both implementations', () => {
    fc.assert(
      fc.property(apdu, (one) => {
        const encoded = encodeApdu(one.code, one.data);
        expect(hex(simulatorEncode(one.code, [...one.data]))).toBe(hex(encoded));
        for (const decode of [decodeApdu, simulatorDecode]) {
          const back = decode(encoded);
          expect(back === null ? null : brief(back)).toBe(brief(one));
        }
      }),
      { numRuns },
    );
  });

  it('is rejected where its length does not fit', () => {
    expect(decodeApdu(new Uint8Array(0))).toBeNull();
    expect(decodeApdu(bytes('0601'))).toBeNull();
    expect(decodeApdu(bytes('06 01 ff 00'))).toBeNull();
    fc.assert(
      fc.property(
        apdu,
        fc.uint8Array({ minLength: 1, maxLength: 5 }),
        fc.nat(),
        ({ code, data: content }, more, less) => {
          const encoded = encodeApdu(code, content);
          expect(decodeApdu(Uint8Array.from([...encoded, ...more]))).toBeNull();
          expect(decodeApdu(encoded.subarray(0, less % encoded.length))).toBeNull();
        },
      ),
      { numRuns },
    );
  });
});

describe('a stream of messages on the network', () => {
  it('gives the same messages however it is cut, as the simulated terminal reads them', () => {
    fc.assert(
      fc.property(fc.array(apdu, { maxLength: 6 }), cuts, (messages, points) => {
        const [ours, theirs] = [new ApduStream(), new ApduReader()];
        const pieces = cut(stream(messages), points);
        expect(pieces.flatMap((piece) => ours.push(piece)).map(brief)).toEqual(messages.map(brief));
        expect(pieces.flatMap((piece) => theirs.push(piece)).map(brief)).toEqual(messages.map(brief));
        expect(ours.held).toBe(0);
      }),
      { numRuns },
    );
  });

  it('keeps an incomplete message, and completes it later', () => {
    fc.assert(
      fc.property(apdu, fc.nat(), (one, at) => {
        const all = stream([one]);
        const split = at % all.length;
        const reader = new ApduStream();
        expect(reader.push(all.subarray(0, split))).toEqual([]);
        expect(reader.held).toBe(split);
        expect(reader.push(all.subarray(split)).map(brief)).toEqual([brief(one)]);
      }),
      { numRuns },
    );
  });

  it('keeps its own copy: the bytes it was given may be written over', () => {
    const reader = new ApduStream();
    const first = bytes('80 00 00 06 0f 02');
    reader.push(first);
    first.fill(0xee);
    const rest = bytes('19 00');
    const found = reader.push(rest);
    rest.fill(0xee);
    expect(found.map(brief)).toEqual(['060f 1900']);
  });

  it('holds at most one message whatever comes, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 500 }), { maxLength: 20 }), (pieces) => {
        const reader = new ApduStream();
        for (const piece of pieces) {
          reader.push(piece);
          expect(reader.held).toBeLessThanOrEqual(LONGEST);
        }
      }),
      { numRuns },
    );
    const reader = new ApduStream();
    reader.push(bytes('06 d3 ff ff ff'));
    for (let piece = 0; piece < 100; piece++) {
      reader.push(new Uint8Array(1_000));
      expect(reader.held).toBeLessThanOrEqual(LONGEST);
    }
  });

  it('takes ten thousand messages in one piece, and the longest one in ten thousand', () => {
    const many = new Uint8Array(30_000);
    for (let at = 0; at < many.length; at += 3) many[at] = 0x80;
    expect(new ApduStream().push(many)).toHaveLength(10_000);
    const longest = encodeApdu(0x06d3, new Uint8Array(0xffff).fill(7));
    const reader = new ApduStream();
    const found: Apdu[] = [];
    for (let at = 0; at < longest.length; at += 7) found.push(...reader.push(longest.subarray(at, at + 7)));
    expect(found.map(({ data: content }) => content.length)).toEqual([0xffff]);
  });
});
