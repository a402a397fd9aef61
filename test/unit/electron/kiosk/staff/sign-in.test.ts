import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../../harness/manual-clock.ts';
import { PIN_LENGTH, pinFault } from '../../../../../electron/kiosk/staff/pin-rules.ts';
import { createSignIn, hashPin, staffId } from '../../../../../electron/kiosk/staff/sign-in.ts';
import { openStore } from '../../../../../electron/kiosk/store/store.ts';
import { cheapHash } from '../../../../harness/kiosk-harness.ts';
import { inProcess } from '../../../../harness/scripted.ts';

it('a PIN is hashed with a salt of its own, and only it signs in', async () => {
  const [one, other] = await Promise.all([hashPin('2468'), hashPin('2468')]);
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$/);
  expect(one).not.toBe(other);
  expect(one).not.toContain('2468');
  const signIn = createSignIn(
    [
      { name: 'A', role: 'staff', hash: one },
      { name: 'B', role: 'technician', hash: await hashPin('1357') },
    ],
    inProcess(openStore(':memory:')),
    new ManualClock(),
  );
  const enter = async (pin: string) => {
    await signIn.begin();
    for (const digit of pin) signIn.type(digit);
    return signIn.submit();
  };
  expect(await enter('2468')).toEqual({ ok: true, role: 'staff', staff: staffId({ hash: one }) });
  expect(await enter('1357')).toMatchObject({ ok: true, role: 'technician' });
  expect(await enter('24680')).toEqual({ ok: false, failures: 1, waitSeconds: 0 });
  expect(signIn.facts()).toEqual({ digits: 0, problem: 'wrong', waitSeconds: 0, busy: false, badge: 'none' });
});

it("staff with a badge need both badge and PIN, and another person's badge is refused", async () => {
  const signIn = createSignIn(
    [
      { name: 'A', role: 'staff', hash: await hashPin('2468'), badge: await hashPin('04A1B2C3D4') },
      { name: 'B', role: 'technician', hash: await hashPin('1357'), badge: await hashPin('04FFFFFFFF') },
    ],
    inProcess(openStore(':memory:')),
    new ManualClock(),
  );
  const enter = async (pin: string, badge: string | null) => {
    await signIn.begin();
    if (badge !== null) {
      await signIn.knows(badge);
      signIn.show();
    }
    for (const digit of pin) signIn.type(digit);
    return (await signIn.submit()).ok;
  };
  expect(await enter('2468', '04A1B2C3D4')).toBe(true);
  expect(await enter('2468', null)).toBe(false);
  expect(await enter('2468', '04FFFFFFFF')).toBe(false);
  expect(await signIn.knows('00')).toBe(false);
  signIn.show();
  expect(signIn.facts().badge).toBe('unknown');
  await signIn.begin();
  expect(signIn.facts().badge).toBe('none');
});

