import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrinterDemux, type PrinterFrame } from '../../../../devices/receipt-printer/codec.ts';

const decode = (pieces: readonly Uint8Array[]): PrinterFrame[] => {
  const frames: PrinterFrame[] = [];
  const demux = new PrinterDemux((frame) => frames.push(frame));
  for (const piece of pieces) demux.push(piece);
  demux.end();
  return frames;
};
const all = (...bytes: number[]): PrinterFrame[] => decode([Uint8Array.from(bytes)]);

const asciiBlock = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCharCode(n)),
  minLength: 1,
  maxLength: 80,
});
const following = fc.integer({ min: 0, max: 127 }).map((n) => n & 0x6f);
const frame: fc.Arbitrary<PrinterFrame> = fc.oneof(
  fc.integer({ min: 0, max: 127 }).map((n) => ({ kind: 'dle-eot' as const, byte: (n & 0x6c) | 0x12 })),
  fc
    .tuple(fc.integer({ min: 0, max: 127 }), following, following, following)
    .map(([a, b, c, d]) => ({ kind: 'asb' as const, bytes: [(a & 0x6c) | 0x10, b, c, d] as const })),
  following.map((byte) => ({ kind: 'reply' as const, byte })),
  fc
    .tuple(fc.constantFrom(0x35, 0x37, 0x3b, 0x3d, 0x5f), asciiBlock)
    .map(([header, text]) => ({ kind: 'block' as const, header, text })),
  fc.constantFrom<PrinterFrame>({ kind: 'flow', state: 'xon' }, { kind: 'flow', state: 'xoff' }),
);

const bytesOf = (of: PrinterFrame): number[] => {
  switch (of.kind) {
    case 'dle-eot':
    case 'reply':
      return [of.byte];
    case 'asb':
      return [...of.bytes];
    case 'block':
      return [of.header, ...Buffer.from(of.text, 'latin1'), 0];
    case 'flow':
      return [of.state === 'xon' ? 0x11 : 0x13];
    case 'full-status':
      return [0x10, 0x0f, ...of.bytes];
    case 'discarded':
      return [];
  }
};
/** Bytes that can begin nothing. */
const noise = fc
  .uint8Array({ minLength: 1, maxLength: 30 })
  .map((bytes) => Uint8Array.from(bytes, (byte) => byte | 0x80));

const cut = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const points = [...new Set(at.map((point) => point % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...points, bytes.length].map((point, index) => bytes.subarray(index === 0 ? 0 : points[index - 1], point));
};

describe('the bytes of a printer', () => {
  it('are read as in the examples of the status tables', () => {
    expect(all(0x12, 0x1a, 0x16, 0x32, 0x52, 0x1e, 0x72, 0x7e).map((f) => f.kind)).toEqual(Array(8).fill('dle-eot'));
    expect(all(0x14, 0x00, 0x00, 0x0f)).toEqual([{ kind: 'asb', bytes: [0x14, 0, 0, 0x0f] }]);
    expect(all(0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00)).toEqual([{ kind: 'block', header: 0x37, text: '"0042' }]);
    expect(all(0x5f, ...Buffer.from('TM-T88VI', 'latin1'), 0)).toEqual([
      { kind: 'block', header: 0x5f, text: 'TM-T88VI' },
    ]);
  });

  it('are read without flow control in the middle of an ASB', () => {
    expect(all(0x18, 0x13, 0x00, 0x11, 0x0c, 0x00)).toEqual([
      { kind: 'flow', state: 'xoff' },
      { kind: 'flow', state: 'xon' },
      { kind: 'asb', bytes: [0x18, 0, 0x0c, 0] },
    ]);
  });

  it('are read on after a broken ASB or block', () => {
    expect(all(0x14, 0x00, 0x12)).toEqual([
      { kind: 'discarded', count: 1 },
      { kind: 'reply', byte: 0 },
      { kind: 'dle-eot', byte: 0x12 },
    ]);
    expect(all(0x5f, 0x12)).toEqual([
      { kind: 'discarded', count: 1 },
      { kind: 'dle-eot', byte: 0x12 },
    ]);
  });

  it('give the same frames however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.nat(), { maxLength: 40 }), (bytes, at) => {
        expect(decode(cut(bytes, at))).toEqual(decode([bytes]));
      }),
    );
  });

  it('are read back as any sequence of frames', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        expect(decode([Uint8Array.from(frames.flatMap(bytesOf))])).toEqual(frames);
      }),
    );
  });

  it('lose no frame to noise between frames, of which every byte is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, frame), { maxLength: 20 }), (parts) => {
        const out = decode([Uint8Array.from(parts.flatMap(([bytes, of]) => [...bytes, ...bytesOf(of)]))]);
        expect(out.filter((f) => f.kind !== 'discarded')).toEqual(parts.map(([, of]) => of));
        const counted = out.reduce((sum, f) => sum + (f.kind === 'discarded' ? f.count : 0), 0);
        expect(counted).toBe(parts.reduce((sum, [bytes]) => sum + bytes.length, 0));
      }),
    );
  });

  it('are all accounted for, held in bounded memory, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        let seen = 0;
        const demux = new PrinterDemux((f) => {
          seen += f.kind === 'discarded' ? f.count : bytesOf(f).length;
        });
        for (const byte of bytes) {
          demux.push(Uint8Array.of(byte));
          expect(demux.held).toBeLessThanOrEqual(96);
        }
        demux.end();
        expect(seen).toBe(bytes.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the bytes of a printer with a presenter', () => {
  const full = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 }))).map((bytes) => ({
    kind: 'full-status' as const,
    bytes: bytes as unknown as readonly [number, number, number, number],
  }));
  // There, an automatic status never begins with 10 0F.
  const others = frame.filter((one) => one.kind !== 'asb' || !(one.bytes[0] === 0x10 && one.bytes[1] === 0x0f));

  it('are read in any pieces, with flow control characters inside a full status', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(full, others), { maxLength: 20 }), fc.array(fc.nat()), (frames, at) => {
        const seen: PrinterFrame[] = [];
        const demux = new PrinterDemux((one) => seen.push(one), true);
        for (const piece of cut(Uint8Array.from(frames.flatMap(bytesOf)), at)) demux.push(piece);
        expect(seen).toEqual(frames);
        expect(demux.held).toBe(0);
      }),
      { numRuns: process.env['CI'] === undefined ? 500 : 10_000 },
    );
  });
});
