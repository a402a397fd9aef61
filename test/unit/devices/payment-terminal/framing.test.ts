import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeApdu, encodeApdu } from '../../../../devices/payment-terminal/apdu.ts';
import { ACK, checkSum, Deframer, frame, type Framed, NAK } from '../../../../devices/payment-terminal/framing.ts';
import { FrameReader, frame as simulatorFrame } from '../../../../devices/payment-terminal/simulator/framing.ts';
import { bytes, cut, hex, numRuns, PUBLISHED } from './vectors.ts';

/** The longest message: five bytes of header and 65535 of data. */
const LONGEST = 5 + 0xffff;

const deframe = (...pieces: readonly Uint8Array[]): Framed[] => {
  const deframer = new Deframer();
  return pieces.flatMap((piece) => deframer.push(piece));
};
const brief = (framed: Framed): string =>
  framed.kind === 'block' ? hex(framed.apdu) : framed.kind === 'discarded' ? `${framed.count} discarded` : framed.kind;
/** The length of a run of noise, which is reported piece by piece. */
const summed = (found: readonly Framed[]): string[] => {
  const merged: Framed[] = [];
  for (const one of found) {
    const last = merged.at(-1);
    if (one.kind === 'discarded' && last?.kind === 'discarded')
      merged.splice(-1, 1, { kind: 'discarded', count: last.count + one.count });
    else merged.push(one);
  }
  return merged.map(brief);
};
const found = (...pieces: readonly Uint8Array[]): string[] => summed(deframe(...pieces));

/** Many 10, 02, 03, 06 and 15 among the bytes, since these have a meaning on the line. */
const lineByte = fc.oneof(fc.constantFrom(0x10, 0x02, 0x03, ACK, NAK), fc.integer({ min: 0, max: 0xff }));
const line = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(lineByte, { maxLength }).map((of) => Uint8Array.from(of));
const message = fc.tuple(fc.integer({ min: 0, max: 0xffff }), line(300)).map(([code, data]) => encodeApdu(code, data));
/** Bytes that begin no block and are no answer. */
const noise = fc
  .array(
    lineByte.filter((byte) => byte !== 0x02 && byte !== ACK && byte !== NAK),
    { minLength: 1, maxLength: 30 },
  )
  .map((of) => Uint8Array.from(of));
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('the published blocks of the serial line', () => {
  it.each(PUBLISHED)('are read: $what', ({ code, data, block }) => {
    const apdu = encodeApdu(code, bytes(data));
    expect(hex(frame(apdu))).toBe(block);
    expect(hex(simulatorFrame(apdu))).toBe(block);
    const [only, ...others] = deframe(bytes(block));
    expect(others).toEqual([]);
    expect(only?.kind === 'block' && decodeApdu(only.apdu)).toEqual({ code, data: bytes(data) });
  });

  it('are read byte by byte as at once', () => {
    const all = Uint8Array.from(PUBLISHED.flatMap(({ block }) => [...bytes(block)]));
    expect(found(...Array.from(all, (byte) => Uint8Array.of(byte)))).toEqual(found(all));
    expect(found(all)).toHaveLength(PUBLISHED.length);
  });
});

