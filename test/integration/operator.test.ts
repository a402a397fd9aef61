import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../electron/kiosk/store/store.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import { STAFF_PIN, TECHNICIAN_PIN, bootKioskHarness, type HeartOptions, keysOf } from '../harness/kiosk-harness.ts';
import { held, inProcess, PRINTED } from '../harness/scripted.ts';

function storeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-operator-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal.sqlite');
}

describe('sign-in', () => {
  it('opens by the gesture, shows digits as a number only, and lets staff in', async () => {
    const harness = await bootKioskHarness();
    await harness.touch('staff-gesture');
    expect(harness.screen('staff-sign-in')).toEqual({ kind: 'staff-sign-in', digits: 0, busy: false });
    await harness.type(STAFF_PIN);
    expect(harness.screen('staff-sign-in').digits).toBe(4);
    expect(JSON.stringify(harness.view)).not.toContain(STAFF_PIN);
    await harness.touch('clear');
    await harness.touch('staff-close');
    await harness.signIn(STAFF_PIN);
    expect(harness.screen('staff')).toMatchObject({ tab: 'overview', technician: false, visitRunning: false });
    expect(await harness.refuses({ type: 'open-technician' })).toBe(true);
    expect(harness.last('staff.signed-in')).toMatchObject({ role: 'staff' });
    expect(JSON.stringify(harness.log)).not.toContain(STAFF_PIN);
  });

  it('refuses a wrong PIN, with a waiting time from the third on, a minute at most', async () => {
    const harness = await bootKioskHarness();
    const waits: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await harness.signIn('9999');
      const line = harness.last('staff.sign-in-failed');
      waits.push(line?.waitSeconds as number);
      expect(harness.screen('staff-sign-in').problem?.key).toBe(waits.at(-1) === 0 ? 'staff.wrongPin' : 'staff.wait');
      await harness.touch('staff-close');
      await harness.advance((line?.waitSeconds as number) * 1_000);
    }
    expect(waits).toEqual([0, 0, 15, 30, 60, 60]);
    await harness.signIn(STAFF_PIN);
    expect(harness.view.screen.kind).toBe('staff');
    await harness.touch('staff-close');
    // The right one takes nothing away from what was counted; time does.
    await harness.signIn('9999');
    expect(harness.last('staff.sign-in-failed')).toMatchObject({ failures: 7, waitSeconds: 60 });
    await harness.touch('staff-close');
    await harness.advance(80 * 60_000);
    await harness.signIn('9999');
    expect(harness.last('staff.sign-in-failed')).toMatchObject({ failures: 1, waitSeconds: 0 });
  });

  it('does not let the right PIN in while it waits, counts down, and keeps the wait over a restart', async () => {
    const file = storeFile();
    const first = await bootKioskHarness({ store: inProcess(openStore(file)) });
    for (let round = 0; round < 3; round += 1) {
      await first.signIn('9999');
      await first.touch('staff-close');
    }
    await first.advance(10_000);
    await first.stop();
    const second = await bootKioskHarness({ store: inProcess(openStore(file)), now: first.clock.now() });
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

  it('counts two quick touches on "Anmelden" as one attempt, and an empty PIN as none', async () => {
    const harness = await bootKioskHarness();
    await harness.touch('staff-gesture');
    expect(await harness.refuses({ type: 'submit' })).toBe(true);
    await harness.type(STAFF_PIN);
    harness.kiosk.intent({ type: 'submit' });
    harness.kiosk.intent({ type: 'submit' });
    await harness.when(({ screen }) => screen.kind === 'staff');
    await harness.advance(0);
    expect(harness.count('staff.sign-in-failed')).toBe(0);
    expect(harness.view.screen.kind).toBe('staff');
  });

  it('goes on counting wrong PINs in memory when the journal fails', async () => {
    const broken = new Set<keyof Store>();
    const harness = await bootKioskHarness({ store: inProcess(openStore(':memory:'), broken) });
    broken.add('signInGuard').add('keepSignInGuard');
    for (let round = 0; round < 3; round += 1) {
      await harness.signIn('9999');
      await harness.touch('staff-close');
    }
    expect(harness.last('staff.sign-in-failed')).toMatchObject({ failures: 3, waitSeconds: 15 });
    await harness.touch('staff-gesture');
    expect(harness.screen('staff-sign-in').problem).toEqual({ key: 'staff.wait', values: { count: 15 } });
    await harness.advance(15_000);
    await harness.touch('staff-close');
    await harness.signIn(STAFF_PIN);
    expect(harness.view.screen.kind).toBe('staff');
  });

  it('ends by itself without a touch, and the interrupted visit goes on where it was', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await harness.touch(
      { type: 'open-tile', id: 'document-status' },
      { type: 'choose-document', document: 'identity-card' },
    );
    await harness.type('L7M');
    await harness.signIn(STAFF_PIN);
    await harness.advance(DELAYS.operatorIdle - 1);
    await harness.touch('touch');
    await harness.advance(DELAYS.operatorIdle - 1);
    expect(harness.view.screen.kind).toBe('staff');
    await harness.advance(1);
    expect(harness.screen('document-number').length).toBe(3);
  });
});

