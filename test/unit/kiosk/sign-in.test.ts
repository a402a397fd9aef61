import { expect, it } from 'vitest';
import { ManualClock } from '../../../devices/manual-clock.ts';
import { createSignIn, hashPin } from '../../../electron/kiosk/sign-in.ts';
import { openStore } from '../../../electron/kiosk/store/store.ts';
import { inProcess } from '../../support/scripted.ts';

it('a PIN is hashed with a salt of its own, and only it signs in', async () => {
  const [one, other] = await Promise.all([hashPin('2468'), hashPin('2468')]);
  expect(one).toMatch(/^scrypt\$32768\$8\$1\$/);
  expect(one).not.toBe(other);
  expect(one).not.toContain('2468');
  const signIn = createSignIn([{ name: 'A', role: 'staff', hash: one }, { name: 'B', role: 'technician', hash: await hashPin('1357') }], inProcess(openStore(':memory:')), new ManualClock());
  const enter = async (pin: string) => {
    await signIn.begin();
    for (const digit of pin) signIn.type(digit);
    return signIn.submit();
  };
  expect(await enter('2468')).toEqual({ ok: true, role: 'staff' });
  expect(await enter('1357')).toEqual({ ok: true, role: 'technician' });
  expect(await enter('24680')).toEqual({ ok: false, failures: 1, waitSeconds: 0 });
  expect(signIn.facts()).toEqual({ digits: 0, problem: 'wrong', waitSeconds: 0, busy: false, badge: 'none' });
});

it('whoever has a badge needs it beside the PIN, and another one\'s badge does not help', async () => {
  const signIn = createSignIn([
    { name: 'A', role: 'staff', hash: await hashPin('2468'), badge: await hashPin('04A1B2C3D4') }, { name: 'B', role: 'technician', hash: await hashPin('1357'), badge: await hashPin('04FFFFFFFF') },
  ], inProcess(openStore(':memory:')), new ManualClock());
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
