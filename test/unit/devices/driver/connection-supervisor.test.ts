import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionSupervisor } from '../../../../devices/driver/connection-supervisor.ts';
import {
  INITIAL_CONNECTION,
  type EndReason,
  FAULTED_AFTER,
  FLAPPING,
  type LifeEvent,
  lifeStatus,
  live,
} from '../../../../devices/driver/connection.ts';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import { type DeviceStatus, sameStatus, works } from '../../../../devices/driver/status.ts';

const after = (...events: LifeEvent[]) => lifeStatus(events.reduce(live, INITIAL_CONNECTION));
const linked: LifeEvent[] = [{ type: 'open' }, { type: 'opened' }, { type: 'ready' }];
const lost = (reason: EndReason = 'silent', at = 0): LifeEvent => ({ type: 'lost', reason, at });

describe('the life cycle of a connection', () => {
  it("shows the device's own status only while it is linked", () => {
    expect(after()).toEqual({ state: 'opening' });
    expect(after({ type: 'open' }, { type: 'opened' })).toEqual({ state: 'identifying' });
    expect(after(...linked)).toBeNull();
    expect(after(...linked, { type: 'unready' })).toEqual({ state: 'identifying' });
    expect(after(...linked, { type: 'close' })).toEqual({ state: 'absent' });
  });

  it('keeps showing what failed until an attempt succeeds', () => {
    expect(after(...linked, lost(), { type: 'open' })).toEqual({ state: 'back-off', reason: 'silent' });
    expect(after(...linked, lost(), { type: 'open' }, { type: 'opened' })).toEqual({
      state: 'back-off',
      reason: 'silent',
    });
    expect(after(...linked, lost(), ...linked)).toBeNull();
    expect(after(lost('absent'), { type: 'open' })).toEqual({ state: 'absent' });
    expect(after(lost('denied'))).toEqual({ state: 'faulted', reason: 'link' });
  });

  it('is faulted after so many failures in a row, and a success resets the count', () => {
    const losses = Array.from({ length: FAULTED_AFTER }, () => lost());
    expect(after(...losses)).toEqual({ state: 'faulted', reason: 'silent' });
    expect(after(...losses.slice(1), ...linked, ...losses.slice(1))).toEqual({ state: 'back-off', reason: 'silent' });
  });

  it('quarantines a device that dropped too often within ten minutes, and only that', () => {
    const flap = (every: number): LifeEvent[] =>
      Array.from({ length: FLAPPING.drops + 1 }, (_, at) => [...linked, lost('link', at * every)]).flat();
    expect(after(...flap(1_000))).toEqual({ state: 'quarantined' });
    expect(after(...flap(1_000), { type: 'open' })).toEqual({ state: 'quarantined' });
    expect(after(...flap(1_000), { type: 'restart' })).not.toEqual({ state: 'quarantined' });
    expect(after(...flap(FLAPPING.within / FLAPPING.drops))).toEqual({ state: 'back-off', reason: 'link' });
    expect(after(...Array.from({ length: 50 }, (_, at) => lost('link', at)))).toEqual({
      state: 'faulted',
      reason: 'link',
    });
  });

  it('counts no loss that was made on purpose', () => {
    const restarted = Array.from({ length: 20 }, (_, at): LifeEvent[] => [
      ...linked,
      { type: 'restart' },
      lost('link', at),
    ]).flat();
    expect(after(...restarted)).toEqual({ state: 'back-off', reason: 'link' });
  });

  it('stays closed, whatever follows', () => {
    const event = fc.oneof(
      fc.constantFrom<LifeEvent>(
        { type: 'open' },
        { type: 'opened' },
        { type: 'ready' },
        { type: 'unready' },
        { type: 'restart' },
      ),
      fc.record({
        type: fc.constant('lost' as const),
        reason: fc.constantFrom<EndReason>('silent', 'protocol', 'link', 'absent', 'denied'),
        at: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(fc.array(event), fc.array(event), (before, then) => {
        expect(after(...before, { type: 'close' }, ...then)).toEqual({ state: 'absent' });
      }),
    );
  });
});

describe('a supervised connection', () => {
  /** A device that is linked until it is pulled out. */
  function device() {
    const clock = new ManualClock();
    const plugs = new Set<() => void>();
    let attempts = 0;
    let present: EndReason | null = null;
    let pull: (reason: EndReason) => void = () => undefined;
    const supervisor: ConnectionSupervisor<DeviceStatus> = new ConnectionSupervisor<DeviceStatus>({
      clock,
      random: () => 0.5,
      hotPlug: {
        onChange: (listener) => {
          plugs.add(listener);
          return () => void plugs.delete(listener);
        },
      },
      attempt: (mine) => {
        attempts++;
        if (present !== null) return Promise.resolve(present);
        mine.opened();
        mine.ready();
        return new Promise((resolve) => {
          pull = resolve;
        });
      },
      end: async () => pull('link'),
      linked: () => ({ state: 'ready' }),
    });
    supervisor.start();
    return {
      clock,
      supervisor,
      plugs,
      attempts: () => attempts,
      absent: (reason: EndReason | null) => {
        present = reason;
      },
      pull: (reason: EndReason) => pull(reason),
    };
  }

  it('waits longer after each failure', async () => {
    const at = device();
    at.absent('silent');
    at.pull('silent');
    await settle();
    const waits: number[] = [];
    for (let failure = 0; failure < 6; failure++) {
      const before = at.attempts();
      let waited = 0;
      while (at.attempts() === before) {
        await at.clock.advance(500);
        waited += 500;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1_000, 2_000, 5_000, 10_000, 30_000, 30_000]);
    expect(at.supervisor.status()).toEqual({ state: 'faulted', reason: 'silent' });
    await at.supervisor.close();
  });

  it('opens at once when something was plugged in, and publishes each status once', async () => {
    const at = device();
    const told: string[] = [];
    at.supervisor.onStatus((status) => told.push(status.state));
    at.absent('absent');
    at.pull('absent');
    await settle();
    expect(at.supervisor.status()).toEqual({ state: 'absent' });
    at.absent(null);
    for (const plug of [...at.plugs]) plug();
    await settle();
    expect(at.supervisor.status()).toEqual({ state: 'ready' });
    expect(at.plugs.size).toBe(0);
    expect(told).toEqual(['absent', 'ready']);
    await at.supervisor.close();
    expect(at.supervisor.status()).toEqual({ state: 'absent' });
  });

  it('is left alone in quarantine until its time is over or a technician restarts it', async () => {
    for (const release of ['time', 'restart'] as const) {
      const at = device();
      for (let flap = 0; flap <= FLAPPING.drops; flap++) {
        at.pull('link');
        await settle();
        if (flap < FLAPPING.drops) await at.clock.advance(60_000);
      }
      expect(at.supervisor.status()).toEqual({ state: 'quarantined' });
      const before = at.attempts();
      await at.clock.advance(FLAPPING.rest - 1);
      expect(at.plugs.size).toBe(0);
      expect(at.attempts()).toBe(before);
      if (release === 'time') await at.clock.advance(1);
      else await at.supervisor.restart();
      await settle();
      expect(at.supervisor.status()).toEqual({ state: 'ready' });
      await at.supervisor.close();
    }
  });
});

describe('a device status', () => {
  it('is the same only with the same reasons', () => {
    expect(sameStatus({ state: 'degraded', reasons: ['a'] }, { state: 'degraded', reasons: ['a'] })).toBe(true);
    expect(sameStatus({ state: 'degraded', reasons: ['a'] }, { state: 'degraded', reasons: ['a', 'b'] })).toBe(false);
    expect(sameStatus({ state: 'faulted', reason: 'link' }, { state: 'faulted', reason: 'silent' })).toBe(false);
  });

  it('works while ready, degraded, or busy for us', () => {
    const states: [DeviceStatus, boolean][] = [
      [{ state: 'ready' }, true],
      [{ state: 'degraded', reasons: ['near-end'] }, true],
      [{ state: 'busy', reason: 'job' }, true],
      [{ state: 'busy', reason: 'self' }, false],
      [{ state: 'quarantined' }, false],
      [{ state: 'needs-staff', reason: 'x' }, false],
      [{ state: 'absent' }, false],
    ];
    for (const [status, expected] of states) expect(works(status)).toBe(expected);
  });
});
