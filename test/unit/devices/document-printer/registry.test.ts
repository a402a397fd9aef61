/**
 * Every registered keyword of printer-state-reasons and job-state-reasons, and CUPS's own, by what it has to come to.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contradictsCompletion } from '../../../../devices/document-printer/job-reasons.ts';
import { concern } from '../../../../devices/document-printer/reasons.ts';

const listed = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, 'registry', file), 'utf8')
    .trimEnd()
    .split('\n');

/** Reason, `self`, or `-` for nothing. `!` before a reason: `degraded`. */
type Expected = string;
const said = (keyword: string, stopped = false): Expected => {
  const found = concern(keyword, stopped);
  if (found === null) return '-';
  if (found.state === 'self') return 'self';
  return found.state === 'degraded' ? `!${found.reason}` : found.reason;
};

/**
 * PWG 5100.9: the same alerts for each unit that finishes sheets. `working`: without a suffix, the printer not stopped.
 */
const UNITS = [
  'bander',
  'binder',
  'die-cutter',
  'folder',
  'imprinter',
  'inserter',
  'make-envelope',
  'perforater',
  'puncher',
  'separation-cutter',
  'sheet-rotator',
  'slitter',
  'stacker',
  'stapler',
  'stitcher',
  'trimmer',
  'wrapper',
];
const NOTHING = [
  'added',
  'closed',
  'configuration-change',
  'cover-closed',
  'interlock-closed',
  'power-saver',
  'removed',
  'resource-added',
  'resource-removed',
  'turned-on',
  'under-temperature',
  'warming-up',
];
const UNIT_ALERTS: Readonly<Record<string, readonly [working: Expected, error: Expected]>> = {
  ...Object.fromEntries(NOTHING.map((alert) => [alert, ['-', '-'] as const])),
  ...Object.fromEntries(
    ['opened', 'cover-open', 'interlock-open'].map((alert) => [alert, ['cover', 'cover'] as const]),
  ),
  ...Object.fromEntries(
    ['empty', 'full', 'missing', 'offline', 'turned-off', 'at-limit', 'life-over'].map((alert) => [
      alert,
      ['!attention', 'attention'] as const,
    ]),
  ),
  ...Object.fromEntries(
    ['almost-empty', 'almost-full', 'over-temperature', 'recoverable-failure', 'recoverable-storage'].map((alert) => [
      alert,
      ['!attention', '!attention'] as const,
    ]),
  ),
  ...Object.fromEntries(
    ['near-limit', 'life-almost-over'].map((alert) => [alert, ['!part-worn', '!part-worn'] as const]),
  ),
  ...Object.fromEntries(
    [
      'memory-exhausted',
      'motor-failure',
      'thermistor-failure',
      'timing-failure',
      'unrecoverable-failure',
      'unrecoverable-storage-error',
    ].map((alert) => [alert, ['defect', 'defect'] as const]),
  ),
  jam: ['jam', 'jam'],
};
/** Of some unit that is not named. */
const SUBUNIT: Readonly<Record<string, readonly [Expected, Expected]>> = {
  ...Object.fromEntries(
    ['added', 'closed', 'power-saver', 'removed', 'resource-added', 'resource-removed', 'turned-on'].map((alert) => [
      alert,
      ['-', '-'] as const,
    ]),
  ),
  ...Object.fromEntries(
    ['cooling-down', 'over-temperature', 'under-temperature', 'warming-up'].map((alert) => [
      alert,
      ['self', 'self'] as const,
    ]),
  ),
  ...Object.fromEntries(['empty', 'full', 'missing'].map((alert) => [alert, ['!attention', 'attention'] as const])),
  ...Object.fromEntries(
    ['almost-empty', 'almost-full', 'recoverable-failure', 'recoverable-storage'].map((alert) => [
      alert,
      ['!attention', '!attention'] as const,
    ]),
  ),
  ...Object.fromEntries(
    ['near-limit', 'at-limit', 'life-almost-over'].map((alert) => [alert, ['!part-worn', '!part-worn'] as const]),
  ),
  ...Object.fromEntries(
    [
      'memory-exhausted',
      'motor-failure',
      'thermistor-failure',
      'timing-Failure',
      'unrecoverable-failure',
      'unrecoverable-storage',
    ].map((alert) => [alert, ['defect', 'defect'] as const]),
  ),
  opened: ['cover', 'cover'],
  'life-over': ['part', 'part'],
  offline: ['offline', 'offline'],
  'turned-off': ['offline', 'offline'],
};

