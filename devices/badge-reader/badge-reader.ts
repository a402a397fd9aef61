import type { DeviceStatus } from '../driver/status.ts';
import type { EventDriver } from '../driver/event-device.ts';

export type BadgeReaderStatus = DeviceStatus;

/**
 * What was held to the reader. A badge's id is a name and no proof, because it can be copied; a PIN is asked for with
 * it. `bank-card`: a card for payments was swiped; nothing of it was kept.
 */
export type BadgeEvent =
  | {
      readonly type: 'badge';
      /** Hexadecimal in capitals, or the characters of a magnetic stripe; 1 to 128. */ readonly id: string;
    }
  | { readonly type: 'bank-card' }
  | { readonly type: 'unreadable' };

export type BadgeReader = EventDriver<BadgeReaderStatus, BadgeEvent>;
