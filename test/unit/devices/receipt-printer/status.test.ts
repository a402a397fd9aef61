import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceConfig } from '../../../../devices/config.ts';
import { interruptionOf, RECOVERY_PLAN } from '../../../../devices/receipt-printer/recovery.ts';
import { ALL_WELL, hindrance, linkedStatus, withAsb, withEot } from '../../../../devices/receipt-printer/status.ts';
import { works } from '../../../../devices/driver/status.ts';

describe('the status bytes', () => {
  it.each([
    ['offlineCause', 0x16, { coverOpen: true }],
    ['errorCause', 0x1a, { cutterError: true }],
    ['errorCause', 0x32, { unrecoverable: true }],
    ['errorCause', 0x52, { autoRecoverable: true }],
    ['paper', 0x1e, { nearEnd: true }],
    ['paper', 0x72, { paperEnd: true }],
    ['paper', 0x7e, { paperEnd: true, nearEnd: true }],
    ['printer', 0x1a, { offline: true }],
    ['printer', 0x12, {}],
  ] as const)('DLE EOT %s %i', (kind, byte, expected) => {
    expect(withEot(ALL_WELL, kind, byte)).toEqual({ ...ALL_WELL, ...expected });
  });

  it('are read alike in an ASB', () => {
    expect(withAsb([0x10, 0, 0, 0])).toEqual(ALL_WELL);
    expect(withAsb([0x38, 0x08, 0x0f, 0])).toEqual({
      ...ALL_WELL,
      offline: true,
      coverOpen: true,
      cutterError: true,
      nearEnd: true,
      paperEnd: true,
    });
    expect(withAsb([0x18, 0x60, 0, 0])).toEqual({
      ...ALL_WELL,
      offline: true,
      unrecoverable: true,
      autoRecoverable: true,
    });
  });

  it('of near end block nothing; of several causes the gravest is shown', () => {
    expect(hindrance({ ...ALL_WELL, nearEnd: true })).toBeNull();
    expect(hindrance({ ...ALL_WELL, offline: true, paperEnd: true, coverOpen: true })).toEqual({
      state: 'needs-staff',
      reason: 'cover-open',
    });
    expect(hindrance({ ...ALL_WELL, coverOpen: true, unrecoverable: true })).toEqual({
      state: 'faulted',
      reason: 'unrecoverable',
    });
  });
});

describe('a linked printer', () => {
  it('shows what it does, and is never ready while something blocks it', () => {
    expect(linkedStatus(ALL_WELL, false)).toEqual({ state: 'ready' });
    expect(linkedStatus(ALL_WELL, true)).toEqual({ state: 'busy', reason: 'job' });
    expect(linkedStatus({ ...ALL_WELL, nearEnd: true }, false)).toEqual({ state: 'degraded', reasons: ['near-end'] });
    const sensors = fc.record({
      offline: fc.boolean(),
      coverOpen: fc.boolean(),
      paperEnd: fc.boolean(),
      nearEnd: fc.boolean(),
      cutterError: fc.boolean(),
      unrecoverable: fc.boolean(),
      autoRecoverable: fc.boolean(),
    });
    fc.assert(
      fc.property(sensors, fc.boolean(), (value, busy) => {
        if (works(linkedStatus(value, busy))) expect(hindrance(value)).toBeNull();
      }),
    );
  });
});

describe('the recovery plan', () => {
  it('never reprints when the slip may lie complete in the tray', () => {
    expect(RECOVERY_PLAN['lost-after-end']).not.toContain('reprint');
    expect(RECOVERY_PLAN['no-proof']).not.toContain('reprint');
  });

  it('reprints only onto a cleared printer', () => {
    for (const steps of Object.values(RECOVERY_PLAN)) {
      const at = steps.indexOf('reprint');
      if (at >= 0) expect(steps.slice(0, at).some((step) => step === 'flush' || step === 'await-link')).toBe(true);
    }
  });

  it('lets a job wait for a hot head or the feed button', () => {
    expect(interruptionOf({ state: 'busy', reason: 'self' })).toBeNull();
    expect(interruptionOf({ state: 'needs-staff', reason: 'offline' })).toBeNull();
    expect(interruptionOf({ state: 'needs-staff', reason: 'paper-out' })).toBe('paper-out');
  });
});

describe('the configuration of a receipt printer', () => {
  const usual = { class: 'receipt-printer', name: 'beleg', link: { serial: { path: '/dev/foyer/beleg' } } };
  const mistakes = (value: unknown): string[] => {
    const parsed = DeviceConfig.safeParse(value);
    return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
  };

  it('needs few keys and has defaults for the rest', () => {
    expect(DeviceConfig.parse(usual)).toMatchObject({
      widthDots: 512,
      columns: 42,
      confirm: 'auto',
      link: { serial: { baudRate: 115200, flowControl: 'none' } },
      timing: { staff: 90_000 },
    });
    expect(DeviceConfig.parse({ ...usual, link: { tcp: { host: 'printer' } } })).toMatchObject({
      link: { tcp: { port: 9100 } },
    });
  });

  it('is refused with the key that is wrong', () => {
    expect(mistakes({ ...usual, link: { serial: { path: '/dev/x', baudRate: 1200 } } })).toEqual([
      'link.serial.baudRate',
    ]);
    expect(mistakes({ ...usual, link: {} })).toEqual(['link']);
    expect(mistakes({ ...usual, link: { serial: { path: '/dev/x' }, tcp: { host: 'x' } } })).toEqual(['link']);
    expect(mistakes({ ...usual, columns: 48 })).toEqual(['columns']);
    expect(mistakes({ ...usual, timing: { staff: -1 } })).toEqual(['timing.staff']);
    expect(mistakes({ ...usual, class: 'toaster' })).toEqual(['class']);
  });
});
