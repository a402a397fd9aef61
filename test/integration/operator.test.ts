import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../electron/kiosk/store/store.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { STAFF_PIN, TECHNICIAN_PIN, bootHeart, type HeartOptions, keysOf } from '../harness/heart.ts';
import { held, inProcess, PRINTED } from '../harness/scripted.ts';

function storeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-operator-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

describe('sign-in', () => {
  it('opens by the gesture, shows digits as a number only, and lets staff in', async () => {
    const heart = await bootHeart();
    await heart.touch('staff-gesture');
    expect(heart.screen('staff-sign-in')).toEqual({ kind: 'staff-sign-in', digits: 0, busy: false });
    await heart.type(STAFF_PIN);
    expect(heart.screen('staff-sign-in').digits).toBe(4);
    expect(JSON.stringify(heart.view)).not.toContain(STAFF_PIN);
    await heart.touch('clear');
    await heart.touch('staff-close');
    await heart.signIn(STAFF_PIN);
    expect(heart.screen('staff')).toMatchObject({ tab: 'overview', technician: false, visitRunning: false });
    expect(await heart.refuses({ type: 'open-technician' })).toBe(true);
    expect(heart.last('staff.signed-in')).toMatchObject({ role: 'staff' });
    expect(JSON.stringify(heart.log)).not.toContain(STAFF_PIN);
  });

  it('refuses a wrong PIN, and makes wait from the third on, a minute at most', async () => {
    const heart = await bootHeart();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await heart.signIn('9999');
      const line = heart.last('staff.sign-in-failed');
      waits.push(line?.waitSeconds as number);
      expect(heart.screen('staff-sign-in').problem?.key).toBe(waits.at(-1) === 0 ? 'staff.wrongPin' : 'staff.wait');
      await heart.touch('staff-close');
      await heart.advance((line?.waitSeconds as number) * 1_000);
    }
    expect(waits).toEqual([0, 0, 15, 30, 60, 60]);
    await heart.signIn(STAFF_PIN);
    expect(heart.view.screen.kind).toBe('staff');
    await heart.touch('staff-close');
    // The right one takes nothing away from what was counted; time does.
    await heart.signIn('9999');
    expect(heart.last('staff.sign-in-failed')).toMatchObject({ failures: 7, waitSeconds: 60 });
    await heart.touch('staff-close');
    await heart.advance(80 * 60_000);
    await heart.signIn('9999');
    expect(heart.last('staff.sign-in-failed')).toMatchObject({ failures: 1, waitSeconds: 0 });
  });

  it('does not let the right PIN in while it waits, counts down, and keeps the wait over a restart', async () => {
    const file = storeFile();
    const first = await bootHeart({ store: inProcess(openStore(file)) });
    for (let round = 0; round < 3; round += 1) {
      await first.signIn('9999');
      await first.touch('staff-close');
    }
    await first.advance(10_000);
    await first.stop();
    const second = await bootHeart({ store: inProcess(openStore(file)), now: first.clock.now() });
    await second.touch('staff-gesture');
    expect(second.screen('staff-sign-in').problem).toEqual({ key: 'staff.wait', values: { count: 15 } });
    await second.type(STAFF_PIN);
    await second.touch('submit');
    expect(second.view.screen.kind).toBe('staff-sign-in');
    await second.advance(5_000);
    expect(second.screen('staff-sign-in').problem).toEqual({ key: 'staff.wait', values: { count: 10 } });
    await second.advance(10_000);
    expect(second.screen('staff-sign-in').problem).toBeUndefined();
    await second.touch('staff-close');
    await second.signIn(STAFF_PIN);
    expect(second.view.screen.kind).toBe('staff');
  });

  it('takes two quick touches on "Anmelden" as one, and none as no attempt', async () => {
    const heart = await bootHeart();
    await heart.touch('staff-gesture');
    expect(await heart.refuses({ type: 'submit' })).toBe(true);
    await heart.type(STAFF_PIN);
    heart.kiosk.intent({ type: 'submit' });
    heart.kiosk.intent({ type: 'submit' });
    await heart.when(({ screen }) => screen.kind === 'staff');
    await heart.advance(0);
    expect(heart.count('staff.sign-in-failed')).toBe(0);
    expect(heart.view.screen.kind).toBe('staff');
  });

  it('goes on counting in memory when the journal fails', async () => {
    const broken = new Set<keyof Store>();
    const heart = await bootHeart({ store: inProcess(openStore(':memory:'), broken) });
    broken.add('signInGuard').add('keepSignInGuard');
    for (let round = 0; round < 3; round += 1) {
      await heart.signIn('9999');
      await heart.touch('staff-close');
    }
    expect(heart.last('staff.sign-in-failed')).toMatchObject({ failures: 3, waitSeconds: 15 });
    await heart.touch('staff-gesture');
    expect(heart.screen('staff-sign-in').problem).toEqual({ key: 'staff.wait', values: { count: 15 } });
    await heart.advance(15_000);
    await heart.touch('staff-close');
    await heart.signIn(STAFF_PIN);
    expect(heart.view.screen.kind).toBe('staff');
  });

  it('ends by itself without a touch, and the visit below goes on where it was', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await heart.type('L7M');
    await heart.signIn(STAFF_PIN);
    await heart.advance(DELAYS.operatorIdle - 1);
    await heart.touch('touch');
    await heart.advance(DELAYS.operatorIdle - 1);
    expect(heart.view.screen.kind).toBe('staff');
    await heart.advance(1);
    expect(heart.screen('document-number').length).toBe(3);
  });
});

