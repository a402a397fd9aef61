import { afterEach, describe, expect, it } from 'vitest';
import { settle } from '../../../harness/manual-clock.ts';
import type {
  JournalEntry,
  OpenPayment,
  PaymentTerminalStatus,
} from '../../../../devices/payment-terminal/payment-terminal.ts';
import {
  aborted,
  ACCEPTED,
  COMPLETED,
  DriverBench,
  INSERT_CARD,
  registration,
  result,
  ScriptedTerminal,
  status,
  type Step,
} from './scripted-terminal.ts';

const AUTHORIZATION = 0x0601;
const NOT_CAPTURED = { outcome: 'declined', reason: 'other', code: null };
const GIVEN_UP = { outcome: 'declined', reason: 'cancelled', code: null };
const NEWEST = 0x0620;
const ENQUIRY = 0x0501;
const newest = (receipt: number, amountCents = 1_250, code = 0): Step[] => [
  ACCEPTED,
  result(receipt, amountCents, code),
  COMPLETED,
];

const benches: DriverBench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((at) => at.stop()));
});
async function bench(terminal: ScriptedTerminal, timing?: object, settings?: object): Promise<DriverBench> {
  const at = await DriverBench.start(terminal, timing, settings);
  benches.push(at);
  return at;
}
const shown = (state: PaymentTerminalStatus): string =>
  'reason' in state ? `${state.state}: ${state.reason}` : state.state;

describe('a terminal that does not register', () => {
  it.each<[string, readonly Step[], string]>([
    ['84 1E, the currency', [[0x841e, [0x6f]]], 'faulted: currency'],
    ['84 6F', [[0x846f]], 'faulted: currency'],
    ['06 1E 6F', [ACCEPTED, aborted(0x6f)], 'faulted: currency'],
    ['84 83, which is no word on the password', [[0x8483]], 'faulted: registration'],
    ['84 1E and a communication error', [[0x841e, [0x7d]]], 'faulted: out-of-order'],
    ['84 1E without a word', [[0x841e]], 'faulted: out-of-order'],
    ['84 1E and its end of day', [[0x841e, [0xf0]]], 'needs-staff: end-of-day'],
    ['06 1E 83', [ACCEPTED, aborted(0x83)], 'faulted: password'],
    ['84 9C', [[0x849c]], 'busy: self'],
    ['06 1E 9C', [ACCEPTED, aborted(0x9c)], 'busy: self'],
    ['06 1E 51', [ACCEPTED, aborted(0x51)], 'needs-staff: initialisation'],
    ['84 C2', [[0x84c2]], 'needs-staff: diagnosis'],
    ['84 CC', [[0x84cc]], 'needs-staff: printer'],
    ['84 FF', [[0x84ff]], 'faulted: out-of-order'],
    ['06 1E without a code', [ACCEPTED, [0x061e]], 'faulted: out-of-order'],
    ['06 1E 00', [ACCEPTED, aborted(0)], 'faulted: out-of-order'],
  ])('reports the reason: %s', async (_, script, expected) => {
    const terminal = new ScriptedTerminal().on(0x0600, ...script);
    const at = await bench(terminal);
    expect(shown(at.driver.status())).toBe(expected);
    expect(await at.driver.authorize({ id: 'p', amountCents: 1 })).toMatchObject({
      outcome: 'declined',
      reason: 'not-ready',
    });
    terminal.on(0x0600, ...registration(0));
    await at.clock.advance(10_000);
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });
});

describe('a request by the terminal at its registration', () => {
  it.each([
    [0x01, 'needs-staff: initialisation'],
    [0x02, 'needs-staff: diagnosis'],
    [0x13, 'needs-staff: initialisation'],
    [0x14, 'ready'],
  ])('bitmap 19 = %i: %s, until it registers without', async (wants, expected) => {
    const terminal = new ScriptedTerminal().on(0x0600, ...registration(wants));
    const at = await bench(terminal);
    expect(shown(at.driver.status())).toBe(expected);
    await at.clock.advance(10_000);
    expect(shown(at.driver.status())).toBe(expected);
    terminal.on(0x0600, ...registration(0));
    await at.clock.advance(10_000);
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });

  it('for a diagnosis is fulfilled by one', async () => {
    const at = await bench(new ScriptedTerminal().on(0x0600, ...registration(0x02)).on(0x0670, ACCEPTED, COMPLETED));
    expect(await at.driver.diagnose()).toEqual({ ok: true, value: undefined });
    await at.clock.advance(10_000);
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });
});

