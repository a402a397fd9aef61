import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TerminalMode } from '../../electron/ipc/view.ts';
import { openStore } from '../../electron/kiosk/store/store.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { STAFF_PIN, bootKioskHarness, keysOf, type KioskHarness } from '../harness/kiosk-harness.ts';
import { inProcess } from '../harness/scripted.ts';

function storeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-staff-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

/** By somebody who is signed in. */
const setMode = (harness: KioskHarness, mode: TerminalMode): Promise<void> =>
  harness.touch({ type: 'staff-tab', tab: 'mode' }, { type: 'staff-choose-mode', mode }, 'staff-confirm-mode');

describe('staff', () => {
  it('end a visit with a reason, which is logged, and everything of it is gone', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.signIn(STAFF_PIN);
    expect(harness.screen('staff').visitRunning).toBe(true);
    await harness.touch({ type: 'staff-reset', reason: 'visitor-left' });
    expect(harness.screen('staff').visitRunning).toBe(false);
    expect(await harness.refuses({ type: 'staff-reset', reason: 'stuck' })).toBe(true);
    expect(harness.last('staff.reset')).toMatchObject({ reason: 'visitor-left' });
    expect(harness.last('visit.ended')).toMatchObject({ by: 'staff' });
    expect(harness.purges).toBe(1);
    await harness.touch('staff-close');
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('lock the terminal: the running visit is finished first, then it is closed, also after a restart', async () => {
    const file = storeFile();
    const harness = await bootKioskHarness({ store: inProcess(openStore(file)) });
    await harness.enter();
    await harness.signIn(STAFF_PIN);
    await setMode(harness, 'locked');
    await harness.touch('staff-close');
    expect(harness.view.screen.kind).toBe('home');
    await harness.touch('cancel', 'leave');
    expect(harness.screen('out-of-order')).toMatchObject({ text: null });
    expect(keysOf(harness.screen('out-of-order').works)).toEqual(['works.counter', 'works.phone']);
    expect(await harness.refuses({ type: 'wake' })).toBe(true);
    await harness.stop();

    const again = await bootKioskHarness({ store: inProcess(openStore(file)) });
    expect(again.view.screen.kind).toBe('out-of-order');
    await again.signIn(STAFF_PIN);
    expect(again.screen('staff').mode.now).toBe('locked');
    await setMode(again, 'in-service');
    await again.touch('staff-close');
    expect(again.view.screen.kind).toBe('attract');
    expect(again.count('kiosk.unblocked')).toBe(1);
  });

  it('settle what is unfinished, one by one, and only what is on the list', async () => {
    const store = openStore(':memory:');
    const [one, two] = ['8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a01', '8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a02'] as const;
    store.begin(one, 'service', 1);
    store.begin(two, 'document-status', 2);
    const harness = await bootKioskHarness({ store: inProcess(store) });
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-tab', tab: 'unfinished' });
    expect(harness.screen('staff').unfinished.map(({ id, detail }) => [id, detail.key])).toEqual([
      [one, 'staff.cause.restart'],
      [two, 'staff.cause.restart'],
    ]);
    expect(await harness.refuses({ type: 'staff-settle', id: 'other', outcome: 'dropped' })).toBe(true);
    await harness.touch({ type: 'staff-settle', id: one, outcome: 'handed-over' });
    expect(harness.screen('staff').unfinished.map(({ id }) => id)).toEqual([two]);
    await harness.touch({ type: 'staff-settle', id: two, outcome: 'dropped' });
    expect(harness.screen('staff').unfinished).toEqual([]);
    expect(harness.last('staff.settled')).toMatchObject({ obligation: two, outcome: 'dropped' });
  });
});

describe('the switch', () => {
  it('shows what visitors would see before anything holds, and holds with one touch more', async () => {
    const harness = await bootKioskHarness();
    await harness.signIn(STAFF_PIN);
    expect(await harness.refuses({ type: 'staff-choose-mode', mode: 'locked' })).toBe(true);
    await harness.touch({ type: 'staff-tab', tab: 'mode' });
    expect(harness.screen('staff').mode).toMatchObject({ now: 'in-service', confirm: false, preview: null });
    expect(await harness.refuses({ type: 'staff-confirm-mode' })).toBe(true);
    expect(await harness.refuses({ type: 'key', key: 'x' })).toBe(true);
    await harness.touch({ type: 'staff-choose-mode', mode: 'out-of-order' });
    await harness.type('Umbauu');
    await harness.touch('erase');
    const { preview, ...mode } = harness.screen('staff').mode;
    expect(mode).toMatchObject({ now: 'in-service', chosen: 'out-of-order', text: 'Umbau', confirm: true });
    expect(harness.count('kiosk.blocked')).toBe(0);
    await harness.touch('staff-confirm-mode');
    expect(harness.screen('staff').mode).toMatchObject({ now: 'out-of-order', confirm: false });
    expect(harness.screen('staff').head.parts.map(({ text }) => text.key)).toContain('staff.mode.out-of-order');
    await harness.touch('staff-close');
    expect(harness.screen('out-of-order')).toEqual(preview);
    expect(harness.screen('out-of-order').text).toBe('Umbau');
    await harness.signIn(STAFF_PIN);
    await setMode(harness, 'in-service');
    await harness.touch('staff-close');
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('forgets what was chosen and not confirmed, on another tab and for the next person', async () => {
    const harness = await bootKioskHarness();
    await harness.signIn(STAFF_PIN);
    const choose = [
      { type: 'staff-tab', tab: 'mode' } as const,
      { type: 'staff-choose-mode', mode: 'locked' } as const,
    ];
    await harness.touch(...choose, { type: 'staff-tab', tab: 'overview' }, { type: 'staff-tab', tab: 'mode' });
    expect(harness.screen('staff').mode.chosen).toBe('in-service');
    await harness.touch(...choose);
    await harness.type('halb');
    await harness.advance(DELAYS.operatorIdle);
    expect(harness.view.screen.kind).toBe('attract');
    await harness.signIn(STAFF_PIN);
    expect(harness.screen('staff').mode).toMatchObject({ chosen: 'in-service', text: '' });
  });

  it('tells the register which of the two it is', async () => {
    const harness = await bootKioskHarness();
    const reported = async (): Promise<unknown> => {
      await harness.touch('staff-close');
      await harness.advance(61_000);
      const { mode } = harness.register.heartbeats.at(-1) ?? {};
      await harness.signIn(STAFF_PIN);
      return mode;
    };
    await harness.signIn(STAFF_PIN);
    const modes: unknown[] = [];
    for (const mode of ['locked', 'out-of-order', 'locked', 'in-service'] as const) {
      await setMode(harness, mode);
      modes.push(await reported());
    }
    expect(modes).toEqual(['locked', 'out-of-order', 'locked', 'in-service']);
  });
});

describe('a call for help on the staff page', () => {
  const called = async (before: (harness: KioskHarness) => void = () => undefined): Promise<KioskHarness> => {
    const harness = await bootKioskHarness();
    await harness.enter();
    before(harness);
    await harness.touch({ type: 'open-sheet', sheet: 'help' }, 'help', 'close-help');
    await harness.signIn(STAFF_PIN);
    return harness;
  };
  const only = (harness: KioskHarness) => {
    const [call, ...more] = harness.screen('staff').help;
    if (call === undefined || more.length > 0) throw new Error('there is not one call');
    return call;
  };

  it('says from where and how long ago, and turns the head red', async () => {
    const harness = await called();
    expect(only(harness)).toMatchObject({
      text: { key: 'staff.helpFrom.home', values: { time: '09:30' } },
      age: { key: 'staff.age.now' },
      state: { key: 'staff.helpState.open' },
    });
    expect(harness.screen('staff').head).toMatchObject({ tone: 'bad', word: { key: 'staff.head.bad' } });
    await harness.advance(60_000);
    expect(only(harness).age).toEqual({ key: 'staff.age.minutes', values: { count: 1 } });
  });

  it('tells the visitor that somebody comes, and that it is over', async () => {
    const harness = await called();
    const { id } = only(harness);
    expect(await harness.refuses({ type: 'staff-come', id: 'another' })).toBe(true);
    await harness.touch({ type: 'staff-come', id });
    expect(await harness.refuses({ type: 'staff-come', id })).toBe(true);
    expect(only(harness).state.key).toBe('staff.helpState.coming');
    expect(harness.screen('staff').head.tone).toBe('warning');
    await harness.touch('staff-close');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-helped', id }, 'staff-close');
    expect(harness.view.overlay).toBeUndefined();
    expect(harness.view.screen.kind).toBe('home');
    expect(harness.register.ended).toEqual([id]);
  });

  it.each([
    [
      'the register does not have it',
      (harness: KioskHarness) => (harness.register.helpFailure = { kind: 'unreachable', reason: 'timeout' }),
    ],
    [
      'the register is away',
      (harness: KioskHarness) => (harness.register.failure = { kind: 'unreachable', reason: 'connection' }),
    ],
  ])('reaches the visitor also where %s, and keeps the visit', async (_, away) => {
    const harness = await called((one) => void away(one));
    const { id } = only(harness);
    await harness.touch({ type: 'staff-come', id }, 'staff-close');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    await harness.advance(DELAYS.idle + DELAYS.warning);
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
    await harness.signIn(STAFF_PIN);
    await harness.touch({ type: 'staff-helped', id }, 'staff-close');
    expect(harness.view.overlay).toBeUndefined();
  });

  it('holds what staff at the terminal said against an office that cannot come', async () => {
    const harness = await called();
    await harness.touch({ type: 'staff-come', id: only(harness).id });
    harness.register.answerHelp('cannot');
    await harness.advance(0);
    expect(only(harness).state.key).toBe('staff.helpState.coming');
    await harness.touch('staff-close');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'coming' });
  });

  it('shows what the office answered, and goes when the office says that it is done', async () => {
    const harness = await called();
    harness.register.answerHelp('coming');
    await harness.advance(0);
    expect(only(harness)).toMatchObject({ come: false, state: { key: 'staff.helpState.coming' } });
    harness.register.answerHelp('ended');
    await harness.advance(0);
    expect(harness.screen('staff').help).toEqual([]);
  });

  it('offers nobody to come to a visit that is over, and says nothing of it to the next visitor', async () => {
    const harness = await called();
    const { id } = only(harness);
    await harness.touch({ type: 'staff-reset', reason: 'visitor-left' });
    expect(only(harness)).toMatchObject({ come: false, tone: 'neutral', state: { key: 'staff.helpState.over' } });
    expect(await harness.refuses({ type: 'staff-come', id })).toBe(true);
    await harness.touch('staff-close');
    await harness.enter();
    await harness.touch({ type: 'open-sheet', sheet: 'help' }, 'help', 'close-help');
    await harness.signIn(STAFF_PIN);
    expect(harness.screen('staff').help.map(({ come }) => come)).toEqual([true, false]);
    await harness.touch({ type: 'staff-helped', id }, 'staff-close', { type: 'open-sheet', sheet: 'help' }, 'help');
    expect(harness.view.overlay).toMatchObject({ kind: 'help', state: 'called' });
  });
});
