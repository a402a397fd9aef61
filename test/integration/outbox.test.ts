/**
 * What the terminal has to tell the register, from an order to the technician's page: sealed, sent, put aside, decided.
 */
import { compactDecrypt } from 'jose';
import { describe, expect, it } from 'vitest';
import { settle } from '../harness/manual-clock.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import type { RegisterFailure } from '../../register/client/client.ts';
import { InboxRequest, OrderReport } from '../../register/contract/contract.ts';
import { err, ok } from '../../base/result.ts';
import { demoCatalogue } from '../harness/catalogue.ts';
import { type KioskHarness, STAFF_PIN, TECHNICIAN_PIN, bootKioskHarness } from '../harness/kiosk-harness.ts';
import { inProcess } from '../harness/scripted.ts';
import { ownKey } from '../unit/register/server/cases/support.ts';
import { bootDesk, toPrinted } from './services/desk.ts';

const RECEIPT = ok({ reference: 'RM-2026-000001', registeredAt: '2026-11-23T09:30:00+01:00' });
const CATALOGUE = { ...demoCatalogue(), version: 'with a key', sealingKeys: [...ownKey().keys.publicKeys] };

/** Sealing is done beside the clock: waited for until it is there. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
  await settle();
}

describe('an order', () => {
  it('is reported to the register step by step, sealed for the register alone', async () => {
    const desk = await bootDesk();
    const reports: OrderReport[] = [];
    desk.register.inboxAnswer = async (_key, request) => {
      const { plaintext } = await compactDecrypt(InboxRequest.parse(request).sealed, ownKey().key);
      reports.push(OrderReport.parse(JSON.parse(new TextDecoder().decode(plaintext))));
      return RECEIPT;
    };
    // Paid for while the register named no key yet: reported as soon as it does.
    await toPrinted(desk);
    await desk.act('confirm');
    await settle();
    desk.page('order-done');
    expect([desk.store.outboxCounts().waiting, desk.store.owedReports(9).map(({ event }) => event)]).toEqual([
      0,
      ['captured', 'handed-over'],
    ]);
    desk.register.current = CATALOGUE;
    await desk.harness.advance(60_000);
    await until(() => reports.length === 2);
    const [order] = desk.issued.keys();
    expect(reports).toMatchObject([
      { order, event: 'captured', reference: null, amountCents: desk.payment.asked[0]?.amountCents },
      { order, event: 'handed-over', reference: 'MB-2026-000001' },
    ]);
    expect(desk.store.owedReports(9)).toEqual([]);
    expect(desk.harness.count('outbox.delivered')).toBe(2);
  });
});

describe('a sealed request', () => {
  const IDS = ['9d2f6e1a-6a3f-4a39-9a86-0e9b0f2c7a01', '9d2f6e1a-6a3f-4a39-9a86-0e9b0f2c7a02'] as const;
  async function boot(
    answer: (key: string) => RegisterFailure | null,
  ): Promise<{ harness: KioskHarness; store: ReturnType<typeof openStore> }> {
    const store = openStore(':memory:');
    for (const [index, id] of IDS.entries())
      store.enqueue(
        { id, kind: 'feedback', at: Date.parse('2026-11-23T09:00:00+01:00') + index, sealed: `Zaunkönig.${index}` },
        { submission: `V-0000-000${index}` },
      );
    const harness = await bootKioskHarness({
      store: inProcess(store),
      before(register) {
        register.inboxAnswer = (key) => {
          const failure = answer(key);
          return failure === null ? RECEIPT : err(failure);
        };
      },
    });
    return { harness, store };
  }
  const page = async (harness: KioskHarness): Promise<void> => {
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician', 'open-outbox');
    await settle();
  };

  it("from the last run is sent after the start, and is then off the staff's list", async () => {
    const { harness, store } = await boot(() => null);
    expect(store.outboxCounts()).toEqual({ waiting: 0, quarantined: 0, oldestAt: null });
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
    expect(harness.screen('staff')).not.toHaveProperty('outbox');
    await harness.touch('staff-close');
    await page(harness);
    expect(harness.screen('technician-outbox')).toMatchObject({ lead: { key: 'technician.outbox.empty' }, items: [] });
    expect(harness.screen('technician-outbox').jobs.map(({ name, tone }) => [name, tone])).toEqual([
      ['catalogue', 'good'],
      ['heartbeat', 'good'],
      ['outbox', 'good'],
      ['status-index', 'good'],
    ]);
  });

  it('that waits is counted for staff, listed for the technician, and reported with the sign of life', async () => {
    const { harness } = await boot((key) =>
      key === IDS[0] ? { kind: 'declined', reason: 'not-decipherable' } : { kind: 'maintenance' },
    );
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
    expect(harness.screen('staff').outbox).toEqual({
      key: 'staff.outbox.quarantined',
      values: { count: 1, waiting: 1 },
    });
    expect(await harness.refuses({ type: 'open-outbox' })).toBe(true);
    await harness.touch('staff-close');
    await page(harness);
    expect(harness.screen('technician-outbox').items).toEqual([
      {
        id: IDS[0],
        title: { key: 'technician.outbox.kind.feedback', values: { sequence: 1 } },
        when: '23. Nov., 09:00',
        detail: { key: 'technician.outbox.reason.not-decipherable' },
        quarantined: true,
        chosen: false,
      },
      {
        id: IDS[1],
        title: { key: 'technician.outbox.kind.feedback', values: { sequence: 2 } },
        when: '23. Nov., 09:00',
        detail: { key: 'technician.outbox.waiting' },
        quarantined: false,
        chosen: false,
      },
    ]);
    expect(JSON.stringify(harness.view)).not.toContain('Zaunkönig');
    await harness.advance(60_000);
    expect(harness.register.heartbeats.at(-1)).toMatchObject({
      outbox: { waiting: 1, quarantined: 1, oldestAt: '2026-11-23T08:00:00.000Z' },
      versions: { contract: 3 },
      jobs: [
        { name: 'catalogue', ok: true },
        { name: 'heartbeat', ok: true },
        { name: 'outbox', ok: false },
        { name: 'status-index', ok: true },
      ],
    });
    expect(JSON.stringify(harness.log)).not.toContain('Zaunkönig');
  });

  it('that was refused is sent again, saved to a file, or discarded with a reason, as the technician decides', async () => {
    let refusing = true;
    const { harness, store } = await boot(() => (refusing ? { kind: 'declined', reason: 'key-reused' } : null));
    await page(harness);
    expect(harness.screen('technician-outbox').items.map(({ quarantined }) => quarantined)).toEqual([true, true]);
    await harness.touch({ type: 'outbox-export', id: IDS[0] });
    expect(harness.screen('technician-outbox').message).toEqual({
      text: { key: 'technician.outbox.exported', values: { file: 'demo-outbox-1.json' } },
      failed: false,
    });
    expect(harness.reports.items).toEqual([
      {
        type: 'foyer-outbox-1',
        terminal: 'demo',
        id: IDS[0],
        sequence: 1,
        kind: 'feedback',
        at: '2026-11-23T08:00:00.000Z',
        reason: 'key-reused',
        sealed: 'Zaunkönig.0',
      },
    ]);
    harness.reports.broken = true;
    await harness.touch({ type: 'outbox-export', id: IDS[0] });
    expect(harness.screen('technician-outbox').message?.failed).toBe(true);
    // A reason is asked for first, and only where something is to be discarded.
    expect(await harness.refuses({ type: 'outbox-discard', id: IDS[0], reason: 'duplicate' })).toBe(true);
    await harness.touch({ type: 'outbox-choose', id: IDS[0] });
    expect(await harness.refuses({ type: 'outbox-discard', id: IDS[1], reason: 'duplicate' })).toBe(true);
    await harness.touch({ type: 'outbox-discard', id: IDS[0], reason: 'duplicate' });
    expect(store.outboxEntry(IDS[0])).toMatchObject({
      state: 'discarded',
      discarded: { reason: 'duplicate', by: 'technician' },
    });
    expect(harness.last('outbox.discarded')).toMatchObject({ item: IDS[0], reason: 'duplicate', by: 'technician' });
    refusing = false;
    await harness.touch({ type: 'outbox-retry', id: IDS[1] });
    await harness.advance(0);
    expect([store.outboxEntry(IDS[1])?.state, harness.screen('technician-outbox').items]).toEqual(['delivered', []]);
    await harness.touch('back');
    expect(harness.view.screen.kind).toBe('technician');
  });
});
