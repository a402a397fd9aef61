/** What the office wants of the terminal comes with the register's answers, and is carried out once. */
import { describe, expect, it } from 'vitest';
import { DELAYS } from '../../state-machines/delays.ts';
import type { TerminalOrder } from '../../register/contract/contract.ts';
import { STAFF_PIN, bootKioskHarness, demoConfig, type KioskHarness } from '../harness/kiosk-harness.ts';

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
      { type: 'staff-tab', tab: 'out-of-order' },
      { type: 'staff-out-of-order', on: true },
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
