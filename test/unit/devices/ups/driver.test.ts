/** The driver on a clock that is turned by hand, with a daemon that a test speaks for. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock, settle } from '../../../harness/manual-clock.ts';
import type { Link, LinkFailure } from '../../../../devices/link/link.ts';
import { err, ok } from '../../../../base/result.ts';
import { NutUps } from '../../../../devices/ups/driver.ts';

class Daemon {
  readonly clock = new ManualClock();
  readonly said: string[] = [];
  absent = false;
  /** What it answers at once, where it is not null. */
  always: (() => void) | null = null;
  links = 0;
  #data: (bytes: Uint8Array) => void = () => undefined;
  #close: (failure: LinkFailure) => void = () => undefined;

  say(text: string): void {
    this.#data(new TextEncoder().encode(text));
  }

  hangUp(): void {
    this.#close({ kind: 'closed', code: null });
  }

  list(...variables: readonly string[]): void {
    this.say(`BEGIN LIST VAR usv\n${variables.map((variable) => `VAR usv ${variable}\n`).join('')}END LIST VAR usv\n`);
  }

  link(): Link {
    this.links++;
    return {
      open: async () => (this.absent ? err({ kind: 'absent', code: 'ECONNREFUSED' }) : ok(undefined)),
      write: async (bytes) => {
        this.said.push(new TextDecoder().decode(bytes));
        this.always?.();
        return ok(undefined);
      },
      onData: (listener) => {
        this.#data = listener;
      },
      onClose: (listener) => {
        this.#close = listener;
      },
      close: async () => this.hangUp(),
    };
  }
}

function bench(credentials: { username: string; password: string } | null = null, absent = false) {
  const daemon = new Daemon();
  daemon.absent = absent;
  const ups = new NutUps({
    clock: daemon.clock,
    random: () => 0.5,
    timing: { poll: 3_000, answer: 5_000, off: 30_000 },
    ups: 'usv',
    credentials,
    link: () => daemon.link(),
  });
  const told: string[] = [];
  ups.onStatus((status) =>
    told.push(
      'reason' in status
        ? `${status.state} ${status.reason}`
        : 'reasons' in status
          ? `${status.state} ${status.reasons.join()}`
          : status.state,
    ),
  );
  onTestFinished(async () => {
    await ups.close();
    expect(daemon.clock.pending).toBe(0);
  });
  return { daemon, clock: daemon.clock, ups, told };
}

