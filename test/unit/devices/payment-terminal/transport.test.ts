import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameRing } from '../../../../devices/driver/frames.ts';
import type { Link } from '../../../../devices/link/link.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { ACK, frame } from '../../../../devices/payment-terminal/framing.ts';
import { type CommandEnd, Session } from '../../../../devices/payment-terminal/session.ts';
import { Book } from '../../../../devices/payment-terminal/simulator/book.ts';
import { Engine } from '../../../../devices/payment-terminal/simulator/engine.ts';
import { serialLine } from '../../../../devices/payment-terminal/simulator/line.ts';
import { SerialTransport } from '../../../../devices/payment-terminal/transport.ts';
import { authorization, registration } from '../../../../devices/payment-terminal/messages.ts';
import { err, ok } from '../../../../base/result.ts';
import { apdu } from './scripted-terminal.ts';
import { hex, numRuns } from './vectors.ts';

const TIMING = {
  t1: 200,
  t2: 5_000,
  t3: 5_000,
  t4: 180_000,
  total: 600_000,
  poll: 60_000,
  pollHindered: 10_000,
  resolve: 60_000,
};

/** A serial line in memory; what is written goes to `heard`. */
function line(heard: (bytes: Uint8Array) => void) {
  let data: (bytes: Uint8Array) => void = () => undefined;
  let closed: Parameters<Link['onClose']>[0] = () => undefined;
  let over = false;
  const link: Link = {
    open: async () => ok(undefined),
    write: async (bytes) => {
      if (over) return err({ kind: 'closed', code: null });
      heard(bytes);
      return ok(undefined);
    },
    onData: (listener) => {
      data = listener;
    },
    onClose: (listener) => {
      closed = listener;
    },
    close: async () => {
      over = true;
    },
  };
  return {
    link,
    say: (bytes: Uint8Array): void => {
      if (!over) data(bytes);
    },
    cut: (): void => {
      over = true;
      closed({ kind: 'closed', code: null });
    },
  };
}

function serial() {
  const clock = new ManualClock();
  const heard: string[] = [];
  const { link, say, cut } = line((bytes) => heard.push(hex(bytes)));
  const transport = new SerialTransport({ link, clock, timing: TIMING, ring: new FrameRing() });
  const sent = (code: number): { readonly told: () => boolean | null } => {
    let told: boolean | null = null;
    void transport.send(apdu(code)).then((answer) => {
      told = answer;
    });
    return { told: () => told };
  };
  return { clock, heard, say, cut, transport, sent };
}
const FIRST = hex(frame(apdu(0x8000)));
const SECOND = hex(frame(apdu(0x06b0)));

describe('two messages at once on the serial line', () => {
  it('are sent one after the other, the second when the first is acknowledged', async () => {
    const { heard, say, sent } = serial();
    const [first, second] = [sent(0x8000), sent(0x06b0)];
    await settle();
    expect(heard).toEqual([FIRST]);
    say(Uint8Array.of(ACK));
    await settle();
    expect([first.told(), second.told()]).toEqual([true, null]);
    expect(heard).toEqual([FIRST, SECOND]);
    say(Uint8Array.of(ACK));
    await settle();
    expect(second.told()).toBe(true);
  });

  it('are both given up where nothing is acknowledged', async () => {
    const { clock, heard, sent } = serial();
    const both = [sent(0x8000), sent(0x06b0)];
    await clock.advance(2 * 3 * TIMING.t2);
    expect(both.map(({ told }) => told())).toEqual([false, false]);
    expect(heard).toEqual([FIRST, FIRST, FIRST, SECOND, SECOND, SECOND]);
  });

  it.each([
    ['the line ends', 'cut'],
    ['we end it', 'close'],
  ] as const)('are both given up when %s; nothing leaves afterwards', async (_, how) => {
    const { clock, heard, cut, transport, sent } = serial();
    const both = [sent(0x8000), sent(0x06b0)];
    await settle();
    if (how === 'cut') cut();
    else await transport.close('link');
    await settle();
    const late = sent(0x0501);
    await settle();
    expect([...both, late].map(({ told }) => told())).toEqual([false, false, false]);
    expect(heard).toEqual([FIRST]);
    expect(clock.pending).toBe(0);
  });
});

describe('an abort over the serial line', () => {
  it('at any moment leaves driver and terminal agreed on the payment, and the next command succeeds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          /** Milliseconds: of an abort, of a byte's way, of the acquirer, and of a card. */
          aborts: fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 1, maxLength: 3 }),
          way: fc.integer({ min: 1, max: 60 }),
          hostMs: fc.integer({ min: 1, max: 200 }),
          card: fc.integer({ min: 0, max: 2_000 }),
          keeping: fc.integer({ min: 0, max: 100 }),
          fault: fc.constantFrom('none', 'nak', 'no-ack', 'bad-check-sum', 'noise'),
        }),
        async ({ aborts, way, hostMs, card, keeping, fault }) => {
          const clock = new ManualClock();
          const later = (ms: number, fn: () => void): void => void clock.after(ms, fn);
          const { link, say } = line((bytes) => later(way, () => wire.push(bytes)));
          const engine: Engine = new Engine(
            {
              clock,
              terminalId: 52_500_041,
              password: '000000',
              lostAck: 'reverse',
              patron: 'hands',
              hostMs,
              book: new Book(),
            },
            { send: (message) => wire.send(message), cut: () => undefined },
            () => undefined,
          );
          const wire = serialLine({
            write: (bytes) => later(way, () => say(bytes)),
            receive: (message) => engine.receive(message),
            clock,
            faults: engine.faults,
            violate: () => undefined,
          });
          const session = new Session({
            transport: new SerialTransport({ link, clock, timing: TIMING, ring: new FrameRing() }),
            clock,
            timing: TIMING,
            ring: new FrameRing(),
          });
          await session.open();
          const registering = session.command(0x0600, registration('000000'));
          await clock.advance(5_000);
          expect((await registering).end).toBe('completed');

          if (fault !== 'none') engine.faults.failNext({ kind: fault });
          for (const ms of aborts) later(ms, () => session.abort());
          later(card, () => engine.hand('card'));
          let end: CommandEnd | null = null;
          void session
            .command(0x0601, authorization(1_250), async () => {
              await new Promise<void>((resolve) => later(keeping, resolve));
              return true;
            })
            .then((found) => {
              end = found;
            });
          await clock.advance(TIMING.t4 + TIMING.total + 60_000);
          expect(end).not.toBeNull();
          const ended = end as unknown as CommandEnd;
          if (fault === 'none') expect(ended.end).not.toBe('lost');
          if (ended.end !== 'lost') expect(ended.end).toBe(engine.book.sales.length === 1 ? 'completed' : 'aborted');
          if (session.ended !== null) return;
          const asking = session.command(0x0501, [0, 0, 0]);
          await clock.advance(60_000);
          expect((await asking).end).toBe('completed');
        },
      ),
      { numRuns },
    );
  }, 300_000);
});