describe('technician', () => {
  const atThePrinter = async (options: HeartOptions = {}) => {
    const harness = await bootKioskHarness(options);
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician', { type: 'select-device', name: 'receipt' });
    return harness;
  };

  it('sees a device live, with its last frames as chosen', async () => {
    const harness = await atThePrinter({
      before: (_register, printer) => {
        printer.wire = [
          { at: 0, direction: 'out', hex: '10 04 04', length: 3, meaning: 'DLE EOT 4' },
          { at: 1, direction: 'in', hex: '12', length: 1, meaning: 'DLE EOT 4 → paper' },
          { at: 2, direction: 'out', hex: '', length: 900, meaning: 'print data' },
          { at: 3, direction: 'out', hex: '', length: 0, meaning: 'recovery from cutter: flush' },
        ];
      },
    });
    const screen = harness.screen('technician-device');
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
      await harness.touch({ type: 'show-frames', filter });
      expect(harness.screen('technician-device').frames).toHaveLength(shown);
    }
    expect(screen.device.identity.map(({ value }) => value)).toContain('TM-T88VI');
    harness.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    harness.printer.wire = [];
    await harness.advance(1_000);
    expect(harness.screen('technician-device')).toMatchObject({
      device: { text: { key: 'device.receiptPrinter.paperOut' }, tone: 'bad' },
      frames: [],
    });
    expect(await harness.refuses({ type: 'select-device', name: 'other' })).toBe(true);
    await harness.touch('back');
    expect(harness.screen('technician').devices).toHaveLength(1);
    await harness.touch('back');
    expect(harness.view.screen.kind).toBe('staff');
  });

  it('tests the printer step by step: believes the proof only, asks what only a person sees, records which part failed', async () => {
    const store = openStore(':memory:');
    const harness = await atThePrinter({ store: inProcess(store) });
    const proof = held<typeof PRINTED>();
    harness.printer.outcomes.push(proof.promise);
    await harness.touch('test-start');
    const states = () => harness.screen('technician-device').test?.steps.map(({ state }) => state);
    expect(states()).toEqual(['passed', 'passed', 'current', 'open', 'open']);
    expect(await harness.refuses({ type: 'test-start' })).toBe(true);
    expect(await harness.refuses({ type: 'test-answer', result: 'passed' })).toBe(true);
    // Longer than anybody stays signed in without a touch: a device works.
    await harness.advance(DELAYS.operatorIdle - 1_000);
    proof.resolve(PRINTED);
    await harness.advance(0);
    expect(harness.screen('technician-device').test?.asks?.text.key).toBe('technician.ask.slip-legible');
    await harness.touch({ type: 'test-answer', result: 'passed' }, { type: 'test-answer', result: 'failed' });
    expect(harness.screen('technician-device').test).toMatchObject({ running: false });
    expect(states()).toEqual(['passed', 'passed', 'passed', 'passed', 'failed']);
    expect(store.records().map(({ device, step, result }) => `${device} ${step} ${result}`)).toEqual([
      'receipt answers passed',
      'receipt identity passed',
      'receipt test-slip passed',
      'receipt slip-legible passed',
      'receipt slip-cut failed',
    ]);
    harness.printer.outcomes.push({
      ok: false,
      error: { status: { state: 'faulted', reason: 'silent' }, paper: 'none' },
    });
    await harness.touch('test-start');
    expect(states()).toEqual(['passed', 'passed', 'failed', 'current', 'open']);
  });

  it('breaks off a test without a result where the technician goes on to something else', async () => {
    const store = openStore(':memory:');
    const harness = await atThePrinter({ store: inProcess(store) });
    await harness.touch('test-start', 'back');
    expect(harness.view.screen.kind).toBe('technician');
    await harness.touch('open-report');
    expect(harness.screen('technician-report').devices[0]?.steps.map(({ state }) => state)).toEqual([
      'passed',
      'passed',
      'passed',
      'open',
      'open',
    ]);
    expect(harness.screen('technician-report').result).toBe('untested');
  });

  it('makes a readiness report of what is and what was tested, and keeps it signed', async () => {
    const harness = await atThePrinter();
    await harness.touch('back', 'open-report');
    expect(harness.screen('technician-report')).toMatchObject({
      result: 'untested',
      devices: [{ tested: { key: 'technician.untested' }, steps: [] }],
      print: false,
    });
    await harness.touch(
      'back',
      { type: 'select-device', name: 'receipt' },
      'test-start',
      { type: 'test-answer', result: 'passed' },
      { type: 'test-answer', result: 'passed' },
      'back',
      'open-report',
    );
    expect(harness.screen('technician-report').result).toBe('ready');
    await harness.touch('report-save');
    expect(harness.screen('technician-report').message).toEqual({
      key: 'technician.report.saved',
      values: { file: 'demo.json' },
    });
    expect(harness.reports.kept).toMatchObject([
      {
        type: 'foyer-readiness-1',
        terminal: 'demo',
        result: 'ready',
        devices: [{ name: 'receipt', works: true, steps: [{ id: 'answers', result: 'passed' }, {}, {}, {}, {}] }],
      },
    ]);
    harness.printer.tell({ state: 'absent' });
    await harness.advance(0);
    expect(harness.screen('technician-report').result).toBe('not-ready');
    harness.reports.broken = true;
    await harness.touch('report-save');
    expect(harness.screen('technician-report').message?.key).toBe('technician.report.failed');
    expect(harness.last('technician.report')).toMatchObject({ kind: 'save', result: 'failed' });
  });

  it('restarts a device and its program, and tests its line only where it has one', async () => {
    const harness = await atThePrinter();
    expect(harness.screen('technician-device').actions).toEqual([
      { action: 'restart', state: 'offered' },
      { action: 'restart-host', state: 'offered' },
      { action: 'loop-back', state: 'unavailable' },
    ]);
    expect(await harness.refuses({ type: 'device-action', action: 'loop-back' })).toBe(true);
    await harness.touch({ type: 'device-action', action: 'restart' });
    expect(harness.screen('technician-device').actions[0]).toEqual({ action: 'restart', state: 'passed' });
    expect(harness.last('technician.action')).toEqual(
      expect.objectContaining({ device: 'receipt', action: 'restart', result: 'passed' }),
    );
  });

  it('may do what staff may, and sees every state of the printer in words', async () => {
    const harness = await bootKioskHarness();
    await harness.signIn(TECHNICIAN_PIN);
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
      harness.printer.tell(status);
      await harness.advance(0);
      texts.add(harness.screen('staff').devices[0]?.text.key ?? '');
    }
    expect(texts.size).toBe(16);
  });
});