describe('staff', () => {
  it('end a visit with a reason, which is logged, and everything of it is gone', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.signIn(STAFF_PIN);
    expect(heart.screen('staff').visitRunning).toBe(true);
    await heart.touch({ type: 'staff-reset', reason: 'visitor-left' });
    expect(heart.screen('staff').visitRunning).toBe(false);
    expect(await heart.refuses({ type: 'staff-reset', reason: 'stuck' })).toBe(true);
    expect(heart.last('staff.reset')).toMatchObject({ reason: 'visitor-left' });
    expect(heart.last('visit.ended')).toMatchObject({ by: 'staff' });
    expect(heart.purges).toBe(1);
    await heart.touch('staff-close');
    expect(heart.view.screen.kind).toBe('attract');
  });

  it('lock the terminal: the running visit is finished first, then it is closed, also after a restart', async () => {
    const file = storeFile();
    const heart = await bootHeart({ store: inProcess(openStore(file)) });
    await heart.enter();
    await heart.signIn(STAFF_PIN);
    await heart.touch({ type: 'staff-lock', on: true }, 'staff-close');
    expect(heart.view.screen.kind).toBe('home');
    await heart.touch('cancel', 'leave');
    expect(heart.screen('out-of-order')).toMatchObject({ text: null });
    expect(keysOf(heart.screen('out-of-order').works)).toEqual(['works.counter', 'works.phone']);
    expect(await heart.refuses({ type: 'wake' })).toBe(true);
    await heart.stop();

    const again = await bootHeart({ store: inProcess(openStore(file)) });
    expect(again.view.screen.kind).toBe('out-of-order');
    await again.signIn(STAFF_PIN);
    expect(again.screen('staff').lockedNow).toBe(true);
    await again.touch({ type: 'staff-lock', on: false }, 'staff-close');
    expect(again.view.screen.kind).toBe('attract');
    expect(again.count('kiosk.unblocked')).toBe(1);
  });

  it('write what stands on the screen while it is out of order', async () => {
    const heart = await bootHeart();
    await heart.signIn(STAFF_PIN);
    expect(await heart.refuses({ type: 'key', key: 'x' })).toBe(true);
    await heart.touch({ type: 'staff-tab', tab: 'out-of-order' });
    await heart.type('Umbauu');
    await heart.touch('erase', { type: 'staff-out-of-order', on: true });
    expect(heart.screen('staff')).toMatchObject({ outOfOrder: true, outOfOrderText: 'Umbau' });
    await heart.touch('staff-close');
    expect(heart.screen('out-of-order').text).toBe('Umbau');
    await heart.signIn(STAFF_PIN);
    await heart.touch(
      { type: 'staff-tab', tab: 'out-of-order' },
      'clear',
      { type: 'staff-out-of-order', on: false },
      'staff-close',
    );
    expect(heart.view.screen.kind).toBe('attract');
  });

  it('settle what is unfinished, one by one, and only what is on the list', async () => {
    const store = openStore(':memory:');
    const [one, two] = ['8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a01', '8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a02'] as const;
    store.begin(one, 'service', 1);
    store.begin(two, 'document-status', 2);
    const heart = await bootHeart({ store: inProcess(store) });
    await heart.signIn(STAFF_PIN);
    await heart.touch({ type: 'staff-tab', tab: 'unfinished' });
    expect(heart.screen('staff').unfinished.map(({ id, detail }) => [id, detail.key])).toEqual([
      [one, 'staff.cause.restart'],
      [two, 'staff.cause.restart'],
    ]);
    expect(await heart.refuses({ type: 'staff-settle', id: 'other', outcome: 'dropped' })).toBe(true);
    await heart.touch({ type: 'staff-settle', id: one, outcome: 'handed-over' });
    expect(heart.screen('staff').unfinished.map(({ id }) => id)).toEqual([two]);
    await heart.touch({ type: 'staff-settle', id: two, outcome: 'dropped' });
    expect(heart.screen('staff').unfinished).toEqual([]);
    expect(heart.last('staff.settled')).toMatchObject({ obligation: two, outcome: 'dropped' });
  });

  it('see who called for help', async () => {
    const heart = await bootHeart();
    await heart.enter();
    await heart.touch('help', 'close-help');
    await heart.signIn(STAFF_PIN);
    expect(heart.screen('staff').help.map(({ text }) => text)).toEqual([
      { key: 'staff.helpFrom.home', values: { time: '09:30' } },
    ]);
  });
});

