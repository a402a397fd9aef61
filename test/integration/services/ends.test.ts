/**
 * A visit that ends at any step of an order, by whatever ends visits: what was paid is in somebody's hands, given back,
 * or on the staff's list.
 */
import { describe, expect, it } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import type { Captured } from '../../../devices/payment-terminal/payment-terminal.ts';
import type { RegisterFailure } from '../../../register/client/client.ts';
import type { EidOutcome, IssuedDocument, OrderState, Resident } from '../../../register/contract/contract.ts';
import { type Result, err, ok } from '../../../base/result.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import { held } from '../../harness/scripted.ts';
import { TOKEN } from '../../harness/services.ts';
import { type Desk, bootDesk, toPrinted } from './desk.ts';

/** Brings an order to a step, and says how what holds it there goes on. */
type Step = (desk: Desk) => Promise<() => void>;
const UNREACHABLE = err({ kind: 'unreachable' as const, reason: 'timeout' as const });
const nothing = (): void => undefined;

const STEPS: Readonly<Record<string, { readonly at: string; readonly come: Step; readonly delivered?: boolean }>> = {
  'before it is confirmed': { at: 'certificate-preview', come: async (desk) => (await toPrinted(desk), nothing) },
  'while paying': {
    at: 'waiting',
    async come(desk) {
      await toPrinted(desk);
      const proof = held<Captured>();
      desk.payment.outcomes.push(proof.promise);
      await desk.act('confirm');
      return () => proof.resolve(desk.payment.capture(900));
    },
  },
  declined: {
    at: 'declined',
    async come(desk) {
      await toPrinted(desk);
      desk.payment.outcomes.push({ outcome: 'declined', reason: 'wrong-pin', code: 0x55 });
      await desk.act('confirm');
      return nothing;
    },
  },
  'when the payment is unclear': {
    at: 'pay-unknown',
    async come(desk) {
      await toPrinted(desk);
      desk.payment.outcomes.push({ outcome: 'unknown' });
      await desk.act('confirm');
      return () => {
        desk.payment.outcomes.push(desk.payment.capture(900));
        desk.payment.become({ state: 'busy', reason: 'self' });
        desk.payment.become({ state: 'ready' });
      };
    },
  },
  'while it is issued': {
    at: 'waiting',
    async come(desk) {
      await toPrinted(desk);
      const answer = held<Result<IssuedDocument, RegisterFailure>>();
      const issue = desk.register.answers.certificate;
      desk.register.answers.certificate = async (request) => {
        const done = await issue?.(request);
        await answer.promise;
        return done ?? UNREACHABLE;
      };
      await desk.act('confirm');
      return () => answer.resolve(UNREACHABLE);
    },
  },
  'while the register is asked again': {
    at: 'waiting',
    async come(desk) {
      await toPrinted(desk);
      desk.register.answers.certificate = () => UNREACHABLE;
      await desk.act('confirm');
      return nothing;
    },
  },
  'while the money goes back': {
    at: 'waiting',
    async come(desk) {
      await toPrinted(desk);
      const fate = held<Result<OrderState, RegisterFailure>>();
      desk.register.answers.certificate = () => err({ kind: 'declined', reason: 'not-possible' });
      desk.register.answers.order = () => fate.promise;
      await desk.act('confirm');
      return () => fate.resolve(ok({ state: 'void' }));
    },
  },
  'while it is printed': {
    at: 'waiting',
    async come(desk) {
      await toPrinted(desk);
      const proof = held<{ ok: true; value: { by: 'counted' } }>();
      desk.paper.outcomes.push(proof.promise);
      await desk.act('confirm');
      return () => proof.resolve({ ok: true, value: { by: 'counted' } });
    },
  },
  'when nothing was printed': { at: 'not-printed', come: (desk) => printed(desk, 'none') },
  'when it is not clear what was printed': { at: 'print-unclear', come: (desk) => printed(desk, 'unknown') },
  'with the code for the counter on the glass': {
    at: 'pick-up',
    async come(desk) {
      await printed(desk, 'none');
      await desk.act('pick-up');
      return nothing;
    },
  },
  'when it can be handed out in no way': {
    at: 'undelivered',
    async come(desk) {
      desk.register.answers.pickUp = () => UNREACHABLE;
      await printed(desk, 'none');
      await desk.act('pick-up');
      return nothing;
    },
  },
  'when it is done': {
    at: 'order-done',
    come: async (desk) => (await toPrinted(desk), await desk.act('confirm'), nothing),
    delivered: true,
  },
};