/** All others, by what they come to whether the printer works or not. */
const ALIKE: Readonly<Record<Expected, string>> = {
  '-': `
    none alert-removal-of-binary-change-entry configuration-change fax-modem-life-almost-over fax-modem-life-over
    fax-modem-missing fax-modem-turned-off fax-modem-turned-on identify-printer-requested interlock-closed
    interpreter-cartridge-added interpreter-cartridge-deleted interpreter-complex-page-encountered
    interpreter-memory-decrease interpreter-memory-increase interpreter-resource-added interpreter-resource-deleted
    marker-adjusting-print-quality power-up printer-manual-reset printer-nms-reset printer-ready-to-print`,
  self: `
    chamber-cooling chamber-heating chamber-temperature-high chamber-temperature-low connecting-to-device
    extruder-cooling extruder-heating extruder-temperature-high extruder-temperature-low fuser-over-temp
    fuser-under-temp media-drying moving-to-paused platform-cooling platform-heating platform-temperature-high
    platform-temperature-low spool-area-full stopping`,
  '!attention': `
    camera-failure interpreter-resource-unavailable material-low media-path-cannot-duplex-media-selected other
    output-mailbox-select-failure stopped-partly unknown`,
  '!part-worn': `
    cleaner-life-almost-over input-pick-roller-life-warn lamp-near-eol laser-near-eol media-path-pick-roller-life-warn
    opc-near-eol`,
  '!paper-low': 'media-low',
  '!toner-low': `
    developer-low marker-developer-almost-empty marker-ink-almost-empty marker-print-ribbon-almost-empty
    marker-supply-almost-empty marker-supply-low toner-low`,
  '!waste-almost-full': `
    marker-waste-almost-full marker-waste-ink-receptacle-almost-full marker-waste-toner-receptacle-almost-full`,
  '!output-almost-full': 'media-path-media-tray-almost-full output-area-almost-full',
  paper: `
    input-cannot-feed-size-selected input-manual-input-request media-empty media-needed media-path-input-empty
    media-path-input-request`,
  jam: `
    extruder-jam input-media-tray-feed-error input-media-tray-jam media-jam media-path-input-feed-error
    media-path-input-jam media-path-jam media-path-output-feed-error media-path-output-jam
    output-media-tray-feed-error output-media-tray-jam`,
  cover: 'cover-open door-open interlock-open',
  toner: `
    developer-empty marker-developer-empty marker-developer-missing marker-ink-empty marker-ink-missing
    marker-print-ribbon-empty marker-print-ribbon-missing marker-supply-empty marker-supply-missing
    marker-toner-cartridge-missing marker-toner-missing toner-empty`,
  'waste-full': `
    marker-waste-full marker-waste-ink-receptacle-full marker-waste-ink-receptacle-missing marker-waste-missing
    marker-waste-toner-receptacle-full marker-waste-toner-receptacle-missing`,
  'output-full': 'media-path-media-tray-full media-path-output-full output-area-full',
  tray: `
    input-media-tray-failure input-tray-elevation-failure input-tray-missing input-tray-position-failure
    media-path-media-tray-missing output-media-tray-failure output-tray-missing`,
  part: `
    cleaner-life-over input-pick-roller-life-over input-pick-roller-missing lamp-at-eol laser-at-eol
    marker-cleaner-missing marker-fuser-missing marker-opc-missing media-path-pick-roller-life-over
    media-path-pick-roller-missing opc-life-over`,
  paused: 'deactivated hold-new-jobs paused',
  offline: 'power-down shutdown timed-out',
  defect: `
    chamber-failure extruder-failure fan-failure input-pick-roller-failure lamp-failure laser-failure
    marker-fuser-thermistor-failure marker-fuser-timing-failure media-path-failure media-path-pick-roller-failure
    motor-failure platform-failure`,
};
/** Reported when something was changed, and when something has to be: only the printer's own stop shows which. */
const CHANGES = ['color', 'form-parts', 'size', 'type', 'weight'].map((what) => `input-media-${what}-change`);

const expected = new Map<string, readonly [working: Expected, error: Expected]>([
  ...UNITS.flatMap((unit) => Object.entries(UNIT_ALERTS).map(([alert, both]) => [`${unit}-${alert}`, both] as const)),
  ['stacker-full', ['output-full', 'output-full']],
  ['stacker-almost-full', ['!output-almost-full', '!output-almost-full']],
  ...Object.entries(SUBUNIT).map(([alert, both]) => [`subunit-${alert}`, both] as const),
  ...Object.entries(ALIKE).flatMap(([what, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, [what, what]] as const),
  ),
  ...CHANGES.map((name) => [name, ['-', 'paper']] as const),
  ...['material-empty', 'material-needed'].map((name) => [name, ['!attention', 'attention']] as const),
]);