describe('technician', () => {
  const atThePrinter = async (options: HeartOptions = {}) => {
    const heart = await bootHeart(options);
    await heart.signIn(TECHNICIAN_PIN);
    await heart.touch('open-technician', { type: 'select-device', name: 'receipt' });
    return heart;
  };

  it('sees a device live, with its last frames as chosen', async () => {
    const heart = await atThePrinter({
      before: (_register, printer) => {
        printer.wire = [
          { at: 0, direction: 'out', hex: '10 04 04', length: 3, meaning: 'DLE EOT 4' },
          { at: 1, direction: 'in', hex: '12', length: 1, meaning: 'DLE EOT 4 → paper' },
          { at: 2, direction: 'out', hex: '', length: 900, meaning: 'print data' },
          { at: 3, direction: 'out', hex: '', length: 0, meaning: 'recovery from cutter: flush' },
        ];
      },
    });
    const screen = heart.screen('technician-device');
    expect(screen).toMatchObject({ test: null, filter: 'all', device: { state: 'ready', tone: 'good' } });
    expect(screen.frames.map((frame) => [frame.direction, frame.hex])).toEqual([
      ['step', ''],
      ['out', '(900)'],
      ['in', '12'],
      ['out', '10 04 04'],
    ]);
    for (const [filter, shown] of [
      ['in', 1],
      ['out', 2],
      ['steps', 1],
      ['all', 4],
    ] as const) {
      await heart.touch({ type: 'show-frames', filter });
      expect(heart.screen('technician-device').frames).toHaveLength(shown);
    }
    expect(screen.device.identity.map(({ value }) => value)).toContain('TM-T88VI');
    heart.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    heart.printer.wire = [];
    await heart.advance(1_000);
    expect(heart.screen('technician-device')).toMatchObject({
      device: { text: { key: 'device.receiptPrinter.paperOut' }, tone: 'bad' },
      frames: [],
    });
    expect(await heart.refuses({ type: 'select-device', name: 'other' })).toBe(true);
    await heart.touch('back');
    expect(heart.screen('technician').devices).toHaveLength(1);
    await heart.touch('back');
    expect(heart.view.screen.kind).toBe('staff');
  });

  it('tests the printer step by step: believes the proof only, asks what only a person sees, records which part failed', async () => {
    const store = openStore(':memory:');
    const heart = await atThePrinter({ store: inProcess(store) });
    const proof = held<typeof PRINTED>();
    heart.printer.outcomes.push(proof.promise);
    await heart.touch('test-start');
    const states = () => heart.screen('technician-device').test?.steps.map(({ state }) => state);
    expect(states()).toEqual(['passed', 'passed', 'current', 'open', 'open']);
    expect(await heart.refuses({ type: 'test-start' })).toBe(true);
    expect(await heart.refuses({ type: 'test-answer', result: 'passed' })).toBe(true);
    // Longer than anybody stays signed in without a touch: a device works.
    await heart.advance(DELAYS.operatorIdle - 1_000);
    proof.resolve(PRINTED);
    await heart.advance(0);
    expect(heart.screen('technician-device').test?.asks?.text.key).toBe('technician.ask.slip-legible');
    await heart.touch({ type: 'test-answer', result: 'passed' }, { type: 'test-answer', result: 'failed' });
    expect(heart.screen('technician-device').test).toMatchObject({ running: false });
    expect(states()).toEqual(['passed', 'passed', 'passed', 'passed', 'failed']);
    expect(store.records().map(({ device, step, result }) => `${device} ${step} ${result}`)).toEqual([
      'receipt answers passed',
      'receipt identity passed',
      'receipt test-slip passed',
      'receipt slip-legible passed',
      'receipt slip-cut failed',
    ]);
    heart.printer.outcomes.push({
      ok: false,
      error: { status: { state: 'faulted', reason: 'silent' }, paper: 'none' },
    });
    await heart.touch('test-start');
    expect(states()).toEqual(['passed', 'passed', 'failed', 'current', 'open']);
  });

  it('breaks off a test without a result where the technician goes on to something else', async () => {
    const store = openStore(':memory:');
    const heart = await atThePrinter({ store: inProcess(store) });
    await heart.touch('test-start', 'back');
    expect(heart.view.screen.kind).toBe('technician');
    await heart.touch('open-report');
    expect(heart.screen('technician-report').devices[0]?.steps.map(({ state }) => state)).toEqual([
      'passed',
      'passed',
      'passed',
      'open',
      'open',
    ]);
    expect(heart.screen('technician-report').result).toBe('untested');
  });

  it('makes a readiness report of what is and what was tested, and keeps it signed', async () => {
    const heart = await atThePrinter();
    await heart.touch('back', 'open-report');
    expect(heart.screen('technician-report')).toMatchObject({
      result: 'untested',
      devices: [{ tested: { key: 'technician.untested' }, steps: [] }],
      print: false,
    });
    await heart.touch(
      'back',
      { type: 'select-device', name: 'receipt' },
      'test-start',
      { type: 'test-answer', result: 'passed' },
      { type: 'test-answer', result: 'passed' },
      'back',
      'open-report',
    );
    expect(heart.screen('technician-report').result).toBe('ready');
    await heart.touch('report-save');
    expect(heart.screen('technician-report').message).toEqual({
      key: 'technician.report.saved',
      values: { file: 'demo.json' },
    });
    expect(heart.reports.kept).toMatchObject([
      {
        type: 'foyer-readiness-1',
        terminal: 'demo',
        result: 'ready',
        devices: [{ name: 'receipt', works: true, steps: [{ id: 'answers', result: 'passed' }, {}, {}, {}, {}] }],
      },
    ]);
    heart.printer.tell({ state: 'absent' });
    await heart.advance(0);
    expect(heart.screen('technician-report').result).toBe('not-ready');
    heart.reports.broken = true;
    await heart.touch('report-save');
    expect(heart.screen('technician-report').message?.key).toBe('technician.report.failed');
    expect(heart.last('technician.report')).toMatchObject({ kind: 'save', result: 'failed' });
  });

  it('restarts a device and its program, and tests its line only where it has one', async () => {
    const heart = await atThePrinter();
    expect(heart.screen('technician-device').actions).toEqual([
      { action: 'restart', state: 'offered' },
      { action: 'restart-host', state: 'offered' },
      { action: 'loop-back', state: 'unavailable' },
    ]);
    expect(await heart.refuses({ type: 'device-action', action: 'loop-back' })).toBe(true);
    await heart.touch({ type: 'device-action', action: 'restart' });
    expect(heart.screen('technician-device').actions[0]).toEqual({ action: 'restart', state: 'passed' });
    expect(heart.last('technician.action')).toEqual(
      expect.objectContaining({ device: 'receipt', action: 'restart', result: 'passed' }),
    );
  });

  it('may do what staff may, and every state of the printer has words', async () => {
    const heart = await bootHeart();
    await heart.signIn(TECHNICIAN_PIN);
    const texts = new Set<string>();
    for (const status of [
      { state: 'absent' },
      { state: 'opening' },
      { state: 'identifying' },
      { state: 'ready' },
      { state: 'degraded', reasons: ['near-end'] },
      { state: 'busy', reason: 'job' },
      { state: 'quarantined' },
      ...(['cover-open', 'paper-out', 'cutter', 'offline'] as const).map(
        (reason) => ({ state: 'needs-staff', reason }) as const,
      ),
      { state: 'busy', reason: 'self' },
      ...(['unrecoverable', 'silent', 'protocol', 'link', 'host'] as const).map(
        (reason) => ({ state: 'faulted', reason }) as const,
      ),
      ...(['silent', 'protocol', 'link', 'host'] as const).map((reason) => ({ state: 'back-off', reason }) as const),
    ] as const) {
      heart.printer.tell(status);
      await heart.advance(0);
      texts.add(heart.screen('staff').devices[0]?.text.key ?? '');
    }
    expect(texts.size).toBe(16);
  });
});

