/** S3: the certificate of registration, with its fee, its paper and whatever may go wrong between them. */
import { describe, expect, it } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import { err, ok } from '../../../base/result.ts';
import { keysOf } from '../../harness/kiosk-harness.ts';
import { held } from '../../harness/scripted.ts';
import { SLIP } from '../../harness/scripted-payment.ts';
import { PICK_UP, TOKEN } from '../../harness/services.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import { type Desk, bootDesk, toPrinted } from './desk.ts';
import type { Captured } from '../../../devices/payment-terminal/payment-terminal.ts';

const UNREACHABLE = err({ kind: 'unreachable' as const, reason: 'timeout' as const });
const last = <T>(of: readonly T[]): T => {
  const found = of.at(-1);
  if (found === undefined) throw new Error('there is none');
  return found;
};

describe('electronic', () => {
  it('is free, is fetched once by a code, and ends on one receipt', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    await desk.choose('extended');
    const fields = desk.page('certificate-fields');
    // Nothing goes to anybody else without being chosen.
    expect([fields.choices.map(({ state }) => state), fields.actions]).toEqual([
      ['off', 'off', 'off', 'off', 'off'],
      [],
    ]);
    await desk.choose('birth-name', 'birth-place', 'nationalities', 'marital-status', 'move-in-dates', 'birth-place');
    await desk.act('next');
    await desk.choose('electronic');
    await desk.act('confirm');
    expect(desk.page('linked').qr?.rows.length).toBeGreaterThan(20);
    expect(desk.payment.asked).toEqual([]);
    expect(last(desk.register.called.filter(({ route }) => route === 'certificate')).request).toMatchObject({
      visit: TOKEN.visit,
      payment: null,
      order: {
        kind: 'extended',
        fields: ['birth-name', 'nationalities', 'marital-status', 'move-in-dates'],
        delivery: 'electronic',
      },
    });
    await desk.harness.touch('done');
    desk.page('menu-1');
    await desk.act('basket');
    desk.page('receipt');
    await desk.harness.touch('print', 'home');
    desk.page('menu-1');
    await desk.harness.touch('done');
    expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: true });
    expect(desk.store.openOrders()).toEqual([]);
    expect(JSON.stringify(desk.receipts.papers)).not.toContain('Kennwort');
    expect(JSON.stringify(desk.receipts.papers)).toContain('MB-2026-000001');
  });

  async function linked(): Promise<Desk> {
    const desk = await bootDesk();
    await desk.begin('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    desk.page('linked');
    return desk;
  }
  const asked = (desk: Desk, route: string): number =>
    desk.register.called.filter((call) => call.route === route).length;

  it('shows when it was fetched, and offers another code', async () => {
    const desk = await linked();
    await desk.harness.advance(DELAYS.linkLook);
    expect([desk.at(), asked(desk, 'linkState')]).toEqual(['linked', 1]);
    expect(last(desk.register.called.filter(({ route }) => route === 'linkState')).request).toEqual({
      visit: TOKEN.visit,
      link: TOKEN.link,
    });
    // The register is away for a moment: the code stays, and it is asked again.
    desk.register.answers.linkState = () => UNREACHABLE;
    await desk.harness.advance(DELAYS.linkLook);
    desk.page('linked');
    desk.register.answers.linkState = () => ok({ state: 'fetched' });
    await desk.harness.advance(DELAYS.linkLook);
    expect(keysOf(desk.page('link-fetched'))).toContain('order.fetched');
    // It is not asked again.
    const before = asked(desk, 'linkState');
    await desk.harness.advance(2 * DELAYS.linkLook);
    expect(asked(desk, 'linkState')).toBe(before);
    await desk.act('next-link');
    desk.page('linked');
    expect(asked(desk, 'downloadLink')).toBe(2);
    await desk.harness.advance(DELAYS.linkLook);
    desk.page('link-fetched');
    await desk.harness.touch('done');
    desk.page('menu-1');
    expect(desk.store.openOrders()).toEqual([]);
  });

  it('that was not fetched in time is offered again, by another code or at the counter', async () => {
    const desk = await linked();
    desk.register.answers.linkState = () => ok({ state: 'over' });
    await desk.harness.advance(DELAYS.linkLook);
    expect(desk.page('link-over').actions.map(({ id }) => id)).toEqual(['pick-up', 'next-link']);
    await desk.act('next-link');
    desk.page('linked');
    await desk.harness.advance(DELAYS.linkLook);
    await desk.act('pick-up');
    expect(desk.page('pick-up').code).toBe(PICK_UP);
  });

  it('is handed out at the counter where the register has no public address', async () => {
    const desk = await bootDesk();
    desk.register.answers.downloadLink = () => err({ kind: 'declined', reason: 'not-possible' });
    await desk.begin('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    expect(desk.page('pick-up').code).toBe(PICK_UP);
    await desk.harness.touch('done');
    desk.page('menu-1');
  });
});