describe('a payment that is aborted before it is sent', () => {
  it.each<[string, (at: DriverBench, terminal: ScriptedTerminal) => void]>([
    ['at once', (at) => at.driver.abort()],
    [
      'while its intent is written',
      (at) => {
        at.before = ({ step }) => {
          if (step === 'intent') at.driver.abort();
        };
      },
    ],
    [
      'while the journal notes that it is sent',
      (at) => {
        at.before = ({ step }) => {
          if (step === 'sent') at.driver.abort();
        };
      },
    ],
  ])('is not sent: %s', async (_, action) => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ...newest(1));
    const at = await bench(terminal);
    const paying = at.pay();
    action(at, terminal);
    await settle();
    expect(paying.outcome()).toEqual(GIVEN_UP);
    expect(terminal.count(AUTHORIZATION)).toBe(0);
    // It does not stick to the next one.
    at.before = () => undefined;
    const next = at.pay();
    await settle();
    expect(next.outcome()).toMatchObject({ outcome: 'captured' });
  });

  it.each([
    ['the newest booking is asked for', NEWEST],
    ['an enquiry is under way', ENQUIRY],
  ])('is not sent: while %s', async (_, code) => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, aborted(0x6c));
    const at = await bench(terminal);
    // After a payment that came to nothing the newest booking is not known, and asked for at once.
    if (code === NEWEST) terminal.on(NEWEST, ACCEPTED, 'hold');
    at.pay();
    await settle();
    expect(terminal.count(AUTHORIZATION)).toBe(1);
    if (code === ENQUIRY) {
      terminal.on(ENQUIRY, ACCEPTED, 'hold');
      await at.clock.advance(60_000);
    }
    const paying = at.pay();
    await settle();
    at.driver.abort();
    terminal.say(0x061e, [0x65]);
    await settle();
    expect(paying.outcome()).toEqual(GIVEN_UP);
    expect(terminal.count(AUTHORIZATION)).toBe(1);
  });
});

describe('a terminal that does not report its newest booking', () => {
  it.each<[string, readonly Step[]]>([
    ['completes without one', [ACCEPTED, COMPLETED]],
    ['refuses the question', [[0x8483]]],
    ['aborts with 64', [ACCEPTED, aborted(0x64)]],
    ['aborts without a code', [ACCEPTED, [0x061e]]],
    ['aborts as if all were well', [ACCEPTED, aborted(0)]],
    ['tells a result without a receipt and completes', [ACCEPTED, [0x040f, [0x27, 0x65]], COMPLETED]],
    ['tells a success without a receipt and aborts', [ACCEPTED, [0x040f, [0x27, 0x00]], aborted(0x65)]],
    [
      'tells of a receipt that it cannot find and gives up for another reason',
      [ACCEPTED, [0x040f, [0x27, 0x65]], aborted(0x6c)],
    ],
  ])('is not ready, before a payment is offered, and is as soon as it does: it %s', async (_, script) => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...script);
    const at = await bench(terminal);
    expect(shown(at.driver.status())).toBe('needs-staff: bookings-untold');
    expect(await at.driver.authorize({ id: 'p', amountCents: 1 })).toMatchObject({
      outcome: 'declined',
      reason: 'not-ready',
    });
    expect(terminal.count(AUTHORIZATION)).toBe(0);
    terminal.on(NEWEST, ...newest(41));
    await at.clock.advance(10_000);
    expect(at.driver.status()).toEqual({ state: 'ready' });
  });

  it.each<[string, readonly Step[]]>([
    ['06 1E 65', [ACCEPTED, aborted(0x65)]],
    ['06 1E 83', [ACCEPTED, aborted(0x83)]],
    ['27 65 and 06 1E 65', [ACCEPTED, [0x040f, [0x27, 0x65]], aborted(0x65)]],
    ['27 83 and 06 1E 83', [ACCEPTED, [0x040f, [0x27, 0x83]], aborted(0x83)]],
  ])('because it has none accepts payments: %s', async (_, script) => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...script).on(AUTHORIZATION, ACCEPTED, result(1), COMPLETED);
    const at = await bench(terminal);
    expect(at.driver.status()).toEqual({ state: 'ready' });
    expect(await at.driver.authorize({ id: 'p', amountCents: 1_250 })).toMatchObject({
      outcome: 'captured',
      receipt: 1,
    });
    expect(at.journal[0]).toMatchObject({ step: 'intent', payment: { before: null } });
  });

  it('after a declined payment has that status at once', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, aborted(0x6c));
    const at = await bench(terminal);
    terminal.on(NEWEST, ACCEPTED, COMPLETED);
    const paying = at.pay();
    await settle();
    expect(paying.outcome()).toMatchObject({ outcome: 'declined', reason: 'cancelled' });
    expect(shown(at.driver.status())).toBe('needs-staff: bookings-untold');
  });
});

