/**
 * What the keywords of printer-state-reasons come to for those who stand before the printer. Pure. The keywords of the
 * registry (IANA, "IPP printer-state-reasons"; PWG 5100.9) stand whole in the test; makers add their own, which go by
 * their words.
 */
import type { DegradedReason, FaultReason, StaffReason } from './document-printer.ts';

/** What one keyword says: who has to do what, or nothing that matters here. */
export type Concern =
  | { readonly state: 'needs-staff'; readonly reason: StaffReason }
  | { readonly state: 'degraded'; readonly reason: DegradedReason }
  | { readonly state: 'faulted'; readonly reason: FaultReason }
  /** Busy with itself, and back without help. */
  | { readonly state: 'self' };
/** Null: of no concern to anybody here. */
type Meaning = Concern | null;

const staff = (reason: StaffReason): Concern => ({ state: 'needs-staff', reason });
const degraded = (reason: DegradedReason): Concern => ({ state: 'degraded', reason });
const faulted = (reason: FaultReason): Concern => ({ state: 'faulted', reason });
const SELF: Concern = { state: 'self' };
const DEFECT = faulted('defect');
const ATTENTION = staff('attention');

/** Whole names: RFC 8011, 5.4.12, and those of PWG 5100.9 that no rule below describes. */
const KEYWORDS: Readonly<Record<string, Meaning>> = {
  none: null,
  other: degraded('attention'),
  unknown: degraded('attention'),
  alert: degraded('attention'),
  'alert-removal-of-binary-change-entry': null,
  'configuration-change': null,
  'identify-printer-requested': null,
  'printer-ready-to-print': null,
  'printer-manual-reset': null,
  'printer-nms-reset': null,
  'power-up': null,
  'power-down': staff('offline'),
  paused: staff('paused'),
  'hold-new-jobs': staff('paused'),
  deactivated: staff('paused'),
  'moving-to-paused': SELF,
  resuming: SELF,
  stopping: SELF,
  'stopped-partly': degraded('attention'),
  testing: SELF,
  shutdown: staff('offline'),
  offline: staff('offline'),
  'timed-out': staff('offline'),
  'connecting-to-device': SELF,
  'spool-area-full': SELF,
  'cover-open': staff('cover'),
  'door-open': staff('cover'),
  'interlock-open': staff('cover'),
  'interlock-closed': null,
  'media-needed': staff('paper'),
  'media-drying': SELF,
  'media-path-failure': DEFECT,
  'media-path-input-request': staff('paper'),
  'media-path-cannot-duplex-media-selected': degraded('attention'),
  'media-path-media-tray-missing': staff('tray'),
  'input-manual-input-request': staff('paper'),
  'input-cannot-feed-size-selected': staff('paper'),
  'input-pick-error': staff('jam'),
  'input-tray-missing': staff('tray'),
  'input-tray-elevation-failure': staff('tray'),
  'input-tray-position-failure': staff('tray'),
  'input-media-tray-failure': staff('tray'),
  'output-media-tray-failure': staff('tray'),
  'output-tray-missing': staff('tray'),
  'output-mailbox-select-failure': degraded('attention'),
  'marker-adjusting-print-quality': null,
  'marker-waste-missing': staff('waste-full'),
  'marker-cleaner-missing': staff('part'),
  'marker-fuser-missing': staff('part'),
  'marker-opc-missing': staff('part'),
  'fuser-over-temp': SELF,
  'fuser-under-temp': SELF,
  'interpreter-complex-page-encountered': null,
  'interpreter-memory-decrease': null,
  'interpreter-memory-increase': null,
  'interpreter-resource-unavailable': degraded('attention'),
  'camera-failure': degraded('attention'),
  'material-empty': ATTENTION,
  'material-needed': ATTENTION,
  'material-low': degraded('attention'),
  'cups-missing-filter': faulted('queue'),
  'cups-insecure-filter': faulted('queue'),
  'cups-certificate-error': faulted('access'),
  'cups-remote-stopped': degraded('attention'),
};

