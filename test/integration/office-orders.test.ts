/** What the office wants of the terminal comes with the register's answers, and is carried out once. */
import { describe, expect, it } from 'vitest';
import { DELAYS } from '../../state-machines/delays.ts';
import { ok } from '../../base/result.ts';
import { readSigned } from '../../electron/kiosk/staff/report-signature.ts';
import { ReadinessContent, type TerminalOrder } from '../../register/contract/contract.ts';
import { ScriptedPayment } from '../harness/scripted-payment.ts';
import {
  STAFF_PIN,
  TECHNICIAN_PIN,
  bootKioskHarness,
  demoConfig,
  type KioskHarness,
} from '../harness/kiosk-harness.ts';

const NOW = '2026-11-21T12:00:00+01:00';
const ROUND = demoConfig().register.everySeconds * 1_000;

async function told(harness: KioskHarness, body: unknown, givenAt = NOW): Promise<void> {
  harness.register.orders = [...harness.register.orders, { id: harness.register.heartbeats.length + 1, givenAt, body }];
  await harness.advance(ROUND);
}
const order = (body: TerminalOrder): TerminalOrder => body;

describe('an order of the office', () => {
  it('locks the terminal with words for visitors, and frees it again', async () => {
    const harness = await bootKioskHarness();
    await told(harness, order({ order: 'block', text: 'Heute Betriebsversammlung.' }));
    expect(harness.screen('out-of-order')).toMatchObject({ kind: 'out-of-order' });
    expect(JSON.stringify(harness.view.screen)).toContain('Heute Betriebsversammlung.');
    await told(harness, order({ order: 'unblock' }));
    expect(harness.view.screen.kind).toBe('attract');
    expect(harness.register.orders).toEqual([]);
  });

  it('does not put in service what somebody at the terminal put out of order', async () => {
    const harness = await bootKioskHarness();
    await harness.signIn(STAFF_PIN);
    await harness.touch(
      { type: 'staff-tab', tab: 'mode' },
      { type: 'staff-choose-mode', mode: 'out-of-order' },
      'staff-confirm-mode',
      'staff-close',
    );
    await told(harness, order({ order: 'block', text: 'Heute geschlossen' }));
    await told(harness, order({ order: 'unblock' }));
    expect(harness.view.screen.kind).toBe('out-of-order');
  });

  it('ends a visit, but not one that began after it was given', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await told(harness, order({ order: 'end-visit', reason: 'Verlassen' }), '2026-11-21T11:50:00+01:00');
    expect(harness.view.screen.kind).not.toBe('attract');
    expect(harness.register.orders, 'taken all the same').toEqual([]);
    await harness.touch('stay');
    await told(harness, order({ order: 'end-visit', reason: 'Verlassen' }));
    expect(harness.view.screen.kind).toBe('attract');
  });

  it('restarts the terminal at night, once, and not under a visitor', async () => {
    const harness = await bootKioskHarness();
    await told(harness, order({ order: 'restart-tonight' }));
    await told(harness, order({ order: 'restart-tonight' }));
    expect(harness.restarted).toBe(0);
    await harness.advance(24 * 3_600_000);
    expect(harness.restarted).toBe(1);
  });

  it('restarts it when staff have left it', async () => {
    const harness = await bootKioskHarness();
    await told(harness, order({ order: 'restart-tonight' }));
    const three = new Date(harness.clock.now());
    three.setDate(three.getDate() + 1);
    three.setHours(3, 0, 0, 0);
    await harness.advance(three.getTime() - harness.clock.now() - 30_000);
    await harness.signIn(STAFF_PIN);
    await harness.advance(DELAYS.operatorIdle - 1_000);
    expect(harness.restarted).toBe(0);
    await harness.advance(2 * ROUND + 1_000);
    expect(harness.restarted).toBe(1);
  });

  it('that this software does not know is taken, so that it does not come for ever', async () => {
    const harness = await bootKioskHarness();
    await told(harness, { order: 'dance' });
    expect(harness.register.orders).toEqual([]);
    expect(harness.log.filter(({ event }) => event === 'office.order')).toMatchObject([
      { order: 'unknown', done: false },
    ]);
  });

  it('is carried out once, also where the register did not hear that it was taken', async () => {
    const harness = await bootKioskHarness();
    harness.register.failure = null;
    await told(harness, order({ order: 'block', text: 'Pause' }));
    const [first] = harness.register.heartbeats.flatMap(({ taken = [] }) => taken);
    harness.register.orders = [{ id: first ?? 0, givenAt: NOW, body: { order: 'unblock' } }];
    await harness.advance(2 * ROUND);
    expect(harness.view.screen.kind).toBe('out-of-order');
  });
});

