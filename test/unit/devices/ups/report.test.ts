import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { works } from '../../../../devices/driver/status.ts';
import { UpsConfig } from '../../../../devices/ups/config.ts';
import { STATUS_WORDS } from '../../../../devices/ups/status-words.ts';
import { identityOf, powerOf, refusedStatus, statusOf } from '../../../../devices/ups/report.ts';

const of = (status: string) => statusOf(new Map([['ups.status', status]]));

describe('ups.status', () => {
  it.each([
    ['OL', { state: 'ready' }],
    ['OL CHRG', { state: 'ready' }],
    ['OL BOOST', { state: 'ready' }],
    ['OL SOMETHING-NEW', { state: 'ready' }],
    ['OB DISCHRG', { state: 'degraded', reasons: ['on-battery'] }],
    ['OB DISCHRG LB', { state: 'faulted', reason: 'low-battery' }],
    ['FSD OB DISCHRG', { state: 'faulted', reason: 'low-battery' }],
    ['FSD OL', { state: 'faulted', reason: 'low-battery' }],
    ['OL CHRG LB', { state: 'degraded', reasons: ['low-battery'] }],
    ['OL RB', { state: 'degraded', reasons: ['replace-battery'] }],
    ['ALARM OL RB', { state: 'degraded', reasons: ['replace-battery', 'alarm'] }],
    ['OB OVER', { state: 'degraded', reasons: ['on-battery', 'overload'] }],
    ['OL BYPASS', { state: 'degraded', reasons: ['bypass'] }],
    ['OL CAL', { state: 'degraded', reasons: ['calibration'] }],
    ['OB DISCHRG LB CAL', { state: 'degraded', reasons: ['on-battery', 'low-battery', 'calibration'] }],
    ['FSD OB DISCHRG LB CAL', { state: 'faulted', reason: 'low-battery' }],
    ['OL ECO', { state: 'ready' }],
    ['OL HB TRIM', { state: 'ready' }],
    ['SOMETHING-NEW', { state: 'faulted', reason: 'no-status' }],
    ['OB SOMETHING-NEW', { state: 'degraded', reasons: ['on-battery'] }],
    ['constructor', { state: 'faulted', reason: 'no-status' }],
    ['OL OFF', { state: 'needs-staff', reason: 'off' }],
    ['WAIT', null],
    ['', { state: 'faulted', reason: 'no-status' }],
  ])('gives its device status: %s', (status, expected) => {
    expect(of(status)).toEqual(expected);
  });

  it('that is missing is reported as such', () => {
    expect(statusOf(new Map())).toEqual({ state: 'faulted', reason: 'no-status' });
  });

  const words = fc.shuffledSubarray([...Object.keys(STATUS_WORDS), 'XYZ', 'OVERHEAT']);

  it('ends the terminal with FSD whatever stands beside it, with OB and LB unless it calibrates, and never else', () => {
    fc.assert(
      fc.property(words, (said) => {
        const ends = said.includes('FSD') || (said.includes('OB') && said.includes('LB') && !said.includes('CAL'));
        const status = of(said.join(' '));
        expect(status?.state === 'faulted' && status.reason === 'low-battery').toBe(ends);
        if (ends) expect(status !== null && works(status)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same in any order, and with words that NUT does not know', () => {
    fc.assert(
      fc.property(words, (said) => {
        const status = of(said.join(' '));
        expect(of([...said].reverse().join('  '))).toEqual(status);
        expect(of([...said, 'VENDOR-WORD'].join(' '))).toEqual(status);
      }),
    );
  });

  it("has a meaning for each of NUT's words", () => {
    // Beside OL, as a device says them with the mains there.
    const told = Object.keys(STATUS_WORDS).map((word) => {
      const status = of(`OL ${word}`);
      return [
        word,
        status === null
          ? 'waits'
          : 'reasons' in status
            ? status.reasons.join()
            : 'reason' in status
              ? status.reason
              : status.state,
      ];
    });
    expect(Object.fromEntries(told)).toEqual({
      OL: 'ready',
      OB: 'on-battery',
      LB: 'low-battery',
      HB: 'ready',
      RB: 'replace-battery',
      CHRG: 'ready',
      DISCHRG: 'ready',
      BYPASS: 'bypass',
      CAL: 'calibration',
      OFF: 'off',
      OVER: 'overload',
      TRIM: 'ready',
      BOOST: 'ready',
      FSD: 'low-battery',
      ALARM: 'alarm',
      ECO: 'ready',
      WAIT: 'waits',
    });
  });

  it('reports off only when it lasts', () => {
    expect(statusOf(new Map([['ups.status', 'OL OFF']]), false)).toEqual({ state: 'ready' });
    expect(statusOf(new Map([['ups.status', 'OB OFF']]), false)).toEqual({
      state: 'degraded',
      reasons: ['on-battery'],
    });
  });
});

it('a refusal by the daemon is read with its reason', () => {
  expect(refusedStatus('DATA-STALE')).toEqual({ state: 'needs-staff', reason: 'data-stale' });
  expect(refusedStatus('DRIVER-NOT-CONNECTED')).toEqual({ state: 'faulted', reason: 'driver-not-connected' });
  expect(refusedStatus('UNKNOWN-UPS')).toEqual({ state: 'faulted', reason: 'unknown-ups' });
  expect(refusedStatus('ACCESS-DENIED')).toEqual({ state: 'faulted', reason: 'access-denied' });
  expect(refusedStatus('UNKNOWN-COMMAND')).toBeNull();
});

it('the identity is read from the variables', () => {
  expect(
    identityOf(
      new Map([
        ['ups.mfr', 'APC'],
        ['ups.model', 'Back-UPS ES 700 '],
        ['ups.serial', '5B'],
        ['ups.firmware', '871'],
      ]),
    ),
  ).toEqual({ maker: 'APC', model: 'Back-UPS ES 700', serial: '5B', firmware: '871' });
  expect(
    identityOf(
      new Map([
        ['device.mfr', 'EATON'],
        ['ups.mfr', ''],
        ['device.model', '5E'],
        ['device.serial', ' '],
      ]),
    ),
  ).toEqual({ maker: 'EATON', model: '5E', serial: null, firmware: null });
});

it('the power supply is read from the variables', () => {
  expect(
    powerOf(
      new Map([
        ['ups.status', 'OB LB'],
        ['battery.charge', '8'],
        ['battery.runtime', '95.5'],
        ['ups.load', '12'],
      ]),
    ),
  ).toEqual({ source: 'battery', charge: 8, runtime: 95.5, load: 12 });
  expect(powerOf(new Map([['ups.status', 'BYPASS']]))).toMatchObject({ source: null });
  expect(
    powerOf(
      new Map([
        ['ups.status', 'OL'],
        ['battery.charge', '101'],
        ['battery.runtime', '-1'],
        ['ups.load', 'much'],
      ]),
    ),
  ).toEqual({ source: 'mains', charge: null, runtime: null, load: null });
});

describe('the configuration', () => {
  it('needs few keys', () => {
    expect(UpsConfig.parse({ class: 'ups', name: 'usv' })).toEqual({
      class: 'ups',
      name: 'usv',
      link: { tcp: { host: '127.0.0.1', port: 3493 } },
      ups: 'ups',
      timing: { poll: 3_000, answer: 5_000, off: 30_000 },
    });
    expect(UpsConfig.parse({ class: 'ups', name: 'usv', link: { tcp: { host: 'nas' } } }).link).toEqual({
      tcp: { host: 'nas', port: 3493 },
    });
  });

  it.each([
    ['a serial line', { link: { serial: { path: '/dev/foyer/usv' } } }],
    ['a name with a host', { ups: 'ups@nas' }],
    ['a password without its name', { password: 'x' }],
    ['a password with a line end', { username: 'a', password: 'x\nFSD ups' }],
    ['an unknown key', { interval: 3 }],
  ])('refuses %s', (_, wrong) => {
    expect(UpsConfig.safeParse({ class: 'ups', name: 'usv', ...wrong }).success).toBe(false);
  });
});
