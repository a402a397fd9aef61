/** What was got done in a visit, in sight on every page of it, and on paper when the visitor leaves. */
import { describe, expect, it } from 'vitest';
import { DELAYS } from '../../../state-machines/delays.ts';
import { settle } from '../../harness/manual-clock.ts';
import { bootDesk, toPrinted, type Desk } from './desk.ts';

const keysOf = (texts: readonly { readonly key: string }[]): string[] => texts.map(({ key }) => key);
const paper = (desk: Desk): string => JSON.stringify(desk.receipts.papers);

/** Paid, printed, and between two services again. */
async function paid(): Promise<Desk> {
  const desk = await bootDesk();
  await toPrinted(desk);
  expect(desk.harness.view.basket).toBeUndefined();
  await desk.act('confirm');
  desk.page('order-done');
  await desk.harness.touch('done');
  desk.page('menu-1');
  return desk;
}

describe('the basket', () => {
  it('says what was done and paid on every page, and that its receipt follows', async () => {
    const desk = await paid();
    expect(desk.harness.view.basket).toEqual({
      done: { key: 'basket.done', values: { count: 1 } },
      paid: { key: 'basket.paid', values: { amount: '9,00\u00a0€' } },
      receipt: { key: 'basket.receipt' },
    });
    await desk.choose('blocks');
    expect(desk.harness.view.basket?.done.values).toEqual({ count: 1 });
    await desk.harness.touch('back');
    await desk.act('basket');
    await desk.harness.touch('print');
    expect(desk.harness.view.basket?.receipt?.key).toBe('basket.taken');
  });

  it('lets a visitor look something up without losing the sign-in', async () => {
    const desk = await paid();
    await desk.choose('information');
    expect([desk.at(), desk.harness.view.subject?.title.key]).toEqual(['search', 'tile.information.title']);
    await desk.harness.touch('back');
    await desk.choose('document-status');
    expect([desk.at(), desk.harness.view.basket?.done.values]).toEqual(['document-type', { count: 1 }]);
    await desk.harness.touch('back');
    desk.page('menu-1');
    await desk.choose('own-data');
    desk.page('own-data');
    expect(desk.eid.begun).toHaveLength(1);
  });
});

describe('leaving with something on no paper', () => {
  it('says that the receipt comes, prints it, and tells where it lies', async () => {
    const desk = await paid();
    await desk.harness.touch('cancel');
    const { overlay } = desk.harness.view;
    expect(overlay?.kind === 'leave' && keysOf(overlay.take)).toEqual(['basket.receiptComes']);
    expect(paper(desk)).not.toContain('9,00');
    await desk.harness.touch('leave');
    expect(keysOf(desk.harness.screen('goodbye').take)).toEqual(['goodbye.receipt']);
    expect(paper(desk)).toContain('9,00');
  });

  it('offers the code where the printer has nothing to print on', async () => {
    const desk = await paid();
    desk.receipts.outcomes.push({ ok: false, error: { status: { state: 'ready' }, paper: 'none' } });
    await desk.harness.touch('cancel', 'leave');
    const notice = desk.harness.screen('notice');
    expect([notice.title.key, notice.qr === undefined]).toEqual(['notPrinted.title', false]);
    await desk.harness.touch('retry');
    expect(desk.harness.screen('goodbye').receipt).toBe(true);
  });

  it('lets whoever says it twice go without', async () => {
    const desk = await paid();
    desk.receipts.outcomes.push({ ok: false, error: { status: { state: 'ready' }, paper: 'none' } });
    await desk.harness.touch('cancel', 'leave');
    expect(desk.harness.screen('notice').title.key).toBe('notPrinted.title');
    await desk.harness.touch('cancel', 'leave');
    expect(desk.harness.screen('goodbye').receipt).toBe(false);
  });

  it('is warned of before the time is over, and of a document that nobody has fetched', async () => {
    const desk = await paid();
    await desk.choose('certificate', 'electronic');
    await desk.act('confirm');
    desk.page('linked');
    await desk.harness.advance(DELAYS.idle);
    await settle();
    const { overlay } = desk.harness.view;
    expect(overlay?.kind === 'idle' && keysOf(overlay.take)).toEqual(['basket.notFetched', 'basket.receiptMissing']);
  });

  it('asks for no paper where everything went to the phone for nothing', async () => {
    const desk = await bootDesk();
    await desk.begin('certificate');
    await desk.choose('electronic');
    await desk.act('confirm');
    await desk.harness.touch('done');
    expect(desk.harness.view.basket).toEqual({ done: { key: 'basket.done', values: { count: 1 } } });
    await desk.harness.touch('done');
    expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: false, take: [] });
    expect(desk.receipts.papers).toEqual([]);
  });
});