/**
 * Something was changed at the input, or shall be: of concern only where the printer calls it an error or stands still
 * for it.
 */
const EVENTS: Readonly<Record<string, Concern>> = Object.fromEntries(
  ['color', 'form-parts', 'size', 'type', 'weight'].map((what) => [`input-media-${what}-change`, staff('paper')]),
);

/**
 * Units that finish what we never ask to be finished (PWG 5100.9, tables of finisher alerts): out of staples, it prints
 * all the same.
 */
const UNUSED = new RegExp(
  `^(${[
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
    'stapler',
    'stitcher',
    'trimmer',
    'wrapper',
  ].join('|')})-`,
);
type Endings = readonly (readonly [string, Meaning])[];
const UNUSED_ENDINGS: Endings = [
  ['-almost-empty', degraded('attention')],
  ['-almost-full', degraded('attention')],
  ['-empty', ATTENTION],
  ['-full', ATTENTION],
  ['-missing', ATTENTION],
  ['-offline', ATTENTION],
  ['-turned-off', ATTENTION],
  ['-at-limit', ATTENTION],
  ['-life-over', ATTENTION],
  ['-over-temperature', degraded('attention')],
  ['-under-temperature', null],
  ['-warming-up', null],
];

/**
 * By what the name begins with, or has for a word, since `-empty` is said of paper, toner and staples alike. The first
 * that fits.
 */
const SUBJECTS: readonly (readonly [RegExp, Endings])[] = [
  // Notes on the printer's conformance, and on the job at another server: CUPS goes on printing (its backend/ipp.c).
  [/^cups-(ipp|remote|waiting)-/, [['', null]]],
  [/^cups-pki-/, [['', faulted('access')]]],
  [/^fax-modem-/, [['', null]]],
  [UNUSED, UNUSED_ENDINGS],
  [/^stacker-/, [['-almost-full', degraded('output-almost-full')], ['-full', staff('output-full')], ...UNUSED_ENDINGS]],
  [
    /^(chamber|extruder|fan|input-pick-roller|lamp|laser|media-path-pick-roller|motor|platform)-failure$/,
    [['', DEFECT]],
  ],
  // Some unit that is not named.
  [
    /^subunit-/,
    [
      ['-almost-empty', degraded('attention')],
      ['-almost-full', degraded('attention')],
      ['-empty', ATTENTION],
      ['-full', ATTENTION],
      ['-missing', ATTENTION],
    ],
  ],
  [
    /(^|-)waste(-|$)/,
    [
      ['-almost-full', degraded('waste-almost-full')],
      ['-full', staff('waste-full')],
      ['-missing', staff('waste-full')],
    ],
  ],
  [
    /(^|-)(marker|toner|ink|developer|ribbon|cartridge|supply)(-|$)/,
    [
      ['-almost-empty', degraded('toner-low')],
      ['-low', degraded('toner-low')],
      ['-empty', staff('toner')],
      ['-missing', staff('toner')],
    ],
  ],
  [
    /(^|-)(output|mailbox|bin)(-|$)|^media-path-media-tray-/,
    [
      ['-almost-full', degraded('output-almost-full')],
      ['-full', staff('output-full')],
      ['-missing', staff('tray')],
    ],
  ],
  [/(^|-)roller(-|$)/, [['-missing', staff('part')]]],
  [
    /(^|-)(media|paper|input|tray|cassette)(-|$)/,
    [
      ['-almost-empty', degraded('paper-low')],
      ['-low', degraded('paper-low')],
      ['-empty', staff('paper')],
      ['-missing', staff('tray')],
    ],
  ],
];