describe('a readiness report that the office asks for', () => {
  const ask = order({ order: 'readiness-report' });
  const reportOf = ({ register }: KioskHarness) => {
    const signed = register.reports.at(-1)?.report;
    const read = signed === undefined ? null : readSigned(signed);
    return read === null ? null : ReadinessContent.parse(read.content);
  };
  const outcomes = (harness: KioskHarness) =>
    harness.log.filter(({ event }) => event === 'office.report').map(({ outcome }) => outcome);
  const told = async (harness: KioskHarness, givenAt = NOW): Promise<void> => {
    harness.register.orders = [{ id: 7, givenAt, body: ask }];
    await harness.advance(ROUND);
  };

  it('is made while nobody is there, and arrives signed, with all devices', async () => {
    const harness = await bootKioskHarness();
    await told(harness);
    expect(harness.register.reports).toMatchObject([{ order: 7 }]);
    expect(reportOf(harness)).toMatchObject({
      type: 'foyer-readiness-1',
      result: 'untested',
      devices: [{ name: 'receipt', works: true, says: 'device.ready', tested: expect.any(Number) }],
    });
    await harness.advance(2 * ROUND);
    expect(harness.register.reports).toHaveLength(1);
    expect(outcomes(harness)).toEqual(['sent']);
  });

  it('prints nothing, and says of what needs somebody that it was not tested', async () => {
    const harness = await bootKioskHarness();
    await told(harness);
    expect(harness.printer.papers).toEqual([]);
    expect(reportOf(harness)?.devices[0]?.steps).toEqual([
      { id: 'answers', result: 'passed' },
      { id: 'identity', result: 'passed' },
      { id: 'test-slip', result: 'needs-somebody' },
      { id: 'slip-legible', result: 'needs-somebody' },
      { id: 'slip-cut', result: 'needs-somebody' },
    ]);
  });

  it('of a device that does not work is not ready, with the sentence that says why', async () => {
    const harness = await bootKioskHarness();
    harness.printer.tell({ state: 'needs-staff', reason: 'paper-out' });
    await told(harness);
    expect(reportOf(harness)).toMatchObject({
      result: 'not-ready',
      devices: [{ works: false, state: 'needs-staff', says: 'device.receiptPrinter.paperOut' }],
    });
  });

  it('waits for the end of a visit, and says so', async () => {
    const harness = await bootKioskHarness();
    await harness.enter();
    await told(harness);
    expect(harness.register.reports).toEqual([]);
    expect(harness.register.heartbeats.at(-1)?.reporting).toEqual({ order: 7, state: 'waiting' });
    expect(harness.register.orders, 'not taken before it is done').toHaveLength(1);
    await harness.advance(10 * 60_000);
    expect(harness.register.reports).toHaveLength(1);
  });

  it('waits until staff have left', async () => {
    const harness = await bootKioskHarness();
    await harness.signIn(STAFF_PIN);
    await told(harness);
    expect(harness.register.reports).toEqual([]);
    await harness.touch('staff-close');
    await harness.advance(ROUND);
    expect(harness.register.reports).toHaveLength(1);
  });

  it('is said to run while the devices are tested', async () => {
    let answer = (): void => undefined;
    const terminal = new ScriptedPayment();
    terminal.diagnose = () => new Promise((resolve) => (answer = () => resolve(ok(undefined))));
    const harness = await bootKioskHarness({ devices: [terminal] });
    await told(harness);
    expect(harness.register.heartbeats.at(-1)?.reporting).toEqual({ order: 7, state: 'running' });
    answer();
    await harness.advance(ROUND);
    expect(harness.register.heartbeats.at(-1)?.reporting).toBeUndefined();
    expect(reportOf(harness)?.devices[0]?.steps).toContainEqual({ id: 'host-diagnosis', result: 'passed' });
  });

  it('is given up when somebody comes while the devices are tested, and made anew afterwards', async () => {
    let answer = (): void => undefined;
    const terminal = new ScriptedPayment();
    terminal.diagnose = () => new Promise((resolve) => (answer = () => resolve(ok(undefined))));
    const harness = await bootKioskHarness({ devices: [terminal] });
    await told(harness);
    await harness.enter();
    answer();
    await harness.advance(ROUND);
    expect(harness.register.reports).toEqual([]);
    await harness.advance(10 * 60_000);
    answer();
    await harness.advance(ROUND);
    expect(harness.register.reports).toHaveLength(1);
  });

  it('that did not get through is made anew when the register is there again', async () => {
    const harness = await bootKioskHarness();
    harness.register.reportFailure = { kind: 'unreachable', reason: 'timeout' };
    await told(harness);
    const first = harness.clock.now();
    expect(outcomes(harness), 'not again and again').toEqual(['not-sent']);
    harness.register.reportFailure = null;
    await harness.advance(2 * ROUND);
    expect(outcomes(harness)).toEqual(['not-sent', 'sent']);
    expect(reportOf(harness)?.at).toBeGreaterThanOrEqual(first);
  });

  it('that the register will not have is not sent for ever', async () => {
    const harness = await bootKioskHarness();
    harness.register.reportFailure = { kind: 'declined', reason: 'not-found' };
    await told(harness);
    await harness.advance(3 * ROUND);
    expect(outcomes(harness)).toEqual(['refused']);
    expect(harness.register.orders).toEqual([]);
  });

  it('that cannot be signed is not sent', async () => {
    const harness = await bootKioskHarness();
    harness.reports.broken = true;
    await told(harness);
    expect(harness.register.reports).toEqual([]);
    expect(outcomes(harness)).toEqual(['not-signed']);
    harness.reports.broken = false;
    await harness.advance(2 * ROUND);
    expect(harness.register.reports).toHaveLength(1);
  });

  it('that was asked for a day ago is not made any more', async () => {
    const harness = await bootKioskHarness();
    await told(harness, '2026-11-20T11:59:59+01:00');
    await harness.advance(ROUND);
    expect(harness.register.reports).toEqual([]);
    expect(harness.register.orders).toEqual([]);
  });

  it('leaves what the technician has checked as it was', async () => {
    const harness = await bootKioskHarness();
    await told(harness);
    await harness.signIn(TECHNICIAN_PIN);
    await harness.touch('open-technician', 'open-report');
    expect(JSON.stringify(harness.view.screen)).toContain('technician.untested');
  });
});