describe('a block', () => {
  it('ends two bytes after its 10 03, whatever the check sum is made of', () => {
    const withByte = (wanted: number, place: 'low' | 'high'): Uint8Array => {
      for (let value = 0; value < 0x10000; value++) {
        const apdu = encodeApdu(0x0601, [value >> 8, value & 0xff]);
        const sum = checkSum(apdu);
        if ((place === 'low' ? sum & 0xff : sum >> 8) === wanted) return apdu;
      }
      throw new Error('no message has that check sum');
    };
    for (const wanted of [0x10, 0x03, 0x02, ACK, NAK]) {
      for (const place of ['low', 'high'] as const) {
        const apdu = withByte(wanted, place);
        expect(found(frame(apdu), Uint8Array.of(ACK))).toEqual([hex(apdu), 'ack']);
      }
    }
  });

  it('has a check sum that counts a doubled 10 once', () => {
    const apdu = bytes('0601 02 1010');
    expect(hex(frame(apdu).subarray(2, -4))).toBe('06010210101010');
    expect(found(frame(apdu))).toEqual([hex(apdu)]);
  });

  it('with any one bit of its check sum or content wrong is never taken', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 0, max: 7 }), (apdu, place, bit) => {
        const block = frame(apdu);
        const at = place % block.length;
        block[at] = (block[at] ?? 0) ^ (1 << bit);
        expect(found(block)).not.toContain(hex(apdu));
      }),
      { numRuns },
    );
  });

  it('cut short gives nothing, and the block after it is whole', () => {
    fc.assert(
      fc.property(message, message, fc.nat(), (half, whole, at) => {
        const block = frame(half);
        const begun = block.subarray(0, 2 + (at % (block.length - 3)));
        // A half byte pair at its end makes one pair with the next block's beginning: that is the sender's to repeat.
        fc.pre(begun.at(-1) !== 0x10 || begun.length === 2);
        const out = found(begun, frame(whole));
        if (begun.at(-2) === 0x10 && begun.at(-1) === 0x03) return;
        expect(out.at(-1)).toBe(hex(whole));
      }),
      { numRuns },
    );
  });

  it('that stays incomplete is dropped after T1', () => {
    fc.assert(
      fc.property(message, message, fc.nat(), (half, whole, at) => {
        const deframer = new Deframer();
        const block = frame(half);
        deframer.push(block.subarray(0, 1 + (at % (block.length - 1))));
        expect(deframer.inBlock).toBe(true);
        deframer.reset();
        expect(deframer.inBlock).toBe(false);
        expect(deframer.held).toBe(0);
        expect(deframer.push(frame(whole)).map(brief)).toEqual([hex(whole)]);
      }),
      { numRuns },
    );
  });

  it('of the longest message is accepted, one byte more is not', () => {
    const longest = encodeApdu(0x06d3, new Uint8Array(0xffff).fill(0x10));
    expect(longest).toHaveLength(LONGEST);
    expect(found(frame(longest))).toEqual([hex(longest)]);
    const tooLong = new Uint8Array(LONGEST + 1).fill(0x20);
    expect(found(frame(tooLong))[0]).toBe('broken');
  });

  it('that never ends holds no more than a message, and what follows is found', () => {
    const deframer = new Deframer();
    deframer.push(Uint8Array.of(0x10, 0x02));
    const endless = new Uint8Array(4_096).fill(0x20);
    const kinds = new Set<string>();
    for (let piece = 0; piece < 40; piece++) {
      for (const { kind } of deframer.push(endless)) kinds.add(kind);
      expect(deframer.held).toBeLessThanOrEqual(LONGEST);
    }
    expect([...kinds]).toEqual(['broken', 'discarded']);
    const apdu = encodeApdu(0x8000);
    expect(deframer.push(frame(apdu)).map(brief)).toEqual([hex(apdu)]);
  });
});

describe('the serial line', () => {
  it('gives the same messages however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(line(60), message.map(frame)), { maxLength: 6 }), cuts, (parts, points) => {
        const all = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(found(...cut(all, points))).toEqual(found(all));
      }),
      { numRuns },
    );
  });

  it('loses no block and no answer to noise between them, and counts the noise', () => {
    const part = fc.oneof(
      message.map((apdu) => ({ sent: frame(apdu), means: hex(apdu) })),
      fc.constantFrom({ sent: Uint8Array.of(ACK), means: 'ack' }, { sent: Uint8Array.of(NAK), means: 'nak' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, part), { maxLength: 8 }), cuts, (parts, points) => {
        const all = Uint8Array.from(parts.flatMap(([before, { sent }]) => [...before, ...sent]));
        expect(found(...cut(all, points))).toEqual(
          parts.flatMap(([before, { means }]) => [`${before.length} discarded`, means]),
        );
      }),
      { numRuns },
    );
  });

  it('hears an answer behind a stray 10', () => {
    expect(found(Uint8Array.of(0x10, ACK))).toEqual(['1 discarded', 'ack']);
    expect(found(Uint8Array.of(0x10, 0x10, NAK))).toEqual(['2 discarded', 'nak']);
  });

  it('carries any bytes without throwing, and holds at most one message', () => {
    fc.assert(
      fc.property(fc.array(line(400), { maxLength: 12 }), (pieces) => {
        const deframer = new Deframer();
        for (const piece of pieces) {
          for (const one of deframer.push(piece)) if (one.kind === 'block') decodeApdu(one.apdu);
          expect(deframer.held).toBeLessThanOrEqual(LONGEST);
        }
      }),
      { numRuns },
    );
  });

  it('is read alike by the driver and by the simulated terminal', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 5 }), cuts, (messages, points) => {
        const ours = Uint8Array.from(messages.flatMap((apdu) => [...frame(apdu)]));
        expect(hex(ours)).toBe(hex(Uint8Array.from(messages.flatMap((apdu) => [...simulatorFrame(apdu)]))));
        const reader = new FrameReader();
        const theirs = cut(ours, points)
          .flatMap((piece) => reader.push(piece))
          .map((framed) => (framed.kind === 'block' ? hex(framed.apdu) : framed.kind));
        expect(found(...cut(ours, points))).toEqual(theirs);
        expect(theirs).toEqual(messages.map(hex));
      }),
      { numRuns },
    );
  });
});
