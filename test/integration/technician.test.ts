import { describe, expect, it } from 'vitest';
import { DELAYS } from '../../state-machines/delays.ts';
import { TECHNICIAN_PIN, bootKioskHarness, type HeartOptions, type KioskHarness } from '../harness/kiosk-harness.ts';

const technician = async (options: HeartOptions = {}): Promise<KioskHarness> => {
  const harness = await bootKioskHarness(options);
  await harness.signIn(TECHNICIAN_PIN);
  await harness.touch('open-technician');
  return harness;
};

describe('the log at the terminal', () => {
  const lines = (harness: KioskHarness): string[] => harness.screen('technician-log').lines.map(({ event }) => event);

  it('shows the newest lines first, as they come', async () => {
    const harness = await technician();
    await harness.touch('open-log');
    expect(lines(harness)[0]).toBe('staff.signed-in');
    harness.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    await harness.advance(0);
    const [newest] = harness.screen('technician-log').lines;
    expect(newest).toMatchObject({
      at: '09:30:00',
      event: 'device.status',
      fields: 'device: receipt · state: needs-staff · reason: paper-out',
    });
    expect(newest?.meaning).toMatch(/Zustand/);
  });

  it('is sifted by what it says of how grave it is, and by device', async () => {
    const harness = await technician();
    harness.printer.tell({ state: 'absent' });
    await harness.refuses({ type: 'print' });
    await harness.touch('open-log', { type: 'log-level', level: 'warning' });
    expect(new Set(lines(harness))).toEqual(new Set(['intent.refused']));
    await harness.touch({ type: 'log-level', level: 'error' });
    expect(lines(harness)).toEqual([]);
    await harness.touch({ type: 'log-level', level: 'info' }, { type: 'log-device', name: 'receipt' });
    expect(lines(harness)).toEqual(['device.status']);
    expect(await harness.refuses({ type: 'log-device', name: 'another' })).toBe(true);
    await harness.touch({ type: 'log-device', name: null });
    expect(lines(harness).length).toBeGreaterThan(1);
  });

  it('stands still while it is paused, and goes on with what came meanwhile', async () => {
    const harness = await technician();
    await harness.touch('open-log', { type: 'log-pause', on: true });
    const before = lines(harness);
    harness.printer.tell({ state: 'absent' });
    await harness.advance(0);
    expect(lines(harness)).toEqual(before);
    await harness.touch({ type: 'log-pause', on: false });
    expect(lines(harness)).toEqual(['device.status', ...before]);
  });

  it('begins anew for whoever opens it next', async () => {
    const harness = await technician();
    await harness.touch('open-log', { type: 'log-level', level: 'error' }, { type: 'log-pause', on: true });
    await harness.advance(DELAYS.operatorIdle);
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician', 'open-log');
    expect(harness.screen('technician-log')).toMatchObject({ level: 'info', device: null, paused: false });
    await harness.touch('back');
    expect(harness.view.screen.kind).toBe('technician');
  });
});

describe('what went over the wire', () => {
  const wire = [
    { at: 1_000, direction: 'out', hex: '10 04 04', length: 3, meaning: 'DLE EOT 4' },
    { at: 1_037, direction: 'in', hex: '12', length: 1, meaning: 'DLE EOT 4 → paper' },
    { at: 3_037, direction: 'out', hex: '', length: 900, meaning: 'print data' },
  ] as const;
  const atThePrinter = async (frames: typeof wire | readonly [] = wire): Promise<KioskHarness> => {
    const harness = await technician({
      before: (_register, printer) => {
        printer.wire = [...frames];
      },
    });
    await harness.touch({ type: 'select-device', name: 'receipt' });
    return harness;
  };
  const shown = (harness: KioskHarness) => harness.screen('technician-device').replay;

  it('is stepped through from the oldest, with the time between, while the device goes on', async () => {
    const harness = await atThePrinter();
    expect(shown(harness)).toBeNull();
    expect(await harness.refuses({ type: 'frame-replay', step: 'next' })).toBe(true);
    await harness.touch({ type: 'frame-replay', step: 'start' });
    expect(shown(harness)).toMatchObject({ number: 1, of: 3, since: null, frame: { meaning: 'DLE EOT 4' } });
    harness.printer.wire = [];
    await harness.advance(1_000);
    await harness.touch({ type: 'frame-replay', step: 'next' });
    expect(shown(harness)).toMatchObject({ number: 2, since: 37, frame: { direction: 'in', hex: '12' } });
    await harness.touch({ type: 'frame-replay', step: 'last' });
    expect(shown(harness)).toMatchObject({ number: 3, since: 2_000, length: 900, frame: { hex: '(900)' } });
    // There is none after the last, and none before the first.
    await harness.touch({ type: 'frame-replay', step: 'next' });
    expect(shown(harness)?.number).toBe(3);
    await harness.touch({ type: 'frame-replay', step: 'first' }, { type: 'frame-replay', step: 'back' });
    expect(shown(harness)?.number).toBe(1);
    await harness.touch({ type: 'frame-replay', step: 'end' });
    expect(shown(harness)).toBeNull();
  });

  it('is left with the device, and not offered where there was nothing', async () => {
    const harness = await atThePrinter();
    await harness.touch({ type: 'frame-replay', step: 'start' }, 'back', { type: 'select-device', name: 'receipt' });
    expect(shown(harness)).toBeNull();
    const silent = await atThePrinter([]);
    expect(await silent.refuses({ type: 'frame-replay', step: 'start' })).toBe(true);
  });
});

describe('the settings', () => {
  it('are told with the file that each comes from, and never with a secret', async () => {
    const harness = await technician({
      origins: () => ({
        files: ['/etc/foyer/foyer.yaml'],
        settings: [
          { key: 'town.name', value: 'Musterstadt', file: '/etc/foyer/foyer.yaml', line: 4 },
          { key: 'staff.pins', value: null, file: '/etc/foyer/foyer.yaml', line: 9 },
        ],
      }),
    });
    await harness.touch('open-config');
    expect(harness.screen('technician-config')).toMatchObject({
      layers: [{ value: '/etc/foyer/foyer.yaml' }],
      settings: [
        { name: 'town.name', value: 'Musterstadt', origin: '/etc/foyer/foyer.yaml:4' },
        { name: 'staff.pins', value: { key: 'technician.config.masked' } },
      ],
    });
  });
});
