/** What a printer says of itself in Get-Printer-Attributes, and the status that it comes to. Pure. */
import type { DeviceIdentity } from '../driver/driver.ts';
import type { DegradedReason, DocumentPrinterStatus } from './document-printer.ts';
import { attributesOf, GROUP, type Message, numberOf, textsOf, type Value } from './ipp.ts';
import { OPERATION } from './operations.ts';
import { type Concern, concern } from './reasons.ts';
import { isA4, paperReady, sheetsIn } from './trays.ts';

export interface PrinterView {
  readonly identity: DeviceIdentity;
  readonly concerns: readonly Concern[];
  readonly stopped: boolean;
  readonly idle: boolean;
  /** Jobs in its queue, anybody's; null where it does not count them. */
  readonly queued: number | null;
  /** A queue of CUPS, which has attributes of its own: what it says of pages is not the printer's word. */
  readonly spooler: boolean;
  /** Sheets of our paper, as far as the printer counts them; null where it does not. */
  readonly sheets: number | null;
  readonly twoSided: boolean;
}

/** printer-state (RFC 8011, 5.4.11). */
const IDLE = 3;
const STOPPED = 5;

/** `tray`: the only one that counts, if given. */
export function printerView(message: Message, tray: string | undefined): PrinterView {
  const has = attributesOf(message, GROUP.printer);
  const state = numberOf(has.get('printer-state'));
  const concerns = textsOf(has.get('printer-state-reasons'))
    .map((one) => concern(one, state === STOPPED))
    .filter((one) => one !== null);
  const lack = missing(has);
  if (lack !== null) concerns.push(lack);
  if (has.get('printer-is-accepting-jobs')?.[0]?.value === false) concerns.push({ state: 'faulted', reason: 'queue' });
  const sheets = sheetsIn(has.get('printer-input-tray'), tray);
  // media-ready names the paper for which a tray is set, also when the tray is empty.
  if (paperReady(has, tray) === false || sheets === 0) concerns.push({ state: 'needs-staff', reason: 'paper' });
  return {
    identity: identityOf(has),
    concerns,
    stopped: state === STOPPED,
    idle: state === IDLE,
    sheets,
    queued: numberOf(has.get('queued-job-count')),
    spooler: has.has('cups-version') || has.has('printer-type'),
    twoSided: textsOf(has.get('sides-supported')).includes('two-sided-long-edge'),
  };
}

type Attributes = ReadonlyMap<string, readonly Value[]>;

/** What it lacks to be of use; a list that it does not give at all is no proof. */
function missing(has: Attributes): Concern | null {
  const operations = (has.get('operations-supported') ?? []).map(({ value }) => value);
  if (Object.values(OPERATION).some((operation) => !operations.includes(operation)))
    return { state: 'faulted', reason: 'operations' };
  const formats = textsOf(has.get('document-format-supported'));
  if (formats.length > 0 && !formats.includes('application/pdf')) return { state: 'faulted', reason: 'no-pdf' };
  const media = textsOf(has.get('media-supported'));
  return media.length > 0 && !media.some(isA4) ? { state: 'faulted', reason: 'no-a4' } : null;
}

function identityOf(has: Attributes): DeviceIdentity {
  // IEEE 1284 device id: MFG:…;MDL:…;
  const device = new Map(
    (textsOf(has.get('printer-device-id'))[0] ?? '')
      .split(';')
      .map((part) => [part.split(':')[0]?.trim().toUpperCase() ?? '', part.slice(part.indexOf(':') + 1).trim()]),
  );
  const model = textsOf(has.get('printer-make-and-model'))[0] ?? device.get('MDL') ?? null;
  return {
    maker: device.get('MFG') ?? device.get('MANUFACTURER') ?? null,
    model,
    firmware: textsOf(has.get('printer-firmware-string-version'))[0] ?? null,
    serial: textsOf(has.get('printer-serial-number'))[0] ?? device.get('SN') ?? device.get('SERIALNUMBER') ?? null,
  };
}

/** The worst of it. `busy`: a job of ours is under way. */
export function viewStatus({ concerns, stopped }: PrinterView, busy: boolean): DocumentPrinterStatus {
  const faulted = concerns.find((one) => one.state === 'faulted');
  if (faulted !== undefined) return faulted;
  const staff = concerns.find((one) => one.state === 'needs-staff');
  if (staff !== undefined) return staff;
  if (stopped) return { state: 'needs-staff', reason: 'attention' };
  if (busy) return { state: 'busy', reason: 'job' };
  if (concerns.some((one) => one.state === 'self')) return { state: 'busy', reason: 'self' };
  const reasons = [
    ...new Set(concerns.flatMap((one): DegradedReason[] => (one.state === 'degraded' ? [one.reason] : []))),
  ];
  return reasons.length > 0 ? { state: 'degraded', reasons } : { state: 'ready' };
}