describe('a payment that is refused before it began', () => {
  it('is attributed to the terminal, whatever the code: no card was read and no bank was asked', async () => {
    for (let code = 0; code <= 0xff; code++) {
      const terminal = new ScriptedTerminal().on(AUTHORIZATION, [0x8400 | code, code === 0x1e ? [0x05] : []]);
      const at = await bench(terminal);
      const reason = code === 0xf0 ? 'end-of-day' : 'not-ready';
      expect(await at.driver.authorize({ id: 'p', amountCents: 1_250 }), `84 ${code.toString(16)}`).toEqual({
        outcome: 'declined',
        reason,
        code: code === 0x1e ? 5 : code,
      });
    }
  });

  it.each([
    [0x7d, 'not-ready'],
    [0x05, 'not-ready'],
    [0x37, 'not-ready'],
    [0x78, 'not-ready'],
    [0xf0, 'end-of-day'],
  ] as const)('is attributed to the terminal behind 84 1E as well: %i', async (code, reason) => {
    const at = await bench(new ScriptedTerminal().on(AUTHORIZATION, [0x841e, [code]]));
    expect(await at.driver.authorize({ id: 'p', amountCents: 1_250 })).toEqual({ outcome: 'declined', reason, code });
  });
});

describe('texts in another character set', () => {
  const latin1 = (text: string): number[] => [...Buffer.from(text, 'latin1')];
  const line: Step = [0x06d1, [0x80, ...latin1('HÄNDLERBELEG für Straße')]];
  const script = [ACCEPTED, result(1), line, COMPLETED] as const;
  const pay = async (at: DriverBench) => {
    const outcome = await at.driver.authorize({ id: 'p', amountCents: 1_250 });
    return outcome.outcome === 'captured' ? outcome.customerReceipt : outcome;
  };

  it('are read as the configuration says', async () => {
    const at = await bench(new ScriptedTerminal().on(AUTHORIZATION, ...script), {}, { characterSet: 'iso-8859-1' });
    expect(await pay(at)).toEqual(['HÄNDLERBELEG für Straße']);
  });

  it('are read as the terminal says, whatever the configuration does', async () => {
    const says = (set: number): readonly Step[] => [ACCEPTED, [0x060f, [0x19, 0x00, 0x06, 0x03, 0x14, 0x01, set]]];
    const at = await bench(
      new ScriptedTerminal().on(0x0600, ...says(1)).on(AUTHORIZATION, ...script),
      {},
      { characterSet: 'utf-8' },
    );
    expect(await pay(at)).toEqual(['HÄNDLERBELEG für Straße']);
    const utf8: Step = [0x06d1, [0x80, ...Buffer.from('HÄNDLERBELEG für Straße', 'utf8')]];
    const other = await bench(
      new ScriptedTerminal().on(0x0600, ...says(0xfe)).on(AUTHORIZATION, ACCEPTED, result(1), utf8, COMPLETED),
    );
    expect(await pay(other)).toEqual(['HÄNDLERBELEG für Straße']);
  });
});

