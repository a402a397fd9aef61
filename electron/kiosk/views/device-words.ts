import type { Key } from '../../../locales/keys.ts';
import type { LostReason } from '../../../devices/driver/status.ts';
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import type { DeviceView, Text } from '../../ipc/view.ts';
import { say } from '../content/wording.ts';
import type { DeviceFacts } from '../app-state.ts';

type Status = DeviceFacts['status'];
type ReasonOf<S> = S extends { readonly state: 'needs-staff'; readonly reason: infer R extends string }
  ? R
  : S extends { readonly state: 'faulted'; readonly reason: infer R extends string }
    ? Exclude<R, LostReason>
    : S extends { readonly state: 'degraded'; readonly reasons: readonly (infer R extends string)[] }
      ? R
      : never;

/**
 * A sentence for every reason that a class of devices can give: what staff do about it. The compiler knows whether one
 * is missing.
 */
const REASONS: { readonly [F in DeviceFacts as F['class']]: { readonly [R in ReasonOf<F['status']>]: Key } } = {
  'receipt-printer': {
    'near-end': 'device.receiptPrinter.nearEnd',
    'cover-open': 'device.receiptPrinter.coverOpen',
    'paper-out': 'device.receiptPrinter.paperOut',
    cutter: 'device.receiptPrinter.cutter',
    offline: 'device.receiptPrinter.offline',
    'exit-jam': 'device.receiptPrinter.exitJam',
    unrecoverable: 'device.unrecoverable',
  },
  'document-printer': {
    paper: 'device.documentPrinter.paper',
    jam: 'device.documentPrinter.jam',
    cover: 'device.documentPrinter.cover',
    toner: 'device.documentPrinter.toner',
    'waste-full': 'device.documentPrinter.wasteFull',
    'output-full': 'device.documentPrinter.outputFull',
    tray: 'device.documentPrinter.tray',
    part: 'device.documentPrinter.part',
    paused: 'device.documentPrinter.paused',
    offline: 'device.documentPrinter.offline',
    attention: 'device.documentPrinter.attention',
    'paper-low': 'device.documentPrinter.paperLow',
    'toner-low': 'device.documentPrinter.tonerLow',
    'waste-almost-full': 'device.documentPrinter.wasteAlmostFull',
    'output-almost-full': 'device.documentPrinter.outputAlmostFull',
    'part-worn': 'device.documentPrinter.partWorn',
    defect: 'device.unrecoverable',
    'no-pdf': 'device.documentPrinter.noPdf',
    'no-a4': 'device.documentPrinter.noPaperSize',
    operations: 'device.documentPrinter.operations',
    queue: 'device.documentPrinter.queue',
    access: 'device.documentPrinter.access',
    'certificate-expired': 'device.documentPrinter.certificateExpired',
    'certificate-not-yet-valid': 'device.documentPrinter.certificateNotYetValid',
  },
  'payment-terminal': {
    'end-of-day': 'device.paymentTerminal.endOfDay',
    initialisation: 'device.paymentTerminal.initialisation',
    diagnosis: 'device.paymentTerminal.diagnosis',
    printer: 'device.paymentTerminal.printer',
    'card-inserted': 'device.paymentTerminal.cardInserted',
    'out-of-order': 'device.paymentTerminal.outOfOrder',
    reader: 'device.paymentTerminal.reader',
    memory: 'device.paymentTerminal.memory',
    clock: 'device.paymentTerminal.clock',
    password: 'device.paymentTerminal.password',
    currency: 'device.paymentTerminal.currency',
    'bookings-untold': 'device.paymentTerminal.bookingsUntold',
    registration: 'device.paymentTerminal.registration',
  },
  'card-reader': { ambiguous: 'device.cardReader.ambiguous', library: 'device.cardReader.library' },
  'badge-reader': {},
  scanner: { 'shown-to-display': 'device.shownToDisplay' },
  'document-reader': {},
  keypad: { 'shown-to-display': 'device.shownToDisplay' },
  'io-board': { 'door-open': 'device.ioBoard.doorOpen', tampered: 'device.ioBoard.tampered' },
  eid: {
    'no-reader': 'device.eid.noReader',
    'not-installed': 'device.eid.notInstalled',
    unsupported: 'device.eid.unsupported',
    occupied: 'device.eid.occupied',
  },
  ups: {
    'on-battery': 'device.ups.onBattery',
    'low-battery': 'device.ups.lowBattery',
    'replace-battery': 'device.ups.replaceBattery',
    overload: 'device.ups.overload',
    bypass: 'device.ups.bypass',
    calibration: 'device.ups.calibration',
    alarm: 'device.ups.alarm',
    'data-stale': 'device.ups.dataStale',
    off: 'device.ups.off',
    'driver-not-connected': 'device.ups.driverNotConnected',
    'unknown-ups': 'device.ups.unknownUps',
    'access-denied': 'device.ups.accessDenied',
    'no-status': 'device.ups.noStatus',
  },
};

