/** S4, S5, S6 and S8: what is changed in the register, what it has, and the certificate of conduct. */
import { describe, expect, it } from 'vitest';
import { settle } from '../../harness/manual-clock.ts';
import { err, ok } from '../../../base/result.ts';
import { DELAYS } from '../../../state-machines/delays.ts';
import { keysOf } from '../../harness/kiosk-harness.ts';
import { held } from '../../harness/scripted.ts';
import { CANARY, RESIDENT } from '../../harness/services.ts';
import { type Desk, bootDesk } from './desk.ts';

const requests = (desk: Desk, route: string): unknown[] =>
  desk.register.called.filter((one) => one.route === route).map(({ request }) => request);

describe('giving up a secondary home', () => {
  it('takes a day of moving out within what the law allows', async () => {
    const desk = await bootDesk();
    await desk.begin('secondary-home');
    expect(desk.page('secondary-home').choices.map(({ id }) => id)).toEqual(['second-1']);
    expect(await desk.harness.refuses({ type: 'choose', id: 'main-1' })).toBe(true);
    await desk.choose('second-1');
    const days = () =>
      desk
        .page('secondary-day')
        .calendar?.weeks.flat()
        .filter((day) => day !== null) ?? [];
    expect(days().find(({ today }) => today)).toMatchObject({ id: '2026-11-23', state: 'chosen' });
    // At the earliest a week before.
    expect(days().at(-1)).toMatchObject({ id: '2026-11-30', state: 'plain' });
    expect(await desk.harness.refuses({ type: 'act', id: 'month-later' })).toBe(true);
    expect(await desk.harness.refuses({ type: 'choose', id: '2026-12-01' })).toBe(true);
    await desk.act('month-earlier');
    expect(days()).toHaveLength(31);
    await desk.act('month-later');
    await desk.choose('2026-11-30');
    expect(JSON.stringify(desk.page('secondary-day'))).toMatch(/Montag, 30\. November 2026/);
    await desk.choose('2026-11-02');
    expect(keysOf(desk.page('secondary-day'))).toContain('secondary.late');
    await desk.act('next');
    desk.page('secondary-confirm');
    await desk.act('confirm');
    expect(requests(desk, 'secondaryHome')).toMatchObject([
      { version: 3, residence: 'second-1', movedOut: '2026-11-02' },
    ]);
    desk.page('change-done');
    await desk.harness.touch('done');
    desk.page('menu-1');
  });

  it('is refused to a person without one', async () => {
    const desk = await bootDesk();
    desk.register.answers.resident = () => ok({ ...RESIDENT, residences: RESIDENT.residences.slice(0, 1) });
    await desk.begin('secondary-home');
    desk.page('secondary-none');
    await desk.harness.touch('home');
    desk.page('menu-0');
  });
});

describe('transmission blocks', () => {
  it('shows and sends the difference alone', async () => {
    const desk = await bootDesk();
    await desk.begin('blocks');
    const ids = desk
      .page('blocks')
      .choices.filter(({ state }) => state === 'off')
      .map(({ id }) => id);
    const [first = ''] = ids;
    expect(desk.page('blocks').actions).toEqual([]);
    await desk.choose(first, 'parties');
    await desk.choose(first);
    await desk.choose(first);
    await desk.act('next');
    expect(
      desk
        .page('blocks-confirm')
        .sections.flatMap(({ rows }) => rows.map(({ change }) => change))
        .sort(),
    ).toEqual(['added', 'removed']);
    await desk.act('confirm');
    expect(requests(desk, 'blocks')).toMatchObject([
      {
        version: 3,
        changes: [
          { id: first, set: true },
          { id: 'parties', set: false },
        ],
      },
    ]);
    desk.page('change-done');
  });

  it('changed by somebody else meanwhile are shown in their new state, and chosen again', async () => {
    const desk = await bootDesk();
    const submit = desk.register.answers.blocks;
    desk.register.answers.blocks = () => err({ kind: 'declined', reason: 'conflict' });
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    expect(keysOf(desk.page('change-failed'))).toContain('change.conflict');
    desk.register.answers.resident = () => ok({ ...RESIDENT, version: 4, blocks: [] });
    if (submit !== undefined) desk.register.answers.blocks = submit;
    await desk.harness.touch('retry');
    expect(desk.page('blocks').choices.every(({ state }) => state !== 'on')).toBe(true);
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    expect(requests(desk, 'blocks').at(-1)).toMatchObject({ version: 4, changes: [{ id: 'parties', set: true }] });
  });

  it('whose answer was lost are sent again under the same key, and a changed wish under another', async () => {
    const desk = await bootDesk();
    const submit = desk.register.answers.blocks;
    desk.register.answers.blocks = () => err({ kind: 'unreachable', reason: 'timeout' });
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    await desk.harness.touch('retry');
    const [first, second] = requests(desk, 'blocks') as { key: string }[];
    expect(second?.key).toBe(first?.key);
    await desk.harness.touch('back', 'back');
    const other = desk.page('blocks').choices.find(({ id, state }) => state === 'off' && id !== 'parties')?.id ?? '';
    await desk.choose(other);
    await desk.act('next');
    if (submit !== undefined) desk.register.answers.blocks = submit;
    await desk.act('confirm');
    const keys = (requests(desk, 'blocks') as { key: string }[]).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 2]);
    desk.page('change-done');
  });
});