describe('the start', () => {
  it('shows what was open when the terminal stopped, before it says "Willkommen"', async () => {
    const store = openStore(':memory:');
    store.begin('8f6f0f6e-6a3f-4a39-9a86-0e9b0f2c7a01', 'document-status', 1);
    const harness = await bootKioskHarness({ store: inProcess(store) });
    expect(harness.view.screen.kind).toBe('attract');
    expect(store.unfinished()).toHaveLength(1);
    expect(harness.register.heartbeats.at(-1)).toMatchObject({
      unfinished: 1,
      devices: [{ name: 'receipt', state: 'ready' }],
    });
  });

  it('without a journal puts the terminal out of order, is tried again by itself, and recovers', async () => {
    const broken = new Set<keyof Store>(['reconcile']);
    const harness = await bootKioskHarness({ store: inProcess(openStore(':memory:'), broken) });
    expect(harness.view.screen.kind).toBe('out-of-order');
    expect(harness.last('store.failed')).toMatchObject({ operation: 'reconcile' });
    expect(await harness.refuses({ type: 'wake' })).toBe(true);
    await harness.advance(DELAYS.restart);
    expect(harness.view.screen.kind).toBe('out-of-order');
    broken.clear();
    await harness.advance(DELAYS.restart);
    expect(harness.view.screen.kind).toBe('attract');
    await harness.enter();
    expect(harness.screen('home').groups[0]?.tiles.every((tile) => tile.unavailable === undefined)).toBe(true);
  });

  it('without a register shows the last catalogue', async () => {
    const file = storeFile();
    const first = await bootKioskHarness({ store: inProcess(openStore(file)) });
    await first.stop();
    const second = await bootKioskHarness({ store: inProcess(openStore(file)), catalogue: null });
    await second.enter();
    const tiles = second.screen('home').groups.flatMap((group) => group.tiles);
    expect(tiles.map(({ id, unavailable }) => [id, unavailable?.key])).toEqual([
      ['document-status', 'tile.noRegister'],
      ['information', undefined],
    ]);
    expect(keysOf(second.screen('home').notices)).toEqual(['notice.register']);
  });

  it('without a register and a catalogue still greets visitors, and says what is missing', async () => {
    const harness = await bootKioskHarness({ catalogue: null });
    await harness.enter();
    expect(harness.screen('home').groups[0]?.tiles.map((tile) => tile.unavailable?.key)).toEqual([
      'tile.noRegister',
      'tile.noCatalogue',
    ]);
  });
});