describe('a payment whose answer was lost', () => {
  const OPEN: OpenPayment = { id: 'p', amountCents: 1_250, before: { receipt: 41, trace: 41 }, terminalId: '52500041' };

  it.each<[string, readonly Step[], boolean]>([
    ['ready', status(0), true],
    ['wants its end of day', status(0xf0), true],
    ['has no paper', status(0xcc), true],
    ['updates itself', status(0x9c), false],
    ['is maintained', status(0xe0), false],
    ['holds a card', status(0xdc), false],
    ['is out of order', status(0xdf), false],
    ['is not initialised', status(0x51), false],
    ['refuses the enquiry', [[0x849c]], false],
    ['aborts the enquiry without a word', [ACCEPTED, [0x061e]], false],
    ['aborts the enquiry as if all were well', [ACCEPTED, aborted(0)], false],
  ])('counts as not made by the former booking only at rest: the terminal is %s', async (_, enquiry, certain) => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...newest(41));
    const at = await bench(terminal);
    terminal.on(ENQUIRY, ...enquiry);
    expect(await at.driver.resolve(OPEN)).toEqual(certain ? NOT_CAPTURED : { outcome: 'unknown' });
  });

  it('counts as made by its own booking, in every state of the terminal but busy', async () => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...newest(42));
    const at = await bench(terminal);
    terminal.on(ENQUIRY, ...status(0xdf));
    expect(await at.driver.resolve(OPEN)).toMatchObject({ outcome: 'captured', receipt: 42 });
    terminal.on(ENQUIRY, ...status(0x9c));
    expect(await at.driver.resolve(OPEN)).toEqual({ outcome: 'unknown' });
  });

  it('is asked after until the terminal is at rest', async () => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...newest(41)).on(AUTHORIZATION, ACCEPTED, COMPLETED);
    const at = await bench(terminal);
    terminal.on(ENQUIRY, ...status(0xe0));
    const paying = at.pay();
    await at.clock.advance(5_000);
    expect(paying.outcome()).toBeNull();
    terminal.on(NEWEST, ...newest(42));
    await at.clock.advance(1_000);
    expect(paying.outcome()).toMatchObject({ outcome: 'captured', receipt: 42 });
  });

  it('is unknown when the terminal does not come to rest in time', async () => {
    const terminal = new ScriptedTerminal().on(NEWEST, ...newest(41)).on(AUTHORIZATION, ACCEPTED, COMPLETED);
    const at = await bench(terminal, { resolve: 10_000 });
    terminal.on(ENQUIRY, ...status(0xe0));
    const paying = at.pay();
    await at.clock.advance(11_000);
    expect(paying.outcome()).toEqual({ outcome: 'unknown' });
  });
});

describe('a second result of one payment', () => {
  const answers = (terminal: ScriptedTerminal): number =>
    terminal.sent.slice(terminal.sent.indexOf(AUTHORIZATION)).filter((code) => code === 0x8000).length;

  it('that repeats the first is acknowledged, and stored once', async () => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, result(1), result(1), COMPLETED);
    const at = await bench(terminal);
    const paying = at.pay();
    await settle();
    expect(paying.outcome()).toMatchObject({ outcome: 'captured', receipt: 1 });
    expect(answers(terminal)).toBe(4);
    expect(at.steps).toEqual(['intent', 'sent', 'result', 'acknowledged']);
  });

  it.each<[string, Step]>([
    ['another receipt', result(2)],
    ['another amount', result(1, 1_251)],
    ['another code', result(1, 1_250, 0x6c)],
  ])('that differs, %s, is not acknowledged: the terminal is asked', async (_, second) => {
    const terminal = new ScriptedTerminal().on(AUTHORIZATION, ACCEPTED, INSERT_CARD, result(1), second, COMPLETED);
    const at = await bench(terminal);
    const paying = at.pay();
    terminal.on(NEWEST, ...newest(2));
    await settle();
    expect(paying.outcome()).toBeNull();
    expect(answers(terminal)).toBe(2);
    await at.clock.advance(10_000);
    expect(paying.outcome()).toMatchObject({ outcome: 'captured', receipt: 2 });
    expect(at.journal.filter((entry: JournalEntry) => entry.step === 'result')).toMatchObject([
      { code: 0, booking: { receipt: 1, amountCents: 1_250 } },
    ]);
    expect(terminal.count(AUTHORIZATION)).toBe(1);
  });
});
