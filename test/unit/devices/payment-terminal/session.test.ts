import { describe, expect, it } from 'vitest';
import { FrameRing } from '../../../../devices/driver/frames.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { type CommandEnd, type Listener, Session } from '../../../../devices/payment-terminal/session.ts';
import { aborted, ACCEPTED, COMPLETED, INSERT_CARD, result, ScriptedTerminal, type Step } from './scripted-terminal.ts';

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
const AUTHORIZATION = 0x0601;
const ABORT = 0x06b0;
const REFUSED: Step = [0x8483];

interface Running {
  readonly end: () => CommandEnd | null;
}
async function connected(terminal: ScriptedTerminal) {
  const clock = new ManualClock(1_000);
  const session = new Session({ transport: terminal.transport(), clock, timing: TIMING, ring: new FrameRing() });
  await session.open();
  const begin = (code: number, listener?: Listener, wanted?: () => boolean): Running => {
    let end: CommandEnd | null = null;
    void session.command(code, [], listener, wanted).then((found) => {
      end = found;
    });
    return { end: () => end };
  };
  return { clock, session, begin };
}

describe('an abort', () => {
  it('is sent again after it was refused', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold').on(ABORT, REFUSED, 'hold');
    const { session, begin } = await connected(terminal);
    const paying = begin(AUTHORIZATION);
    await settle();
    session.abort();
    session.abort();
    await settle();
    expect(terminal.count(ABORT)).toBe(1);
    terminal.on(ABORT, ACCEPTED, aborted(0x6c));
    session.abort();
    await settle();
    expect(terminal.count(ABORT)).toBe(2);
    expect(paying.end()).toEqual({ end: 'aborted', code: 0x6c });
  });

  it('is sent again when no answer came within T3', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold');
    const { clock, session, begin } = await connected(terminal);
    begin(AUTHORIZATION);
    await settle();
    session.abort();
    await clock.advance(TIMING.t3 - 1);
    session.abort();
    expect(terminal.count(ABORT)).toBe(1);
    await clock.advance(1);
    session.abort();
    expect(terminal.count(ABORT)).toBe(2);
  });

  it('waits until the terminal has accepted the command', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, 'hold').on(ABORT, ACCEPTED, aborted(0x6c));
    const { session, begin } = await connected(terminal);
    const paying = begin(AUTHORIZATION);
    await settle();
    session.abort();
    await settle();
    expect(terminal.sent).toEqual([AUTHORIZATION]);
    terminal.say(0x8000);
    await settle();
    expect(paying.end()).toEqual({ end: 'aborted', code: 0x6c });
  });

  it('waits until the message at hand is acknowledged', async () => {
    const terminal = new ScriptedTerminal()
      .on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold')
      .on(ABORT, ACCEPTED, aborted(0x6c));
    const { session, begin } = await connected(terminal);
    let done = (): void => undefined;
    begin(AUTHORIZATION, async () => {
      await new Promise<void>((resolve) => {
        done = resolve;
      });
      return true;
    });
    await settle();
    session.abort();
    await settle();
    expect(terminal.sent).toEqual([AUTHORIZATION]);
    done();
    await settle();
    expect(terminal.sent).toEqual([AUTHORIZATION, 0x8000, ABORT]);
  });

  it('is not sent once the result is known, nor during another command', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, result(1), 'hold').on(0x0670, ACCEPTED, 'hold');
    const { session, begin } = await connected(terminal);
    const paying = begin(AUTHORIZATION);
    await settle();
    session.abort();
    terminal.say(0x060f);
    await settle();
    expect(paying.end()).toMatchObject({ end: 'completed' });
    begin(0x0670);
    await settle();
    session.abort();
    await settle();
    expect(terminal.count(ABORT)).toBe(0);
  });

  it('that crosses the end of its command does not answer the next one', async () => {
    const terminal = new ScriptedTerminal()
      .on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold')
      .on(0x0501, ACCEPTED, COMPLETED);
    const { clock, session, begin } = await connected(terminal);
    const paying = begin(AUTHORIZATION);
    await settle();
    session.abort();
    terminal.say(0x061e, [0x6c]);
    await settle();
    expect(paying.end()).toEqual({ end: 'aborted', code: 0x6c });
    const asking = begin(0x0501);
    await settle();
    expect(terminal.count(0x0501)).toBe(0);
    terminal.say(...(REFUSED as [number]));
    await settle();
    expect(asking.end()).toMatchObject({ end: 'completed' });

    const again = begin(AUTHORIZATION);
    await settle();
    session.abort();
    terminal.say(0x061e, [0x6c]);
    await settle();
    expect(again.end()).toMatchObject({ end: 'aborted' });
    // The answer comes while nothing is asked, or never.
    terminal.say(...(REFUSED as [number]));
    await settle();
    const third = begin(AUTHORIZATION);
    await settle();
    session.abort();
    terminal.say(0x061e, [0x6c]);
    await settle();
    expect(third.end()).toMatchObject({ end: 'aborted' });
    const late = begin(0x0501);
    await clock.advance(TIMING.t3);
    expect(late.end()).toMatchObject({ end: 'completed' });
  });
});