async function printed(desk: Desk, outcome: 'none' | 'unknown'): Promise<() => void> {
  await toPrinted(desk);
  desk.paper.outcomes.push(outcome);
  await desk.act('confirm');
  return nothing;
}

const ENDS: Readonly<Record<string, (desk: Desk) => Promise<void>>> = {
  idle: (desk) => desk.harness.advance(DELAYS.idle + DELAYS.warning),
  pause: async (desk) => {
    await desk.harness.touch({ type: 'open-sheet', sheet: 'help' }, 'pause');
    await desk.harness.advance(DELAYS.pause);
  },
  visitor: async (desk) => {
    // Where a device works, there is no button for it.
    if (desk.harness.view.bar.cancel) await desk.harness.touch('cancel', 'leave');
  },
  staff: (desk) => desk.reset(),
};

describe.each(Object.entries(STEPS))('%s', (_name, { at, come, delivered = false }) => {
  it.each(Object.entries(ENDS))('settles what was paid when the visit is ended by %s', async (by, end) => {
    const desk = await bootDesk();
    const goOn = await come(desk);
    expect(desk.at()).toBe(at);
    await end(desk);
    const ended = desk.harness.count('visit.ended') === 1;
    // While a device works, no time ends the visit; when it has done its work, that is over first.
    if (at !== 'waiting' || by === 'staff') expect([ended, desk.harness.last('visit.ended')?.by]).toEqual([true, by]);
    goOn();
    await settle();
    await desk.harness.advance(10_000);
    if (desk.harness.count('visit.ended') === 0) await ENDS.staff?.(desk);
    await desk.harness.advance(120_000);
    expect(desk.harness.view.screen.kind).toBe('attract');

    const listed = await desk.list();
    expect(desk.payment.book.length).toBeLessThanOrEqual(1);
    const handedOver = desk.harness.log.some(({ event, step }) => event === 'order.step' && step === 'handed-over');
    if (delivered) expect(handedOver).toBe(true);
    expect(desk.payment.taken(), `handed over: ${handedOver}, listed: ${listed.length}`).toBe(
      handedOver || listed.length > 0 ? 900 : 0,
    );
    expect(listed.length).toBe(handedOver ? 0 : listed.length);
    // What needs no attention by staff is not left open.
    expect(desk.store.openOrders().filter(({ state }) => state !== 'issued')).toEqual([]);
    expect(desk.harness.count('bug')).toBe(0);
  });
});