describe('a UPS', () => {
  it('is polled every few seconds, and each change is published once', async () => {
    const { daemon, clock, ups, told } = bench();
    await settle();
    expect(daemon.said).toEqual(['LIST VAR usv\n']);
    expect(ups.identity()).toBeNull();
    expect(ups.power()).toBeNull();
    daemon.list('ups.status "OL"', 'ups.mfr "APC"', 'battery.charge "100"');
    await settle();
    expect(ups.status()).toEqual({ state: 'ready' });
    expect(ups.identity()).toEqual({ maker: 'APC', model: null, firmware: null, serial: null });
    expect(ups.power()).toEqual({ source: 'mains', charge: 100, runtime: null, load: null });
    for (const status of ['OL', 'OB', 'OB', 'OB LB', 'OL LB CHRG', 'OL']) {
      await clock.advance(2_999);
      const before = daemon.said.length;
      await clock.advance(1);
      expect(daemon.said.length).toBe(before + 1);
      daemon.list(`ups.status "${status}"`);
      await settle();
    }
    expect(told).toEqual([
      'identifying',
      'ready',
      'degraded on-battery',
      'faulted low-battery',
      'degraded low-battery',
      'ready',
    ]);
  });

  it('whose data are stale is not working, and is ready when they are fresh again, on the same connection', async () => {
    const { daemon, clock, ups, told } = bench();
    await settle();
    daemon.list('ups.status "OL"');
    await clock.advance(3_000);
    daemon.say('ERR DATA-STALE\n');
    await clock.advance(3_000);
    expect(ups.status()).toEqual({ state: 'needs-staff', reason: 'data-stale' });
    expect(ups.power()).toBeNull();
    daemon.say('ERR DRIVER-NOT-CONNECTED\n');
    await clock.advance(3_000);
    daemon.list('ups.status "WAIT"');
    await clock.advance(3_000);
    daemon.list('ups.status "OL CHRG"');
    await settle();
    expect(told).toEqual([
      'identifying',
      'ready',
      'needs-staff data-stale',
      'faulted driver-not-connected',
      'identifying',
      'ready',
    ]);
    expect(daemon.links).toBe(1);
  });

  it('that says OFF for seconds, as a self-test begins, is not off; one that goes on saying it is', async () => {
    const { daemon, clock, told } = bench();
    await settle();
    daemon.list('ups.status "OL"');
    const says = async (status: string, polls: number): Promise<void> => {
      for (let poll = 0; poll < polls; poll++) {
        await clock.advance(3_000);
        daemon.list(`ups.status "${status}"`);
        await settle();
      }
    };
    await says('OL OFF', 10);
    await says('OL', 1);
    await says('OL OFF', 10);
    expect(told).toEqual(['identifying', 'ready']);
    await says('OL OFF', 1);
    expect(told).toEqual(['identifying', 'ready', 'needs-staff off']);
    await says('OL', 1);
    expect(told.at(-1)).toBe('ready');
  });

  it('that calibrates its battery to the end of it goes on, until a shutdown is ordered', async () => {
    const { daemon, clock, told } = bench();
    await settle();
    for (const status of [
      'OL',
      'OB DISCHRG CAL',
      'OB DISCHRG LB CAL',
      'OL CHRG LB',
      'OL CHRG',
      'FSD OB DISCHRG LB CAL',
    ]) {
      daemon.list(`ups.status "${status}"`);
      await clock.advance(3_000);
    }
    const calibrates = [
      'degraded on-battery,calibration',
      'degraded on-battery,low-battery,calibration',
      'degraded low-battery',
    ];
    expect(told).toEqual(['identifying', 'ready', ...calibrates, 'ready', 'faulted low-battery']);
  });

  it('is lost after its answer did not come, and asked anew after a while', async () => {
    const { daemon, clock, ups, told } = bench();
    await settle();
    daemon.list('ups.status "OL"');
    await clock.advance(3_000);
    await clock.advance(4_999);
    expect(ups.status()).toEqual({ state: 'ready' });
    await clock.advance(1);
    expect(ups.status()).toEqual({ state: 'back-off', reason: 'silent' });
    await clock.advance(1_000);
    expect(daemon.links).toBe(2);
    daemon.list('ups.status "OL"');
    await settle();
    expect(told).toEqual(['identifying', 'ready', 'back-off silent', 'ready']);
  });

  it('an answer that trickles in does not count as one in time', async () => {
    const { daemon, clock, ups } = bench();
    await settle();
    daemon.say('BEGIN LIST VAR usv\n');
    for (let second = 0; second < 5; second++) {
      daemon.say(`VAR usv a${second} "1"\n`);
      await clock.advance(1_000);
    }
    expect(ups.status()).toEqual({ state: 'back-off', reason: 'silent' });
  });

  it('is absent while no daemon listens, and ready as soon as one does', async () => {
    const { daemon, clock, ups } = bench(null, true);
    await settle();
    expect(ups.status()).toEqual({ state: 'absent' });
    await clock.advance(3_600_000);
    expect(ups.status()).toEqual({ state: 'absent' });
    daemon.absent = false;
    daemon.always = () => daemon.list('ups.status "OL"');
    await clock.advance(45_000);
    expect(ups.status()).toEqual({ state: 'ready' });
  });

  it('sends name and password first, keeps them out of the frames, and goes on where they are refused', async () => {
    const { daemon, clock, ups } = bench({ username: 'foyer', password: 'very "secret"' });
    await settle();
    daemon.say('OK\n');
    await settle();
    daemon.say('ERR ALREADY-SET-PASSWORD\n');
    await settle();
    expect(daemon.said).toEqual(['USERNAME foyer\n', 'PASSWORD "very \\"secret\\""\n', 'LIST VAR usv\n']);
    daemon.say('ERR ACCESS-DENIED\n');
    await clock.advance(0);
    expect(ups.status()).toEqual({ state: 'faulted', reason: 'access-denied' });
    const frames = JSON.stringify(ups.frames());
    expect(frames).not.toContain('secret');
    expect(frames).not.toContain(
      Buffer.from('secret')
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1 '),
    );
  });

  it('that answers invalidly is lost, and faulted after so many times', async () => {
    const { daemon, clock, ups } = bench();
    daemon.always = () => daemon.say('HTTP/1.1 400 Bad Request\n');
    await clock.advance(1_000);
    expect(ups.status()).toEqual({ state: 'back-off', reason: 'protocol' });
    await clock.advance(120_000);
    expect(ups.status()).toEqual({ state: 'faulted', reason: 'protocol' });
  });

  it('can be closed during a question', async () => {
    const { daemon, ups } = bench();
    await settle();
    await ups.close();
    expect(ups.status()).toEqual({ state: 'absent' });
    daemon.list('ups.status "OB LB"');
    await settle();
    expect(ups.status()).toEqual({ state: 'absent' });
  });

  it('is asked anew at a restart', async () => {
    const { daemon, clock, ups } = bench();
    await settle();
    daemon.list('ups.status "OL"');
    await settle();
    await ups.restart();
    await clock.advance(2_000);
    expect(daemon.links).toBe(2);
    daemon.list('ups.status "OL"');
    await settle();
    expect(ups.status()).toEqual({ state: 'ready' });
  });
});
