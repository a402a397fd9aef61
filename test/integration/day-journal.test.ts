import { describe, expect, it } from 'vitest';
import { createTranslate } from '../../locales/translate.ts';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { KIND_OF_EVENT } from '../../electron/kiosk/log/history.ts';
import { MONDAY_MORNING, STAFF_PIN, bootKioskHarness, type KioskHarness } from '../harness/kiosk-harness.ts';

const translate = createTranslate();
const german = (entry: { subject?: unknown; text: unknown }): string =>
  [entry.subject, entry.text]
    .filter((one) => one !== undefined)
    .map((one) => translate('de', one as { key: string }))
    .join(': ');

/** By somebody who signs in for it. */
async function journal(harness: KioskHarness): Promise<NonNullable<ScreenOf<'staff'>['dayJournal']>> {
  await harness.signIn(STAFF_PIN);
  await harness.touch({ type: 'staff-tab', tab: 'journal' });
  return shown(harness);
}
function shown(harness: KioskHarness): NonNullable<ScreenOf<'staff'>['dayJournal']> {
  const { dayJournal } = harness.screen('staff');
  if (dayJournal === null) throw new Error('the journal is not shown');
  return dayJournal;
}
const counted = ({ counts }: NonNullable<ScreenOf<'staff'>['dayJournal']>): Record<string, number> =>
  Object.fromEntries(counts.map(({ label, count }) => [label.key.replace('staff.journalCount.', ''), count]));

const line = (time: string, event: string, fields: object = {}): string =>
  JSON.stringify({ time, level: 'info', event, ...fields });
const ID = '8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a01';

