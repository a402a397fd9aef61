/** What the keywords of printer-state-reasons come to for those who stand before the printer. Pure. */
import type { DegradedReason, FaultReason, StaffReason } from './document-printer.ts';

/** What one keyword says: who has to do what, or nothing that matters here. */
export type Concern =
  | { readonly state: 'needs-staff'; readonly reason: StaffReason }
  | { readonly state: 'degraded'; readonly reason: DegradedReason }
  | { readonly state: 'faulted'; readonly reason: FaultReason }
  /** Busy with itself, and back without help. */
  | { readonly state: 'self' };

const staff = (reason: StaffReason): Concern => ({ state: 'needs-staff', reason });
const degraded = (reason: DegradedReason): Concern => ({ state: 'degraded', reason });
const SELF: Concern = { state: 'self' };

/** Keywords of RFC 8011, 5.4.12, of the IANA registry beside it, and CUPS's own. Null: of no concern to anybody here. */
const KEYWORDS: Readonly<Record<string, Concern | null>> = {
  none: null,
  'media-empty': staff('paper'), 'media-needed': staff('paper'), 'media-low': degraded('paper-low'), 'media-jam': staff('jam'), 'input-manual-input-request': staff('paper'),
  'cover-open': staff('cover'), 'door-open': staff('cover'), 'interlock-open': staff('cover'),
  'toner-empty': staff('toner'), 'toner-low': degraded('toner-low'), 'toner-missing': staff('toner'), 'marker-supply-empty': staff('toner'), 'marker-supply-low': degraded('toner-low'), 'marker-supply-missing': staff('toner'),
  'marker-ink-missing': staff('toner'), 'marker-print-ribbon-missing': staff('toner'), 'developer-empty': staff('toner'), 'developer-low': degraded('toner-low'), 'developer-missing': staff('toner'),
  'marker-waste-full': staff('waste-full'), 'marker-waste-almost-full': degraded('waste-almost-full'), 'marker-waste-missing': staff('waste-full'),
  'marker-waste-ink-receptacle-missing': staff('waste-full'), 'marker-waste-toner-receptacle-missing': staff('waste-full'),
  'output-area-full': staff('output-full'), 'output-area-almost-full': degraded('output-almost-full'), 'output-tray-missing': staff('tray'), 'input-tray-missing': staff('tray'),
  'fuser-over-temp': SELF, 'fuser-under-temp': SELF, 'fuser-missing': staff('part'), 'cleaner-missing': staff('part'), 'opc-missing': staff('part'), 'opc-life-over': staff('part'), 'opc-near-eol': degraded('part-worn'),
  'input-media-size-change': staff('paper'), 'input-media-tray-failure': staff('tray'), 'input-media-tray-feed-error': staff('jam'), 'input-media-tray-jam': staff('jam'), 'input-pick-error': staff('jam'),
  paused: staff('paused'), 'hold-new-jobs': staff('paused'), deactivated: staff('paused'), 'moving-to-paused': SELF, resuming: SELF, stopping: SELF, 'stopped-partly': degraded('attention'),
  shutdown: staff('offline'), offline: staff('offline'), 'timed-out': staff('offline'), 'connecting-to-device': SELF, 'spool-area-full': SELF, 'interpreter-resource-unavailable': degraded('attention'),
  testing: SELF, 'identify-printer-requested': null, 'configuration-change': null, 'power-up': SELF, 'power-down': staff('offline'), alert: degraded('attention'), other: degraded('attention'),
  'cups-missing-filter': { state: 'faulted', reason: 'queue' }, 'cups-insecure-filter': { state: 'faulted', reason: 'queue' }, 'cups-waiting-for-job-completed': null, 'cups-remote-pending': null, 'cups-remote-processing': null,
  'cups-remote-completed': null, 'cups-remote-stopped': degraded('attention'), 'cups-ipp-conformance-failure': null, 'cups-ipp-missing-job-history': null, 'cups-ipp-missing-get-job-attributes': null,
};

/** PWG 5100.9 and 5100.14 name the part first and end with what is the matter with it: `fuser-temperature…`, `finisher-staple-jam`, `input-tray-…-opened`. Longest first. */
const ENDINGS: readonly (readonly [string, Concern | null])[] = [
  ['unrecoverable-storage-error', { state: 'faulted', reason: 'defect' }], ['unrecoverable-failure', { state: 'faulted', reason: 'defect' }], ['motor-failure', { state: 'faulted', reason: 'defect' }],
  ['thermistor-failure', { state: 'faulted', reason: 'defect' }], ['timing-failure', { state: 'faulted', reason: 'defect' }], ['memory-exhausted', { state: 'faulted', reason: 'defect' }],
  ['recoverable-storage-error', degraded('attention')], ['recoverable-failure', degraded('attention')],
  ['interlock-open', staff('cover')], ['cover-open', staff('cover')], ['-opened', staff('cover')], ['interlock-closed', null], ['cover-closed', null], ['-closed', null],
  ['life-almost-over', degraded('part-worn')], ['life-over', staff('part')], ['near-eol', degraded('part-worn')],
  ['almost-empty', degraded('paper-low')], ['almost-full', degraded('output-almost-full')], ['near-limit', degraded('part-worn')], ['at-limit', degraded('part-worn')],
  ['-jam', staff('jam')], ['-missing', staff('part')], ['-empty', staff('part')], ['-full', staff('output-full')], ['-offline', staff('offline')], ['over-temperature', SELF], ['under-temperature', SELF], ['warming-up', SELF], ['power-saver', null],
  ['-added', null], ['-removed', null], ['-turned-on', null], ['-turned-off', staff('offline')], ['configuration-change', null],
];

/**
 * What a keyword comes to. Its suffix tells how the printer takes it itself (RFC 8011, 5.4.12): with `-report` or `-warning` it goes on
 * working, so that an empty tray beside a full one is no reason to print nothing; without a suffix it is an error.
 */
export function concern(keyword: string): Concern | null {
  const [, name = keyword, suffix] = /^(.*?)(?:-(report|warning|error))?$/.exec(keyword) ?? [];
  const found = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : ENDINGS.find(([ending]) => name.endsWith(ending))?.[1];
  if (found === undefined) return suffix === 'report' ? null : suffix === 'warning' ? degraded('attention') : staff('attention');
  if (found?.state === 'self') return suffix === 'report' ? null : found;
  if (found?.state !== 'needs-staff' || suffix === 'error' || suffix === undefined) return found;
  return MILD[found.reason] ?? found;
}

/** The same while the printer goes on: what was used up somewhere will be everywhere soon. What is not here stops the printer whatever it says. */
const MILD: Readonly<Partial<Record<StaffReason, Concern>>> = {
  paper: degraded('paper-low'), toner: degraded('toner-low'), 'waste-full': degraded('waste-almost-full'), 'output-full': degraded('output-almost-full'), tray: degraded('attention'), part: degraded('part-worn'), attention: degraded('attention'),
};