describe('printed', () => {
  it("is paid, issued with the proof of payment, printed and closed; the receipt has the payment terminal's lines unchanged", async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    const proof = held<Captured>();
    desk.payment.outcomes.push(proof.promise);
    await desk.act('confirm');
    desk.payment.progress({ prompt: 'insert-card', text: null });
    await settle();
    expect(keysOf(desk.harness.view.screen)).toContain('payment.prompt.insert-card');
    expect(desk.register.called.some(({ route }) => route === 'certificate')).toBe(false);
    proof.resolve(desk.payment.capture(900));
    await settle();
    desk.page('order-done');
    const [order] = desk.issued.keys();
    expect(desk.payment.asked.map(({ id }) => id)).toEqual([order]);
    expect(last(desk.register.called.filter(({ route }) => route === 'certificate')).request).toMatchObject({
      key: order,
      payment: { amountCents: 900, receipt: 17, terminalId: '52000001' },
    });
    expect(desk.paper.printed.map(({ pages, sides }) => [pages, sides])).toEqual([[1, 'one-sided']]);
    // What was paid for comes on paper by itself.
    await desk.act('end');
    expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: true });
    const paper = JSON.stringify(desk.receipts.papers);
    for (const line of SLIP) expect(paper).toContain(JSON.stringify(line).slice(1, -1));
    expect([desk.store.openOrders(), desk.store.outstandingPayments(), desk.payment.taken()]).toEqual([[], [], 900]);
    expect(desk.harness.log.filter(({ event }) => event === 'order.step').map(({ step }) => step)).toEqual([
      'issued',
      'handed-over',
    ]);
  });

  it('is not offered where printer or payment terminal cannot work, nor paid for when one of them failed meanwhile', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    desk.paper.become({ state: 'needs-staff', reason: 'paper' });
    await settle();
    expect(desk.page('certificate-kind').choices.map(({ id, state }) => [id, state])).toEqual([
      ['electronic', 'plain'],
      ['printed', 'unavailable'],
      ['extended', 'plain'],
    ]);
    desk.paper.become({ state: 'ready' });
    await settle();
    await desk.choose('printed');
    desk.paper.become({ state: 'needs-staff', reason: 'paper' });
    await settle();
    expect(desk.page('certificate-preview').actions.map(({ id }) => id)).toEqual(['home']);
    expect(await desk.harness.refuses({ type: 'act', id: 'confirm' })).toBe(true);
    desk.paper.become({ state: 'ready' });
    desk.payment.become({ state: 'back-off', reason: 'silent' });
    await settle();
    expect(await desk.harness.refuses({ type: 'act', id: 'confirm' })).toBe(true);
    expect(desk.store.openOrders()).toEqual([]);
  });

  it('asks the payment terminal to abort when the visitor goes back, and takes its answer', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    const proof = held<{ outcome: 'declined'; reason: 'cancelled'; code: number }>();
    desk.payment.outcomes.push(proof.promise);
    await desk.act('confirm');
    await desk.harness.touch('back');
    expect(desk.payment.aborted).toBe(1);
    expect(keysOf(desk.harness.view.screen)).toContain('pay.title');
    proof.resolve({ outcome: 'declined', reason: 'cancelled', code: 0x6c });
    await settle();
    desk.page('declined');
    await desk.harness.touch('retry');
    desk.page('order-done');
    expect(new Set(desk.payment.asked.map(({ id }) => id)).size).toBe(2);
    expect(desk.payment.taken()).toBe(900);
  });

  it.each(['fee-differs', 'not-possible', 'signed-out'] as const)(
    'gives the money back when the register says %s',
    async (reason) => {
      const desk = await bootDesk();
      await toPrinted(desk);
      desk.register.answers.certificate = () => err({ kind: 'declined', reason });
      await desk.act('confirm');
      expect(keysOf(desk.page('not-issued'))).toContain('order.refunded');
      expect([desk.payment.taken(), desk.store.openOrders(), desk.store.outstandingPayments()]).toEqual([0, [], []]);
      await desk.harness.touch('done');
      expect(desk.at()).toBe(reason === 'signed-out' ? 'preflight' : 'certificate-preview');
      if (reason !== 'signed-out') return;
      await desk.signIn();
      desk.page('certificate-kind');
    },
  );

  it('is requested again under the same key while the register is away, and finally paid back', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.register.answers.certificate = () => UNREACHABLE;
    desk.register.answers.order = () => UNREACHABLE;
    await desk.act('confirm');
    await desk.harness.advance(10_000);
    expect(keysOf(desk.page('not-issued'))).toContain('order.refunded');
    const asked = desk.register.called
      .filter(({ route }) => route === 'certificate')
      .map(({ request }) => (request as { key: string }).key);
    expect([asked.length, new Set(asked).size, desk.payment.taken()]).toEqual([4, 1, 0]);
    // Whether it was issued is not known yet; it is asked as soon as the register is back.
    expect(desk.store.openOrders().map(({ state }) => state)).toEqual(['issuing']);
    desk.register.answers.order = () => ok({ state: 'void' });
    await desk.harness.touch('home');
    await desk.harness.advance(120_000);
    expect(desk.store.openOrders()).toEqual([]);
  });

  it('refers to staff for the money where the payment terminal refuses the reversal', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.payment.reversible = false;
    desk.register.answers.certificate = () => err({ kind: 'declined', reason: 'not-possible' });
    await desk.act('confirm');
    expect(keysOf(desk.page('not-issued'))).toContain('order.notRefunded');
    expect(await desk.list()).toHaveLength(1);
  });

  it.each(['nothing', 'unknown'] as const)('goes to the counter when the printer says %s', async (outcome) => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.paper.outcomes.push(outcome === 'nothing' ? 'none' : 'unknown');
    await desk.act('confirm');
    desk.page(outcome === 'nothing' ? 'not-printed' : 'print-unclear');
    expect(desk.harness.view.bar.back).toBe(false);
    await desk.act('pick-up');
    expect(desk.page('pick-up').code).toBe(PICK_UP);
    await desk.harness.touch('done');
    desk.page('menu-1');
    expect([desk.payment.taken(), desk.store.openOrders(), desk.store.outstandingPayments()]).toEqual([900, [], []]);
  });

  it('that waits at the counter has its code on a slip at once, and on the receipt', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.paper.outcomes.push('none');
    await desk.act('confirm', 'pick-up');
    const page = desk.page('pick-up');
    expect(keysOf(page)).toEqual(
      expect.arrayContaining(['order.pickUp', 'order.codeOnSlip', 'next.counter.open', 'receipt.paid']),
    );
    expect(page.qr?.rows.length).toBeGreaterThan(20);
    expect(JSON.stringify(desk.receipts.papers)).toContain(PICK_UP);
    await desk.harness.touch('done');
    await desk.act('basket');
    expect(JSON.stringify(desk.page('receipt'))).toContain(PICK_UP);
    desk.receipts.papers.length = 0;
    await desk.harness.touch('done');
    expect(JSON.stringify(desk.receipts.papers)).toContain(PICK_UP);
    expect(desk.views.some(({ screen }) => screen.kind === 'page' && screen.id === 'order-done')).toBe(false);
  });

  it('that waits at the counter can have its slip printed again where none came out', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.paper.outcomes.push('none');
    desk.receipts.outcomes.push({ ok: false, error: { status: { state: 'ready' }, paper: 'none' } });
    await desk.act('confirm', 'pick-up');
    expect(keysOf(desk.page('pick-up'))).toContain('order.codeToPhone');
    await desk.harness.touch('retry');
    expect(keysOf(desk.page('pick-up'))).toContain('order.codeOnSlip');
  });

  it("is on the staff's list where no code can be had; they print it once, or give the money back", async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.paper.outcomes.push('none');
    desk.register.answers.pickUp = () => UNREACHABLE;
    await desk.act('confirm', 'pick-up');
    desk.page('undelivered');
    await desk.harness.touch('home');
    await desk.harness.touch('cancel', 'leave');
    const [line] = await desk.list();
    expect(line?.settle).toEqual(['reprint', 'reverse', 'handed-over']);
    const printing = held<{ ok: true; value: { by: 'counted' } }>();
    desk.paper.outcomes.push(printing.promise);
    const before = desk.paper.printed.length;
    // Two quick touches are one copy.
    await desk.harness.touch({ type: 'staff-settle', id: line?.id ?? '', outcome: 'reprint' });
    await desk.harness.touch({ type: 'staff-settle', id: line?.id ?? '', outcome: 'reprint' });
    printing.resolve({ ok: true, value: { by: 'counted' } });
    await settle();
    expect(desk.paper.printed.length - before).toBe(1);
    expect(desk.harness.screen('staff').unfinished).toEqual([]);
    expect([desk.payment.taken(), desk.store.openOrders(), desk.store.outstandingPayments()]).toEqual([900, [], []]);
  });

  it('does not count as handed over when the sheets were not counted: the visitor says what lies there', async () => {
    for (const answer of ['complete', 'pick-up', null]) {
      const desk = await bootDesk();
      await toPrinted(desk);
      desk.paper.outcomes.push(Promise.resolve({ ok: true, value: { by: 'uncounted' } }));
      await desk.act('confirm');
      desk.page('print-unclear');
      const steps = () => desk.harness.log.filter(({ event }) => event === 'order.step').map(({ step }) => step);
      expect(steps()).toEqual(['issued']);
      if (answer === null) {
        // A visitor who left without an answer leaves it to staff.
        await desk.reset();
        expect(await desk.list()).toHaveLength(1);
        continue;
      }
      await desk.act(answer);
      desk.page(answer === 'complete' ? 'order-done' : 'pick-up');
      expect(desk.paper.printed).toHaveLength(1);
      expect(steps()).toEqual(answer === 'complete' ? ['issued', 'handed-over'] : ['issued']);
    }
  });

  it('is paid back by staff', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.paper.outcomes.push('unknown');
    await desk.act('confirm');
    await desk.reset();
    const [line] = await desk.list();
    desk.payment.reversible = false;
    await desk.harness.touch({ type: 'staff-settle', id: line?.id ?? '', outcome: 'reverse' });
    expect(desk.harness.screen('staff').unfinished).toHaveLength(1);
    desk.payment.reversible = true;
    await desk.harness.touch({ type: 'staff-settle', id: line?.id ?? '', outcome: 'reverse' });
    expect(desk.harness.screen('staff').unfinished).toEqual([]);
    expect(desk.payment.taken()).toBe(0);
  });

  it('with an unclear payment is shown as unclear; when the payment terminal answers, the money goes back by itself', async () => {
    const desk = await bootDesk();
    await toPrinted(desk);
    desk.payment.outcomes.push({ outcome: 'unknown' });
    await desk.act('confirm');
    expect(keysOf(desk.page('pay-unknown'))).toContain('pay.unknownStaff');
    await desk.harness.touch('home');
    await desk.harness.touch('cancel', 'leave');
    expect(desk.store.outstandingPayments().map(({ state }) => state)).toEqual(['sent']);
    desk.payment.become({ state: 'back-off', reason: 'silent' });
    desk.payment.outcomes.push(desk.payment.capture(900));
    desk.payment.become({ state: 'ready' });
    await settle();
    expect([desk.payment.taken(), desk.store.openOrders(), desk.store.outstandingPayments()]).toEqual([0, [], []]);
  });
});
