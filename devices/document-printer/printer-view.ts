/** What a printer says of itself in Get-Printer-Attributes, and the status that it comes to. Pure. */
import type { DeviceIdentity } from '../driver.ts';
import type { DegradedReason, DocumentPrinterStatus } from './document-printer.ts';
import { attributesOf, GROUP, type Message, numberOf, textsOf, type Value } from './ipp.ts';
import { A4, OPERATION } from './operations.ts';
import { type Concern, concern } from './reasons.ts';

export interface PrinterView {
  readonly identity: DeviceIdentity;
  readonly concerns: readonly Concern[];
  /** printer-state 5. */
  readonly stopped: boolean;
  /** Sheets of our paper, as far as the printer counts them; null where it does not. */
  readonly sheets: number | null;
  readonly twoSided: boolean;
}

/** `tray`: the only one that counts, if given. */
export function printerView(message: Message, tray: string | undefined): PrinterView {
  const has = attributesOf(message, GROUP.printer);
  const concerns = textsOf(has.get('printer-state-reasons')).map(concern).filter(one => one !== null);
  const lack = missing(has);
  if (lack !== null) concerns.push(lack);
  if (has.get('printer-is-accepting-jobs')?.[0]?.value === false) concerns.push({ state: 'faulted', reason: 'queue' });
  const sheets = sheetsIn(has.get('printer-input-tray'), tray);
  // media-ready names the paper for which a tray is set, also when the tray is empty.
  if (!paperReady(has, tray) || sheets === 0) concerns.push({ state: 'needs-staff', reason: 'paper' });
  return {
    identity: identityOf(has), concerns, stopped: numberOf(has.get('printer-state')) === 5, sheets,
    twoSided: textsOf(has.get('sides-supported')).includes('two-sided-long-edge'),
  };
}

type Attributes = ReadonlyMap<string, readonly Value[]>;

/** What it lacks to be of use; a list that it does not give at all is no proof. */
function missing(has: Attributes): Concern | null {
  const operations = (has.get('operations-supported') ?? []).map(({ value }) => value);
  if (Object.values(OPERATION).some(operation => !operations.includes(operation))) return { state: 'faulted', reason: 'operations' };
  const formats = textsOf(has.get('document-format-supported'));
  if (formats.length > 0 && !formats.includes('application/pdf')) return { state: 'faulted', reason: 'no-pdf' };
  const media = textsOf(has.get('media-supported'));
  return media.length > 0 && !media.some(isA4) ? { state: 'faulted', reason: 'no-a4' } : null;
}

const isA4 = (name: string): boolean => name === A4 || name.startsWith('iso_a4_') || name === 'iso-a4' || name === 'A4';

/** media-ready and media-col-ready (PWG 5100.7): what lies in the trays now. */
function paperReady(has: Attributes, tray: string | undefined): boolean {
  const trays = (has.get('media-col-ready') ?? []).flatMap(({ value }) => (Array.isArray(value) ? [value as readonly { readonly name: string; readonly values: readonly Value[] }[]] : []));
  const sourceOf = (members: (typeof trays)[number]): string | undefined => textsOf(members.find(({ name }) => name === 'media-source')?.values)[0];
  if (tray !== undefined && trays.some(members => sourceOf(members) !== undefined)) return trays.some(members => sourceOf(members) === tray);
  const ready = has.get('media-ready');
  return ready === undefined || ready.every(({ value }) => value === null) ? trays.length > 0 || ready === undefined : textsOf(ready).some(isA4);
}

/**
 * printer-input-tray (PWG 5100.13, 5.2): `type=…;mediafeed=29700;mediaxfeed=21000;maxcapacity=500;level=312;status=0;name=main;`, a
 * negative level is unknown. Sheets in the trays that are set for A4, in hundredths of a millimetre; null where one of them does not count.
 */
function sheetsIn(values: readonly Value[] | undefined, tray: string | undefined): number | null {
  let sheets: number | null = null;
  for (const { value } of values ?? []) {
    const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'string' ? value : '';
    const said = new Map(text.split(';').map(part => [part.split('=')[0]?.trim() ?? '', part.split('=')[1]?.trim() ?? '']));
    const sides = [said.get('mediafeed'), said.get('mediaxfeed')];
    if ((tray !== undefined && said.get('name') !== tray) || !sides.includes('29700') || !sides.includes('21000')) continue;
    const level = Number(said.get('level') ?? Number.NaN);
    if (!Number.isInteger(level) || level < 0) return null;
    sheets = (sheets ?? 0) + level;
  }
  return sheets;
}

function identityOf(has: Attributes): DeviceIdentity {
  // IEEE 1284 device id: MFG:…;MDL:…;
  const device = new Map((textsOf(has.get('printer-device-id'))[0] ?? '').split(';').map(part => [part.split(':')[0]?.trim().toUpperCase() ?? '', part.slice(part.indexOf(':') + 1).trim()]));
  const model = textsOf(has.get('printer-make-and-model'))[0] ?? device.get('MDL') ?? null;
  return {
    maker: device.get('MFG') ?? device.get('MANUFACTURER') ?? null, model, firmware: textsOf(has.get('printer-firmware-string-version'))[0] ?? null,
    serial: textsOf(has.get('printer-serial-number'))[0] ?? device.get('SN') ?? device.get('SERIALNUMBER') ?? null,
  };
}

/** The worst of it. `busy`: a job of ours is under way. */
export function viewStatus({ concerns, stopped }: PrinterView, busy: boolean): DocumentPrinterStatus {
  const faulted = concerns.find(one => one.state === 'faulted');
  if (faulted !== undefined) return faulted;
  const staff = concerns.find(one => one.state === 'needs-staff');
  if (staff !== undefined) return staff;
  if (stopped) return { state: 'needs-staff', reason: 'attention' };
  if (busy) return { state: 'busy', reason: 'job' };
  if (concerns.some(one => one.state === 'self')) return { state: 'busy', reason: 'self' };
  const reasons = [...new Set(concerns.flatMap((one): DegradedReason[] => (one.state === 'degraded' ? [one.reason] : [])))];
  return reasons.length > 0 ? { state: 'degraded', reasons } : { state: 'ready' };
}