describe('own data', () => {
  it('are in the View only on request, until they are hidden or their time is over', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    const shows = (): boolean => JSON.stringify(desk.harness.view).includes(RESIDENT.familyName);
    expect(shows()).toBe(false);
    await desk.harness.touch('show');
    expect(shows()).toBe(true);
    await desk.harness.touch('hide');
    expect(shows()).toBe(false);
    await desk.harness.touch('show');
    await desk.harness.advance(DELAYS.shown - 1);
    expect(shows()).toBe(true);
    await desk.harness.advance(1);
    expect(shows()).toBe(false);
  });

  it('are covered when the visitor steps away', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    await desk.harness.touch('show', { type: 'open-sheet', sheet: 'help' }, 'pause');
    expect(JSON.stringify(desk.harness.view)).not.toContain(CANARY);
  });

  it('are printed, or the screen says what is known of the print', async () => {
    const desk = await bootDesk();
    await desk.begin('own-data');
    await desk.harness.touch('print');
    desk.page('own-printed');
    await desk.harness.touch('back');
    desk.paper.outcomes.push('none');
    await desk.harness.touch('print');
    desk.page('own-not-printed');
    desk.paper.outcomes.push('unknown');
    await desk.harness.touch('retry');
    desk.page('own-unclear');
  });
});

describe('certificate of conduct', () => {
  it('of kind N is paid first, then handed in, with reference and secret on the receipt', async () => {
    const desk = await bootDesk();
    await desk.begin('criminal-record');
    await desk.choose('N');
    await desk.act('confirm');
    desk.page('case-done');
    const [sent] = requests(desk, 'criminalRecord') as { order: unknown; payment: { amountCents: number } | null }[];
    expect([sent?.order, sent?.payment?.amountCents]).toEqual([{ type: 'N' }, desk.payment.taken()]);
    await desk.act('end');
    const paper = JSON.stringify(desk.receipts.papers);
    expect([
      paper.includes('AB12-CD34-EF56'),
      paper.includes(desk.issued.values().next().value ?? '-'),
      paper.includes(CANARY),
    ]).toEqual([true, true, false]);
  });

  it.each(['O', 'P'] as const)(
    'of kind %s asks what the authority needs, and takes nothing incomplete',
    async (type) => {
      const desk = await bootDesk();
      await desk.begin('criminal-record');
      await desk.choose(type);
      await desk.harness.touch('submit');
      expect(keysOf(desk.harness.screen('entry').problem)).toEqual(['record.field.problem']);
      await desk.harness.type('   ');
      await desk.harness.touch('submit');
      expect(desk.harness.screen('entry').id).toBe('record-name');
      await desk.harness.touch('clear');
      const fields: [string, string][] = [
        ['record-name', 'Amt für Öffentliches 😀'],
        ['record-street', 'Allee 1'],
        ['record-postalCode', '1234'],
        ['record-city', 'Ort'],
        ['record-purpose', 'x'.repeat(130)],
      ];
      for (const [id, text] of fields) {
        expect(desk.harness.screen('entry').id).toBe(id);
        await desk.harness.type(text);
        await desk.harness.touch('submit');
        if (id !== 'record-postalCode') continue;
        expect(keysOf(desk.harness.screen('entry').problem)).toEqual(['record.field.postalCode.problem']);
        expect(await desk.harness.refuses({ type: 'key', key: 'a' })).toBe(true);
        await desk.harness.type('56789');
        await desk.harness.touch('submit');
      }
      desk.page('record-preview');
      await desk.harness.touch('back');
      expect(desk.harness.screen('entry').id).toBe('record-purpose');
      await desk.harness.touch('submit');
      await desk.act('confirm');
      desk.page('case-done');
      expect(requests(desk, 'criminalRecord')).toMatchObject([
        {
          order: {
            type,
            authority: { name: 'Amt für Öffentliches 😀', street: 'Allee 1', postalCode: '12345', city: 'Ort' },
            purpose: 'x'.repeat(120),
          },
        },
      ]);
    },
  );

  it('is not begun where it cannot be paid, and is paid back where it is refused', async () => {
    const desk = await bootDesk();
    await desk.begin('criminal-record');
    await desk.choose('N');
    desk.payment.become({ state: 'needs-staff', reason: 'end-of-day' });
    await settle();
    expect(desk.page('record-preview').actions.map(({ id }) => id)).toEqual(['home']);
    desk.payment.become({ state: 'ready' });
    await settle();
    desk.register.answers.criminalRecord = () => err({ kind: 'declined', reason: 'not-possible' });
    await desk.act('confirm');
    expect(keysOf(desk.page('not-issued'))).toContain('order.refunded');
    expect(desk.payment.taken()).toBe(0);
  });
});