describe('the start', () => {
  it('shows what was open when the terminal stopped, before it says "Willkommen"', async () => {
    const store = openStore(':memory:');
    store.begin('8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a01', 'document-status', 1);
    const heart = await bootHeart({ store: inProcess(store) });
    expect(heart.view.screen.kind).toBe('attract');
    expect(store.unfinished()).toHaveLength(1);
    expect(heart.register.heartbeats.at(-1)).toMatchObject({
      unfinished: 1,
      devices: [{ name: 'receipt', state: 'ready' }],
    });
  });

  it('without the journal is out of order, is tried again by itself, and recovers', async () => {
    const broken = new Set<keyof Store>(['reconcile']);
    const heart = await bootHeart({ store: inProcess(openStore(':memory:'), broken) });
    expect(heart.view.screen.kind).toBe('out-of-order');
    expect(heart.last('store.failed')).toMatchObject({ operation: 'reconcile' });
    expect(await heart.refuses({ type: 'wake' })).toBe(true);
    await heart.advance(DELAYS.restart);
    expect(heart.view.screen.kind).toBe('out-of-order');
    broken.clear();
    await heart.advance(DELAYS.restart);
    expect(heart.view.screen.kind).toBe('attract');
    await heart.enter();
    expect(heart.screen('home').groups[0]?.tiles.every((tile) => tile.unavailable === undefined)).toBe(true);
  });

  it('without a register shows the last catalogue', async () => {
    const file = storeFile();
    const first = await bootHeart({ store: inProcess(openStore(file)) });
    await first.stop();
    const second = await bootHeart({ store: inProcess(openStore(file)), catalogue: null });
    await second.enter();
    const tiles = second.screen('home').groups.flatMap((group) => group.tiles);
    expect(tiles.map(({ id, unavailable }) => [id, unavailable?.key])).toEqual([
      ['document-status', 'tile.noRegister'],
      ['information', undefined],
    ]);
    expect(keysOf(second.screen('home').notices)).toEqual(['notice.register']);
  });

  it('without a register and without a catalogue still greets, and says what is missing', async () => {
    const heart = await bootHeart({ catalogue: null });
    await heart.enter();
    expect(heart.screen('home').groups[0]?.tiles.map((tile) => tile.unavailable?.key)).toEqual([
      'tile.noRegister',
      'tile.noCatalogue',
    ]);
  });
});
