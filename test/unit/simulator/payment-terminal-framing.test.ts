import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApduReader, encodeApdu } from '../../../devices/payment-terminal/simulator/apdu.ts';
import { FrameReader, frame } from '../../../devices/payment-terminal/simulator/framing.ts';

// Published with the protocol's other implementations (ecrterm); check sums recomputed.
const vectors = [
  '1002060006123456ba0978100324c3',
  '10020693031234561003caa4',
  '100206010a04000000011010004909781003f2ff',
  '10020670001003d9f9',
  '10028000001003f51f',
  '1002849c001003c341',
  '10020501031234561003e043',
  '10020618001003563a',
  '1002060f0bf0f0f7322e31342e3135001003b111',
];

test.each(vectors)('the simulated terminal reads the published block %s', (text) => {
  const bytes = Buffer.from(text, 'hex');
  const found = new FrameReader().push(bytes);
  expect(found.map((framed) => framed.kind)).toEqual(['block']);
  const block = found[0];
  if (block?.kind !== 'block') throw new Error('no block');
  expect(Buffer.from(frame(block.apdu)).toString('hex')).toBe(text);
});

const apdu = fc.tuple(
  fc.integer({ min: 0, max: 0xffff }),
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 700 }),
);

/** `bytes` cut after each of `cuts`. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((value) => value % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

test('the simulated terminal reads the same messages in any chunking, framed and raw', () => {
  fc.assert(
    fc.property(fc.array(apdu, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 8 }), (messages, cuts) => {
      const encoded = messages.map(([code, data]) => encodeApdu(code, data));
      const raw = new ApduReader();
      const found = cut(Buffer.concat(encoded), cuts).flatMap((chunk) => raw.push(chunk));
      expect(found.map(({ code, data }) => [code, [...data]])).toEqual(messages);
      const reader = new FrameReader();
      const blocks = cut(Buffer.concat(encoded.map(frame)), cuts).flatMap((chunk) => reader.push(chunk));
      expect(
        blocks.map((block) => (block.kind === 'block' ? Buffer.from(block.apdu).toString('hex') : block.kind)),
      ).toEqual(encoded.map((one) => Buffer.from(one).toString('hex')));
    }),
  );
});

test('the simulated terminal never throws on any bytes, and holds a bounded number', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (chunks) => {
      const raw = new ApduReader();
      const framed = new FrameReader();
      for (const chunk of chunks) {
        raw.push(chunk);
        framed.push(chunk);
        expect(raw.held).toBeLessThanOrEqual(5 + 0xffff + chunk.length);
      }
    }),
  );
});
