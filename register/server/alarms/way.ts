/** How a message goes out. Each recipient is a line of its own, so that one that does not work delays no other. */
import type { Result } from '../../../base/result.ts';
import type { AlarmMessage } from '../../contract/alarms.ts';

/**
 * `later`: it may work another time. `rejected`: it never will, for this recipient. `code`: for the log, of a closed
 * list or a number that the other side gave; never an address or a text.
 */
export interface WayFault {
  readonly outcome: 'later' | 'rejected';
  readonly code: string;
}

export interface Way {
  readonly name: 'mail' | 'webhook';
  /** As `alarm_delivery.line` has it. */
  readonly line: string;
  /** Its place in the setting, from 1; null where there is only one. */
  readonly recipient: number | null;
  /** `now`: milliseconds since the epoch. Never throws. */
  send(message: AlarmMessage, now: number): Promise<Result<void, WayFault>>;
}
