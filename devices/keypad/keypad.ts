import type { DeviceStatus } from '../driver/status.ts';
import type { EventDriver } from '../driver/event-device.ts';

/** `shown-to-display`: its keys reach the display twice, once by the kernel and once by us (udev). */
export type KeypadStatus = DeviceStatus<never, never, 'shown-to-display'>;

export const KEYPAD_KEYS = ['up', 'down', 'left', 'right', 'select', 'back', 'volume-up', 'volume-down'] as const;
export type KeypadKey = (typeof KEYPAD_KEYS)[number];

export type KeypadEvent =
  | { readonly type: 'key'; readonly key: KeypadKey }
  /** A plug in the headset's jack. */
  | { readonly type: 'headset'; readonly plugged: boolean };

export type Keypad = EventDriver<KeypadStatus, KeypadEvent>;