describe('the next visitor', () => {
  it('who makes the same change sends it under another key', async () => {
    const desk = await bootDesk();
    desk.register.answers.blocks = () => UNREACHABLE;
    for (let visitor = 0; visitor < 2; visitor += 1) {
      await desk.begin('blocks');
      await desk.choose('parties');
      await desk.act('next', 'confirm');
      await desk.reset();
    }
    const keys = desk.register.called
      .filter(({ route }) => route === 'blocks')
      .map(({ request }) => (request as { key: string }).key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
  });

  it.each(['visitor', 'staff'] as const)(
    'finds no payment of the one before in progress, who was sent away by %s',
    async (by) => {
      const desk = await bootDesk();
      await STEPS['while paying']?.come(desk);
      expect(desk.payment.aborted).toBe(0);
      await ENDS[by]?.(desk);
      expect(desk.payment.aborted).toBe(1);
    },
  );

  it('causes no further request for the order of the one before', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.register.answers.certificate = () => UNREACHABLE;
    desk.register.answers.order = () => new Promise(() => undefined);
    await desk.act('confirm');
    await desk.reset();
    desk.register.answers.eidOutcome = () =>
      ok({ state: 'signed-in', visit: 'w'.repeat(43), expiresAt: '2026-11-23T11:00:00+01:00', name: 'Max' });
    await desk.begin('own-data');
    const before = desk.register.called.length;
    await desk.harness.advance(10_000);
    expect(desk.register.called.slice(before).filter(({ route }) => route === 'certificate')).toEqual([]);
  });

  it('is not greeted by the name of the one before, and signs in anew', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    await desk.reset();
    expect(desk.register.called.at(-1)).toEqual({ route: 'signOut', request: { visit: TOKEN.visit } });
    await desk.open('own-data');
    desk.page('preflight');
  });

  it('is not signed out by an answer to the one before', async () => {
    const desk = await bootDesk();
    const late = held<Result<Resident, RegisterFailure>>();
    const resident = desk.register.answers.resident;
    desk.register.answers.resident = () => late.promise;
    await desk.begin('own-data');
    await desk.reset();
    if (resident !== undefined) desk.register.answers.resident = resident;
    desk.register.answers.eidOutcome = () =>
      ok({ state: 'signed-in', visit: 'w'.repeat(43), expiresAt: '2026-11-23T11:00:00+01:00', name: 'Max' });
    await desk.begin('own-data');
    late.resolve(err({ kind: 'declined', reason: 'signed-out' }));
    await settle();
    await desk.harness.touch('done');
    await desk.choose('blocks');
    desk.page('blocks');
  });

  it('does not inherit a sign-in that came when its visitor was gone; it is ended at the register', async () => {
    const desk = await bootDesk();
    const answer = held<Result<EidOutcome, RegisterFailure>>();
    desk.register.answers.eidOutcome = () => answer.promise;
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.succeed();
    await desk.reset();
    answer.resolve(
      ok({ state: 'signed-in', visit: TOKEN.visit, expiresAt: '2026-11-23T10:30:00+01:00', name: 'Erika' }),
    );
    await settle();
    expect(desk.register.called.filter(({ route }) => route === 'signOut')).toEqual([
      { route: 'signOut', request: { visit: TOKEN.visit } },
    ]);
  });

  it('causes no further question about the sign-in of the one before', async () => {
    const desk = await bootDesk();
    desk.register.answers.eidOutcome = () => ok({ state: 'pending' });
    await desk.open('own-data');
    await desk.act('start');
    await desk.eid.succeed();
    await desk.reset();
    const before = desk.register.called.length;
    await desk.harness.advance(15_000);
    expect(desk.register.called.slice(before).filter(({ route }) => route === 'eidOutcome')).toEqual([]);
  });

  it('can begin at once when the register was away at the end of the visit before', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    desk.register.answers.signOut = () => new Promise(() => undefined);
    await desk.reset();
    await desk.open('own-data');
    desk.page('preflight');
  });
});

describe('the language changed in the middle of an order', () => {
  it('changes the words on the screen, and nothing of the order', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    await desk.harness.changeLanguage('en');
    desk.page('certificate-preview');
    const proof = held<Captured>();
    desk.payment.outcomes.push(proof.promise);
    await desk.act('confirm');
    await desk.harness.changeLanguage('ar');
    proof.resolve(desk.payment.capture(900));
    await settle();
    desk.page('order-done');
    expect([desk.harness.view.language, desk.payment.asked.length, desk.paper.printed.length]).toEqual(['ar', 1, 1]);
  });
});

describe('a kiosk that begins again', () => {
  it('settles what the former run left open, before anything new is ordered', async () => {
    const first = await bootDesk();
    await toPrinted(first);
    first.register.answers.certificate = () => new Promise(() => undefined);
    await first.act('confirm');
    expect(first.payment.taken()).toBe(900);
    const second = await bootDesk({ store: first.store, payment: first.payment });
    expect([second.payment.taken(), second.store.openOrders(), second.store.outstandingPayments()]).toEqual([
      0,
      [],
      [],
    ]);
  });
});
