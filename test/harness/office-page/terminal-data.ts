/** Invented reports and histories of terminals for the office's page. */
import type { ReadinessContent } from '../../../register/contract/contract.ts';
import { HistoryEntry, OfficeReport } from '../../../register/contract/office-terminals.ts';
import { minutesAgo } from './data.ts';

/** Entries of one answer. */
export const HISTORY_PAGE = 100;

const device = (
  change: Pick<ReadinessContent['devices'][number], 'name' | 'class' | 'steps'> &
    Partial<ReadinessContent['devices'][number]>,
): ReadinessContent['devices'][number] => ({
  state: 'ready',
  says: 'device.ready',
  reasons: [],
  identity: { maker: 'Muster', model: 'M1', firmware: '1.0', serial: 'X1' },
  works: true,
  tested: Date.now() - 30 * 60_000,
  ...change,
});
const passed = (...ids: string[]) => ids.map((id) => ({ id, result: 'passed' as const }));
const untested = (...ids: string[]) => ids.map((id) => ({ id, result: 'needs-somebody' as const }));

const content = (): ReadinessContent => ({
  type: 'foyer-readiness-1',
  town: 'Musterstadt',
  terminal: 'foyer-02',
  place: 'Bürgeramt, Wartebereich',
  software: '0.1.0',
  runtime: 'electron 30 (official)',
  at: Date.now() - 30 * 60_000,
  result: 'not-ready',
  devices: [
    device({
      name: 'bon',
      class: 'receipt-printer',
      state: 'needs-staff',
      says: 'device.receiptPrinter.paperOut',
      works: false,
      steps: [{ id: 'answers', result: 'failed' }, ...passed('identity'), ...untested('test-slip', 'slip-legible')],
    }),
    device({
      name: 'a4',
      class: 'document-printer',
      steps: [...passed('answers', 'identity', 'supplies'), ...untested('no-leftovers', 'test-page', 'page-legible')],
    }),
    device({
      name: 'kasse',
      class: 'payment-terminal',
      steps: [...passed('answers', 'identity', 'host-diagnosis'), ...untested('test-payment', 'display-ready')],
    }),
  ],
  unprotected: [],
  exchanged: [],
  machine: [
    { name: 'disk', finding: 'encrypted', detail: null, verdict: 'good' },
    { name: 'secure-boot', finding: 'off', detail: null, verdict: 'bad' },
  ],
});

let orders = 0;
/** `arrived` with a content of its own, unless something else is asked for. */
export function aReport(change: Partial<OfficeReport> = {}): OfficeReport {
  const state = change.state ?? 'arrived';
  return OfficeReport.parse({
    order: (orders += 1),
    askedAt: minutesAgo(31),
    askedBy: '5e0c2a41-0000-4000-8000-000000000000',
    state,
    arrivedAt: state === 'arrived' ? minutesAgo(30) : null,
    signature: state === 'arrived' ? 'by-terminal' : null,
    content: state === 'arrived' ? content() : null,
    ...change,
  });
}

export const someReports = (): OfficeReport[] => [
  aReport({ state: 'waiting', askedAt: minutesAgo(2) }),
  aReport(),
  aReport({ state: 'refused', askedAt: minutesAgo(60 * 24 * 2) }),
  aReport({ signature: 'by-another-key', askedAt: minutesAgo(60 * 24 * 3) }),
];

type Row = [minutes: number, subject: HistoryEntry['subject'], name: string | null, value: string | null];
const ROWS: readonly Row[] = [
  [3, 'condition', null, 'attention'],
  [3, 'device', 'bon', 'needs-staff'],
  [40, 'condition', null, 'well'],
  [75, 'condition', null, 'silent'],
  [60 * 26, 'device', 'bon', 'ready'],
  [60 * 27, 'device', 'bon', 'degraded'],
  [60 * 27, 'mode', null, 'in-service'],
  [60 * 28, 'mode', null, 'technician'],
  [60 * 30, 'edition', null, '4711'],
  [60 * 50, 'device', 'alt', null],
  [60 * 51, 'software', null, '0.1.0'],
  [60 * 51, 'device', 'kasse', 'ready'],
  [60 * 51, 'device', 'alt', 'ready'],
  [60 * 51, 'condition', null, 'well'],
];

/** The newest first, with how long each lasted. */
const entriesOf = (rows: readonly Row[]): HistoryEntry[] =>
  rows.map(([minutes, subject, name, value], at) => {
    const next = rows.slice(0, at).findLast((one) => one[1] === subject && one[2] === name);
    return HistoryEntry.parse({
      id: rows.length - at,
      subject,
      name,
      value,
      says: subject === 'device' && value === 'needs-staff' ? 'device.receiptPrinter.paperOut' : null,
      at: minutesAgo(minutes),
      until: next === undefined ? null : minutesAgo(next[0]),
      silentMs: subject === 'device' && name === 'kasse' ? 35 * 60_000 : 0,
    });
  });

export const someHistory = (): HistoryEntry[] => entriesOf(ROWS);

/** As long as a restless terminal's quarter of a year. */
export const longHistory = (count: number): HistoryEntry[] =>
  Array.from({ length: count }, (_, at) =>
    HistoryEntry.parse({
      id: count - at,
      subject: 'mode',
      name: null,
      value: at % 2 === 0 ? 'in-service' : 'staff',
      says: null,
      at: minutesAgo(10 + at * 12),
      until: at === 0 ? null : minutesAgo(10 + (at - 1) * 12),
      silentMs: 0,
    }),
  );