describe('several services in one sign-in', () => {
  it('end on one receipt, with the card asked for once', async () => {
    const desk = await bootDesk();
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    await desk.harness.touch('done');
    await desk.choose('certificate');
    await desk.choose('printed');
    await desk.act('confirm');
    await desk.harness.touch('done');
    await desk.choose('criminal-record');
    await desk.choose('N');
    await desk.act('confirm');
    await desk.harness.touch('done');
    await desk.choose('own-data');
    await desk.harness.touch('done');
    desk.page('menu-3');
    await desk.act('basket');
    expect(desk.page('receipt').sections).toHaveLength(3);
    expect(desk.eid.begun).toHaveLength(1);
    await desk.harness.touch('done');
    const paper = JSON.stringify(desk.receipts.papers);
    for (const reference of desk.issued.values()) expect(paper).toContain(reference);
    expect(paper.split('KUNDENBELEG').length - 1).toBe(2);
  });

  it('go on after the sign-in ended: the card is asked for again, and nothing done is lost', async () => {
    const desk = await bootDesk();
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    await desk.harness.touch('done');
    const resident = desk.register.answers.resident;
    desk.register.answers.resident = () => err({ kind: 'declined', reason: 'signed-out' });
    await desk.choose('own-data');
    expect(keysOf(desk.page('service-failed'))).toContain('service.failed.signedOutTitle');
    if (resident !== undefined) desk.register.answers.resident = resident;
    await desk.harness.touch('done');
    desk.page('preflight');
    await desk.signIn();
    desk.page('own-data');
    await desk.harness.touch('done');
    desk.page('menu-1');
    await desk.act('basket');
    expect(desk.page('receipt').sections).toHaveLength(1);
  });

  it('a change whose sign-in ended is made after the next one', async () => {
    const desk = await bootDesk();
    const submit = desk.register.answers.blocks;
    desk.register.answers.blocks = () => err({ kind: 'declined', reason: 'signed-out' });
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    expect(desk.page('change-failed').actions.map(({ id }) => id)).toEqual(['done']);
    if (submit !== undefined) desk.register.answers.blocks = submit;
    await desk.harness.touch('done');
    await desk.signIn();
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    desk.page('change-done');
  });

  it('still end on a receipt when the visitor leaves the second sign-in', async () => {
    const desk = await bootDesk();
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    await desk.harness.touch('done');
    desk.register.answers.resident = () => err({ kind: 'declined', reason: 'signed-out' });
    await desk.choose('own-data');
    await desk.harness.touch('done');
    desk.page('preflight');
    await desk.harness.touch('back');
    desk.page('menu-1');
    await desk.harness.touch('done');
    expect(desk.harness.screen('goodbye')).toMatchObject({ receipt: true });
  });
});

describe('a slow answer', () => {
  it('shows that it is in progress, and a second touch has no effect', async () => {
    const desk = await bootDesk();
    const answer = held<ReturnType<typeof ok<{ reference: string; acceptedAt: string }>>>();
    desk.register.answers.blocks = () => answer.promise;
    await desk.begin('blocks');
    await desk.choose('parties');
    await desk.act('next', 'confirm');
    expect(await desk.harness.refuses({ type: 'act', id: 'confirm' })).toBe(true);
    expect(await desk.harness.refuses({ type: 'back' })).toBe(true);
    answer.resolve(ok({ reference: 'US-2026-000001', acceptedAt: '2026-11-23T10:00:00+01:00' }));
    await settle();
    desk.page('change-done');
    expect(requests(desk, 'blocks')).toHaveLength(1);
  });
});