describe('wrong PINs', () => {
  class Town extends ManualClock {
    ahead = 0;
    override now(): number {
      return super.now() + this.ahead;
    }
    elapsed(): number {
      return super.now();
    }
  }
  const PINS = [
    { name: 'A', role: 'staff' as const, hash: cheapHash('314159') },
    { name: 'B', role: 'technician' as const, hash: cheapHash('271828') },
    { name: 'C', role: 'staff' as const, hash: cheapHash('161803'), badge: cheapHash('04A1B2C3D4') },
  ];
  function glass(store = openStore(':memory:'), clock = new Town(1_000_000)) {
    const signIn = createSignIn(PINS, inProcess(store), clock);
    return {
      clock,
      signIn,
      async enter(pin: string, badge: string | null = null) {
        await signIn.begin();
        if (badge !== null) {
          await signIn.knows(badge);
          signIn.show();
        }
        for (const digit of pin) signIn.type(digit);
        return signIn.submit();
      },
    };
  }

  it('by a stranger, twelve of them, keep staff out for a minute at most, and not at all the next day', async () => {
    const { clock, enter } = glass();
    let waited = 0;
    for (let tries = 0; tries < 12; tries += 1) {
      const answer = await enter('999999');
      waited = answer.ok ? 0 : answer.waitSeconds;
      expect(waited).toBeLessThanOrEqual(60);
      if (tries < 11) await clock.advance(waited * 1_000);
    }
    expect(await enter('314159')).toMatchObject({ ok: false, waitSeconds: 60 });
    await clock.advance(60_000);
    expect(await enter('314159')).toMatchObject({ ok: true });
    await clock.advance(16 * 3_600_000);
    // A typing mistake of the next morning costs what it always did.
    expect(await enter('314150')).toEqual({ ok: false, failures: 1, waitSeconds: 0 });
  });

  it('are not reset by a right PIN: forty guesses with one’s own PIN in between take as long as forty guesses', async () => {
    const alone = glass();
    const between = glass();
    const cost = async ({ clock, enter }: ReturnType<typeof glass>, own: boolean): Promise<number> => {
      const from = clock.elapsed();
      for (let guess = 0; guess < 40; guess += 1) {
        const answer = await enter('999999');
        if (!answer.ok) await clock.advance(answer.waitSeconds * 1_000);
        if (own && guess % 2 === 1) expect(await enter('314159')).toMatchObject({ ok: true });
      }
      return clock.elapsed() - from;
    };
    expect(await cost(between, true)).toBe(await cost(alone, false));
    expect(alone.clock.elapsed() - 1_000_000).toBeGreaterThan(30 * 60_000);
  });

  it('without a badge do not delay staff with one, and those with a badge delay only its owner', async () => {
    const { enter, clock } = glass();
    for (let tries = 0; tries < 12; tries += 1) {
      const answer = await enter('999999');
      if (!answer.ok && tries < 11) await clock.advance(answer.waitSeconds * 1_000);
    }
    expect(await enter('161803', '04A1B2C3D4')).toMatchObject({ ok: true, staff: staffId(PINS[2] ?? { hash: '' }) });
    const other = glass();
    for (let tries = 0; tries < 3; tries += 1) await other.enter('999999', '04A1B2C3D4');
    expect(await other.enter('161803', '04A1B2C3D4')).toMatchObject({ ok: false });
    expect(await other.enter('314159')).toMatchObject({ ok: true });
  });

  it('are waited for by the monotonic clock', async () => {
    const { enter, clock } = glass();
    for (let tries = 0; tries < 3; tries += 1) await enter('999999');
    clock.ahead = 30 * 86_400_000;
    expect(await enter('314159')).toMatchObject({ ok: false, waitSeconds: 15 });
    clock.ahead = -30 * 86_400_000;
    expect(await enter('314159')).toMatchObject({ ok: false, waitSeconds: 15 });
    await clock.advance(15_000);
    expect(await enter('314159')).toMatchObject({ ok: true });
  });
});

describe('a new PIN', () => {
  it.each([
    ['12345', 'form'],
    ['0000', 'form'],
    ['1234567890123', 'form'],
    ['12a456', 'form'],
    ['000000', 'few-digits'],
    ['121212', 'few-digits'],
    ['122111', 'few-digits'],
    ['123456', 'sequence'],
    ['987654', 'sequence'],
    ['890123', 'sequence'],
    ['135791', 'sequence'],
    ['123123', 'repeated'],
    ['48174817', 'repeated'],
    ['240581', 'date'],
    ['810524', 'date'],
    ['290200', 'date'],
  ])('%s is refused: %s', (pin, fault) => expect(pinFault(pin)).toBe(fault));
  it('is accepted otherwise, as most are', () => {
    for (const pin of ['604917', '830296', '314159', '39715046']) expect(pinFault(pin), pin).toBeNull();
    const any = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: PIN_LENGTH.shortest, maxLength: PIN_LENGTH.longest })
      .map((digits) => digits.join(''));
    const sample = fc.sample(any, { numRuns: 500, seed: 7 });
    expect(sample.filter((pin) => pinFault(pin) === null).length).toBeGreaterThan(450);
  });
});
