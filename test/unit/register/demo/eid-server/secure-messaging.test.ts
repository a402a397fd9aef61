/** The terminal's end of the channel against the card's, which is written apart from it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openChannel } from '../../../../../register/demo/eid-server/secure-messaging.ts';
import type { Command } from '../../../../../register/demo/eid-server/secure-messaging.ts';
import { parseApdu, responseBytes } from '../../../../interop/eid/card/apdu.ts';
import type { CommandApdu } from '../../../../interop/eid/card/apdu.ts';
import { CardChannel } from '../../../../interop/eid/card/channel.ts';

const keys = { encryption: Buffer.alloc(16, 1), authentication: Buffer.alloc(16, 2) };
const command = fc
  .record({
    header: fc.tuple(fc.constant(0), fc.nat(255), fc.nat(255), fc.nat(255)),
    data: fc.option(fc.uint8Array({ minLength: 1, maxLength: 500 }), { nil: undefined }),
    expected: fc.option(fc.integer({ min: 1, max: 256 }), { nil: undefined }),
  })
  .map(({ header, data, expected }): Command => ({
    header,
    ...(data === undefined ? {} : { data }),
    ...(expected === undefined ? {} : { expected }),
  }));
const answer = fc.record({
  data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  status: fc.constantFrom(0x9000, 0x6282, 0x6a82),
});

describe('the secure messaging channel', () => {
  it('carries commands and answers, also when several go out before the first comes back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, answer), { minLength: 1, maxLength: 6 }), (exchanges) => {
        const terminal = openChannel(keys);
        const card = new CardChannel(keys);
        const sent = exchanges.map(([out]) => terminal.protect(out));
        for (const [index, [out, back]] of exchanges.entries()) {
          const opened = card.open(parseApdu(sent[index] as Buffer) as CommandApdu);
          const [cla, ins, p1, p2] = out.header;
          expect(opened).toEqual({ cla, ins, p1, p2, data: Buffer.from(out.data ?? []), expected: out.expected ?? 0 });
          expect(terminal.open(responseBytes(card.close(back)))).toEqual({ ok: true, value: back });
        }
      }),
    );
  });

  it('lets nothing through that was changed, repeated or taken from elsewhere', () => {
    fc.assert(
      fc.property(answer, fc.nat(), fc.integer({ min: 1, max: 255 }), (back, where, mask) => {
        const terminal = openChannel(keys);
        const card = new CardChannel(keys);
        card.open(parseApdu(terminal.protect({ header: [0, 0xb0, 0, 0] })) as CommandApdu);
        const bytes = responseBytes(card.close(back));
        // The status behind the objects is not protected, so it is not believed.
        const at = where % (bytes.length - 2);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ mask;
        expect(terminal.open(changed).ok).toBe(false);
      }),
    );
    const terminal = openChannel(keys);
    const card = new CardChannel(keys);
    card.open(parseApdu(terminal.protect({ header: [0, 0xb0, 0, 0] })) as CommandApdu);
    const bytes = responseBytes(card.close({ status: 0x9000 }));
    expect(terminal.open(bytes).ok).toBe(true);
    expect(terminal.open(bytes)).toEqual({ ok: false, error: 'forged' });
    expect(terminal.open(Buffer.from('6988', 'hex'))).toEqual({ ok: false, error: 'plain' });
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        (bytes) => void expect(openChannel(keys).open(bytes).ok).toBe(false),
      ),
    );
  });
});