const LOST: { readonly [R in LostReason]: Key } = {
  silent: 'device.silent',
  protocol: 'device.protocol',
  link: 'device.link',
  host: 'device.host',
};

const CLASSES: { readonly [C in DeviceFacts['class']]: Key } = {
  'receipt-printer': 'device.class.receiptPrinter',
  'document-printer': 'device.class.documentPrinter',
  'payment-terminal': 'device.class.paymentTerminal',
  'card-reader': 'device.class.cardReader',
  'badge-reader': 'device.class.badgeReader',
  scanner: 'device.class.scanner',
  'document-reader': 'device.class.documentReader',
  keypad: 'device.class.keypad',
  'io-board': 'device.class.ioBoard',
  eid: 'device.class.eid',
  ups: 'device.class.ups',
};

/** One device as staff and technicians see it. */
export function deviceView({
  class: kind,
  name,
  status,
  identity,
}: Pick<DeviceFacts, 'class' | 'name' | 'status' | 'identity'>): DeviceView {
  const labelled =
    identity === null
      ? []
      : [
          { label: say('device.maker'), value: identity.maker },
          { label: say('device.model'), value: identity.model },
          { label: say('device.firmware'), value: identity.firmware },
          { label: say('device.serial'), value: identity.serial },
        ];
  const { text, tone } = statusText(kind, status);
  return {
    name,
    title: say(CLASSES[kind]),
    state: status.state,
    text,
    tone,
    identity: labelled.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }])),
  };
}

/** The key of the sentence with which staff read how a device is. */
export const deviceSays = ({ class: kind, status }: Pick<DeviceFacts, 'class' | 'status'>): string =>
  statusText(kind, status).text.key;

/** What the office is told of a device: its state, and the key of the sentence with which staff read how it is. */
export function deviceWord(device: DeviceHandle): HeartbeatRequest['devices'][number] {
  const { class: kind, name } = device;
  const status = device.status();
  return { name, state: status.state, class: kind, says: deviceSays({ class: kind, status }) };
}

/** States that come and go with every job and every start: nothing that anybody looks for in a day. */
const PASSING: readonly string[] = ['busy', 'opening', 'identifying'];

/**
 * A change of state as the log has it, by the name of the device and the words of its state. Null for what passes by
 * itself, and for a device that this terminal has not.
 */
export function deviceTold(
  {
    device: name,
    state,
    reason,
  }: { readonly device: string; readonly state: string; readonly reason?: string | undefined },
  devices: readonly DeviceFacts[],
): { readonly subject: Text; readonly text: Text; readonly tone: DeviceView['tone'] } | null {
  const device = devices.find((one) => one.name === name);
  if (device === undefined || PASSING.includes(state)) return null;
  // The log has reasons as words; one that the class does not know is told as a device that is not understood.
  const status = { state, reason, reasons: reason?.split(' ') ?? [] } as unknown as Status;
  return { subject: say(CLASSES[device.class]), ...statusText(device.class, status) };
}

function statusText(kind: DeviceFacts['class'], status: Status): { text: Text; tone: DeviceView['tone'] } {
  switch (status.state) {
    case 'ready':
      return { text: say('device.ready'), tone: 'good' };
    case 'degraded':
      return { text: reasonText(kind, status.reasons[0]), tone: 'warning' };
    case 'busy':
      return status.reason === 'job'
        ? { text: say('device.busy'), tone: 'good' }
        : { text: say('device.self'), tone: 'warning' };
    case 'opening':
    case 'identifying':
      return { text: say('device.opening'), tone: 'neutral' };
    case 'absent':
      return { text: say('device.absent'), tone: 'bad' };
    case 'quarantined':
      return { text: say('device.quarantined'), tone: 'bad' };
    case 'needs-staff':
      return { text: reasonText(kind, status.reason), tone: 'bad' };
    case 'faulted':
    case 'back-off':
      return { text: reasonText(kind, status.reason), tone: 'bad' };
  }
}

function reasonText(kind: DeviceFacts['class'], reason: string | undefined): Text {
  const words: Readonly<Record<string, Key>> = { ...LOST, ...REASONS[kind] };
  return say(words[reason ?? ''] ?? 'device.protocol');
}