describe("the day's journal", () => {
  it('tells what happened, newest first, with the numbers of the day', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch({ type: 'open-sheet', sheet: 'help' }, 'help', 'close-help');
    await harness.ask('identity-card', 'L7MX1P6W8');
    await harness.touch('print');
    harness.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    await harness.advance(40_000);
    await harness.touch('done', 'done');
    const read = await journal(harness);
    expect(read.entries.map((entry) => `${entry.at} ${entry.kind}: ${german(entry)}`)).toEqual([
      '09:30 staff: Personal angemeldet',
      '09:30 visits: Besuch beendet, 1 Min.',
      '09:30 devices: Belegdrucker: Papier leer: bitte neue Rolle einlegen',
      '09:30 documents: Zettel gedruckt',
      '09:30 help: Hilferuf',
      '09:30 visits: Besuch begonnen',
    ]);
    expect(counted(read)).toEqual({ visits: 1, paid: 0, handedOver: 0, slips: 1, help: 1 });
  });

  it('shows one kind alone, and counts the whole day all the same', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch({ type: 'open-sheet', sheet: 'help' }, 'help', 'close-help');
    await journal(harness);
    await harness.touch({ type: 'staff-journal', filter: 'help' });
    expect(shown(harness).entries.map(({ kind }) => kind)).toEqual(['help']);
    expect(counted(shown(harness))).toMatchObject({ visits: 1, help: 1 });
    await harness.touch({ type: 'staff-tab', tab: 'overview' });
    expect(harness.screen('staff').dayJournal).toBeNull();
    expect(await harness.refuses({ type: 'staff-journal', filter: 'all' })).toBe(true);
  });

  it('knows after a restart what happened before it on the same day, and nothing of the day before', async () => {
    const harness = await bootKioskHarness({
      earlier: [
        line('2026-11-22T22:59:59Z', 'visit.began'),
        line('2026-11-22T23:00:00Z', 'payment.outcome', { payment: ID, outcome: 'captured' }),
        line('2026-11-23T06:00:00Z', 'order.step', { order: ID, step: 'handed-over' }),
        // Of another version, changed by hand, and cut off by a power failure.
        line('2026-11-23T06:00:00Z', 'visit.dreamt'),
        line('2026-11-23T06:00:00Z', 'constructor'),
        line('2026-11-23T06:00:00Z', 'visit.ended', { by: 'nobody', seconds: 1 }),
        '{"time":"2026-11-23T07:00:00.000Z","level":"info","event":"visit.beg',
        'null',
      ],
    });
    const read = await journal(harness);
    expect(read.entries.map((entry) => `${entry.at} ${german(entry)}`).slice(-2)).toEqual([
      '07:00 Leistung übergeben',
      '00:00 Kartenzahlung gelungen',
    ]);
    expect(counted(read)).toEqual({ visits: 0, paid: 1, handedOver: 1, slips: 0, help: 0 });
  });

  it('begins anew at midnight', async () => {
    const evening = Date.parse('2026-11-23T23:58:00+01:00');
    const harness = await bootKioskHarness({
      now: evening,
      earlier: [line('2026-11-23T09:00:00Z', 'visit.began')],
    });
    expect(counted(await journal(harness)).visits).toBe(1);
    await harness.advance(150_000);
    const read = await journal(harness);
    expect(counted(read).visits).toBe(0);
    expect(read.entries.map(german)).toEqual(['Personal angemeldet']);
  });

  it('says how many of a long day it does not list', async () => {
    const times = Array.from({ length: 260 }, (_, at) => new Date(MONDAY_MORNING - 300_000 + at).toISOString());
    const harness = await bootKioskHarness({ earlier: times.map((time) => line(time, 'visit.began')) });
    await journal(harness);
    await harness.touch({ type: 'staff-journal', filter: 'visits' });
    expect([shown(harness).entries.length, shown(harness).left]).toEqual([200, 60]);
    expect(counted(shown(harness)).visits).toBe(260);
  });

  it('tells each way in which a day can go in a sentence of its own, and shows no number of anything', async () => {
    const ways: Record<keyof typeof KIND_OF_EVENT, readonly object[]> = {
      'visit.began': [{}],
      'visit.ended': (['visitor', 'idle', 'pause', 'staff', 'bug'] as const).map((by) => ({ by, seconds: 61 })),
      'payment.outcome': (['captured', 'declined', 'unknown'] as const).map((outcome) => ({ payment: ID, outcome })),
      'payment.reversed': [true, false].map((done) => ({ payment: ID, done })),
      'payment.end-of-day': [true, false].map((done) => ({ done })),
      'payment.settled': [{ payment: ID, outcome: 'paid' }],
      'print.finished': [{ device: 'receipt', job: ID, attempts: 1, by: 'status' }],
      'print.failed': (['none', 'unknown'] as const).map((paper) => ({
        device: 'receipt',
        job: ID,
        state: 'x',
        paper,
      })),
      'document.printed': [1, 2].map((pages) => ({ device: 'a4', pages, by: 'printer' })),
      'document.failed': [{ device: 'a4', state: 'x', paper: 'some', pages: 1 }],
      'order.step': (['handed-over', 'refunded', 'left'] as const).map((step) => ({ order: ID, step })),
      'help.called': [{ screen: 'home', accepted: true }],
      'help.answered': (['coming', 'cannot', 'ended'] as const).map((state) => ({ state })),
      'staff.help': (['coming', 'done'] as const).map((answer) => ({ answer })),
      'eid.card-forgotten': [{}],
      'device.status': [
        { device: 'receipt', state: 'ready' },
        { device: 'receipt', state: 'degraded', reason: 'near-end' },
        { device: 'receipt', state: 'faulted', reason: 'silent' },
        { device: 'receipt', state: 'absent' },
      ],
      'staff.signed-in': (['staff', 'technician'] as const).map((role) => ({ role, staff: '0123abcd' })),
      'staff.sign-in-failed': [{ failures: 1, waitSeconds: 0 }],
      'staff.reset': [{ reason: 'stuck' }],
      'staff.settled': [{ obligation: ID, outcome: 'dropped' }],
      'kiosk.started': [{ software: '1', runtime: 'electron 1', runtimeKind: 'official' }],
      'kiosk.stopped': [{}],
      'kiosk.blocked': (['locked', 'out-of-order'] as const).map((cause) => ({ cause })),
      'kiosk.unblocked': [{}],
      'office.order': (['block', 'unblock', 'end-visit', 'restart-tonight'] as const).map((order) => ({
        order,
        done: true,
      })),
      'register.failed': [{ request: 'heartbeat', failure: 'unreachable' }],
      'register.reached': [{}],
      'power.low': [{}],
      'power.back': [{}],
    };
    const earlier = Object.entries(ways).flatMap(([event, all]) =>
      all.map((fields) => line('2026-11-23T06:00:00Z', event, fields)),
    );
    const silent = [
      line('2026-11-23T06:00:00Z', 'device.status', { device: 'receipt', state: 'busy', reason: 'job' }),
      line('2026-11-23T06:00:00Z', 'device.status', { device: 'another', state: 'absent' }),
      line('2026-11-23T06:00:00Z', 'order.step', { order: ID, step: 'intent' }),
      line('2026-11-23T06:00:00Z', 'help.answered', { state: 'open' }),
    ];
    const harness = await bootKioskHarness({ earlier: [...earlier, ...silent] });
    const read = await journal(harness);
    const told = read.entries.filter(({ at }) => at === '07:00').map(german);
    expect(told).toHaveLength(earlier.length);
    expect(new Set(told).size).toBe(told.length);
    expect(told.join(' ')).not.toMatch(/[0-9a-f]{8}/);
  });
});