describe('printer-state-reasons', () => {
  const registry = listed('printer-state-reasons.txt');

  it('of the registry are all in the table, and no others', () => {
    expect(registry).toHaveLength(795);
    expect([...expected.keys()].toSorted()).toEqual(registry.toSorted());
  });

  it('of the registry give the expected status, also with -error and at a stopped printer', () => {
    for (const name of registry) {
      const [working, error] = expected.get(name) ?? ['?', '?'];
      expect([name, said(name)]).toEqual([name, working]);
      expect([name, said(name, true)]).toEqual([name, error]);
      expect([name, said(`${name}-error`)]).toEqual([name, error]);
    }
  });

  it('with -warning or -report are never more serious than without, and name the same cause', () => {
    for (const name of registry) {
      for (const suffix of ['warning', 'report']) {
        const found = concern(`${name}-${suffix}`);
        expect([name, suffix, found?.state === 'faulted']).toEqual([name, suffix, false]);
        if (expected.get(name)?.[1] === '-') expect([name, suffix, found]).toEqual([name, suffix, null]);
      }
    }
  });

  it.each([
    ['media-tray-empty-error', 'paper'],
    ['input-tray-1-empty', 'paper'],
    ['com.example-toner-empty-error', 'toner'],
    ['com.example-ink-low-warning', '!toner-low'],
    ['waste-receptacle-full-warning', '!waste-almost-full'],
    ['waste-receptacle-full', 'waste-full'],
    ['waste-receptacle-almost-full-report', '!waste-almost-full'],
    ['com.example-strange', '!attention'],
    ['com.example-strange-failure', '!attention'],
  ])('that makers add are read by their words: %s is %s', (keyword, what) => {
    expect(said(keyword)).toBe(what);
  });

  it('that are unknown close a printer only where it is stopped, or reports an error', () => {
    expect(said('com.example-strange', true)).toBe('attention');
    expect(said('com.example-strange-error')).toBe('attention');
  });

  it('of CUPS: notes on conformance are ignored, certificates and filters need the administrator', () => {
    const ours: Readonly<Record<string, Expected>> = {
      'cups-certificate-error': 'access',
      'cups-insecure-filter-warning': 'queue',
      'cups-missing-filter-warning': 'queue',
      'cups-remote-stopped': '!attention',
      'waste-receptacle-almost-full-report': '!waste-almost-full',
      'waste-receptacle-full-warning': '!waste-almost-full',
    };
    for (const keyword of listed('cups-keywords.txt')) {
      const what = ours[keyword] ?? (keyword.startsWith('cups-pki-') ? 'access' : '-');
      expect([keyword, said(keyword)]).toEqual([keyword, what]);
    }
    expect(said('cups-ipp-missing-anything-new')).toBe('-');
    expect(said('cups-ipp-wrong-anything-new')).toBe('-');
  });
});

describe('job-state-reasons', () => {
  /**
   * What a job that came out whole may say of itself (RFC 8011, 5.3.8). Everything else in the registry contradicts it.
   */
  const HARMLESS = `
    none connected-to-destination connecting-to-destination job-completed-successfully job-completed-with-warnings
    job-delay-output-until-specified job-digital-signature-wait job-fetchable job-held-for-review
    job-hold-until-specified job-incoming job-interpreting job-outgoing job-password-wait job-printed-successfully
    job-printed-with-warnings job-printing job-queued job-queued-for-marker job-release-wait job-restartable
    job-resuming job-saved-successfully job-saved-with-warnings job-saving job-spooling job-streaming job-suspended
    job-suspended-by-operator job-suspended-by-system job-suspended-by-user job-suspending job-transferring
    job-transforming printer-stopped printer-stopped-partly processing-to-stop-point queued-in-device
    resources-are-not-ready service-off-line waiting-for-user-action warnings-detected`
    .trim()
    .split(/\s+/);

  it('of the registry are sorted by whether they contradict a completed job', () => {
    const registry = listed('job-state-reasons.txt');
    expect(registry).toHaveLength(71);
    expect(registry.filter((name) => !contradictsCompletion([name]))).toEqual(
      HARMLESS.toSorted((a, b) => registry.indexOf(a) - registry.indexOf(b)),
    );
    expect(contradictsCompletion(['cups-filter-crashed'])).toBe(true);
  });
});