describe('a command', () => {
  it('that was withdrawn before its turn is not sent', async () => {
    const terminal = new ScriptedTerminal().on(0x0501, ACCEPTED, 'hold');
    const { begin } = await connected(terminal);
    let wanted = true;
    begin(0x0501);
    const paying = begin(AUTHORIZATION, undefined, () => wanted);
    await settle();
    wanted = false;
    terminal.say(0x060f);
    await settle();
    expect(paying.end()).toEqual({ end: 'withdrawn' });
    expect(terminal.count(AUTHORIZATION)).toBe(0);
  });

  /** A terminal that asks for 99 minutes, each minute. */
  async function stalling(code: number, terminal: ScriptedTerminal, minutes: number) {
    const { clock, session, begin } = await connected(terminal);
    const running = begin(code);
    await settle();
    for (let minute = 0; minute < minutes; minute++) {
      await clock.advance(60_000);
      terminal.say(0x04ff, [0x0e, 0x99]);
      await settle();
    }
    return { clock, session, running };
  }

  it('is given up after its total time, however often the terminal asks for more', async () => {
    const terminal = new ScriptedTerminal()
      .on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold')
      .on(ABORT, ACCEPTED, aborted(0x6c));
    const { clock, session, running } = await stalling(AUTHORIZATION, terminal, 9);
    await clock.advance(59_999);
    expect([running.end(), terminal.count(ABORT)]).toEqual([null, 0]);
    await clock.advance(1);
    expect([running.end(), terminal.count(ABORT)]).toEqual([{ end: 'aborted', code: 0x6c }, 1]);
    expect(session.ended).toBeNull();
  });

  it('whose end does not come even then is lost', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold').on(ABORT, REFUSED, 'hold');
    const { clock, session, running } = await stalling(AUTHORIZATION, terminal, 9);
    await clock.advance(60_000);
    expect([running.end(), terminal.count(ABORT)]).toEqual([null, 1]);
    await clock.advance(TIMING.t3);
    expect(running.end()).toEqual({ end: 'lost' });
    expect(session.ended).toBe('silent');
  });

  it('that only asks ends after a minute', async () => {
    const { clock, running } = await stalling(0x0620, new ScriptedTerminal().on(0x0620, ACCEPTED, 'hold'), 0);
    await clock.advance(60_000 + TIMING.t3);
    expect(running.end()).toEqual({ end: 'lost' });
  });

  it('is waited for T4 between two messages', async () => {
    const { clock, running } = await stalling(
      AUTHORIZATION,
      new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, 'hold'),
      0,
    );
    await clock.advance(TIMING.t4 - 1);
    expect(running.end()).toBeNull();
    await clock.advance(1);
    expect(running.end()).toEqual({ end: 'lost' });
  });
});
