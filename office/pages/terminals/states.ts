/** What terminals say of themselves, in words. A word that this page does not know is shown as it came. */
import type { TerminalOrder } from '../../../register/contract/contract.ts';
import type { OfficeTerminal } from '../../../register/contract/office.ts';
import type { Tone } from '../../parts/notice.tsx';
import { staffSentence, w } from '../../words.ts';

export type Condition = OfficeTerminal['condition'];

export const CONDITION_TONE: Readonly<Record<Condition, Tone | 'none'>> = {
  silent: 'danger',
  attention: 'warning',
  'not-enrolled': 'info',
  well: 'success',
  revoked: 'none',
};
export const conditionWords = (condition: Condition): string => w(`condition.${condition}`);

/** States of a device as `devices/driver/status.ts` has them, with how much they say. */
const DEVICE_TONE = {
  ready: 'success',
  busy: 'success',
  opening: 'info',
  identifying: 'info',
  degraded: 'warning',
  'needs-staff': 'warning',
  absent: 'danger',
  'back-off': 'danger',
  quarantined: 'danger',
  faulted: 'danger',
} as const;
export type DeviceState = keyof typeof DEVICE_TONE;
export const isDeviceState = (state: string): state is DeviceState => Object.hasOwn(DEVICE_TONE, state);
export const deviceTone = (state: string): Tone => (isDeviceState(state) ? DEVICE_TONE[state] : 'warning');
export const deviceStateWords = (state: string): string =>
  isDeviceState(state) ? w(`device.state.${state}`) : w('device.state.other', { state });

/** How a device is: its own sentence, which says what to do; of an older or newer terminal its state alone. */
export const deviceWords = ({ says, state }: Pick<OfficeTerminal['devices'][number], 'says' | 'state'>): string =>
  (says === null ? null : staffSentence(says)) ?? deviceStateWords(state);

export const DEVICE_CLASSES = [
  'receipt-printer',
  'document-printer',
  'payment-terminal',
  'card-reader',
  'badge-reader',
  'scanner',
  'document-reader',
  'keypad',
  'io-board',
  'ups',
  'eid',
] as const;
export function deviceClassWords(kind: string): string {
  const known = DEVICE_CLASSES.find((one) => one === kind);
  return known === undefined ? kind : w(`device.class.${known}`);
}

export const MODES = ['starting', 'in-service', 'out-of-order', 'staff', 'technician', 'locked'] as const;
export function modeWords(mode: string): string {
  const known = MODES.find((one) => one === mode);
  return known === undefined ? mode : w(`mode.${known}`);
}

export const ORDERS = [
  'block',
  'unblock',
  'end-visit',
  'restart-tonight',
  'readiness-report',
] as const satisfies readonly TerminalOrder['order'][];
export function orderWords(order: string): string {
  const known = ORDERS.find((one) => one === order);
  return known === undefined ? order : w(`order.${known}`);
}