/** What any part may have. Longest first. */
const ENDINGS: Endings = [
  ['unrecoverable-storage-error', DEFECT],
  ['unrecoverable-storage', DEFECT],
  ['unrecoverable-failure', DEFECT],
  ['recoverable-storage-error', degraded('attention')],
  ['recoverable-storage', degraded('attention')],
  ['recoverable-failure', degraded('attention')],
  ['memory-exhausted', DEFECT],
  ['motor-failure', DEFECT],
  ['thermistor-failure', DEFECT],
  ['timing-failure', DEFECT],
  ['-feed-error', staff('jam')],
  ['interlock-open', staff('cover')],
  ['cover-open', staff('cover')],
  ['door-open', staff('cover')],
  ['-opened', staff('cover')],
  ['-closed', null],
  ['life-almost-over', degraded('part-worn')],
  ['life-warn', degraded('part-worn')],
  ['near-eol', degraded('part-worn')],
  ['near-limit', degraded('part-worn')],
  ['at-limit', degraded('part-worn')],
  ['life-over', staff('part')],
  ['-at-eol', staff('part')],
  ['almost-empty', degraded('attention')],
  ['almost-full', degraded('output-almost-full')],
  ['-jam', staff('jam')],
  ['-missing', staff('part')],
  ['-empty', staff('part')],
  ['-full', staff('output-full')],
  ['-offline', staff('offline')],
  ['-turned-off', staff('offline')],
  ['over-temperature', SELF],
  ['under-temperature', SELF],
  ['temperature-high', SELF],
  ['temperature-low', SELF],
  ['-cooling', SELF],
  ['cooling-down', SELF],
  ['-heating', SELF],
  ['warming-up', SELF],
  ['power-saver', null],
  ['-added', null],
  ['-removed', null],
  ['-deleted', null],
  ['-turned-on', null],
  ['configuration-change', null],
];

/** Undefined where no rule knows it. The registry has one name with a capital letter in it. */
function meaning(keyword: string): Meaning | undefined {
  const name = keyword.toLowerCase();
  if (Object.hasOwn(KEYWORDS, name)) return KEYWORDS[name];
  if (Object.hasOwn(EVENTS, name)) return EVENTS[name];
  const ending = (endings: Endings | undefined): Meaning | undefined =>
    endings?.find(([last]) => name.endsWith(last))?.[1];
  const bySubject = ending(SUBJECTS.find(([subject]) => subject.test(name))?.[1]);
  return bySubject === undefined ? ending(ENDINGS) : bySubject;
}

/**
 * What a keyword comes to. Its suffix tells how the printer takes it itself (RFC 8011, 5.4.12): with `-report` or
 * `-warning` it goes on working, so that an empty tray beside a full one is no reason to print nothing; without a
 * suffix it is an error, and then the printer is `stopped`: one that works and says something unheard of, or something
 * of a unit that we do not use, is not closed for it. Names that end with `-error` of their own are taken whole.
 */
export function concern(keyword: string, stopped = false): Concern | null {
  const whole = meaning(keyword);
  const [, stripped = keyword, suffix] =
    whole === undefined ? (/^(.*?)(?:-(report|warning|error))?$/.exec(keyword) ?? []) : [];
  const found = whole === undefined ? meaning(stripped) : whole;
  const error = suffix === 'error' || (suffix === undefined && stopped);
  if (found === undefined) return error ? ATTENTION : suffix === 'report' ? null : degraded('attention');
  if (found === null || error) return found;
  if (suffix === undefined) return whileWorking(stripped, found);
  return found.state === 'self' && suffix === 'report' ? null : mild(found);
}

function whileWorking(name: string, found: Concern): Concern | null {
  if (Object.hasOwn(EVENTS, name)) return null;
  return found === ATTENTION ? degraded('attention') : found;
}

function mild(found: Concern): Concern {
  if (found === DEFECT) return degraded('attention');
  return found.state === 'needs-staff' ? (MILD[found.reason] ?? found) : found;
}

/**
 * The same while the printer goes on: what was used up somewhere will be everywhere soon. What is not here stops it
 * whatever it says.
 */
const MILD: Readonly<Partial<Record<StaffReason, Concern>>> = {
  paper: degraded('paper-low'),
  toner: degraded('toner-low'),
  'waste-full': degraded('waste-almost-full'),
  'output-full': degraded('output-almost-full'),
  tray: degraded('attention'),
  part: degraded('part-worn'),
  attention: degraded('attention'),
};
