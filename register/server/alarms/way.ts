/** How a message goes out. Each recipient is a line of its own, so that one that does not work delays no other. */
import type { Result } from '../../../base/result.ts';
import type { AlarmMessage } from '../../contract/alarms.ts';

/**
 * Why a message did not get through. `host`: no such name. `connection`: nothing listens there. `certificate`: not
 * trusted. `tls`: the other side knows none, or another. `sign-in`, `sender`, `recipient`, `message`: what it refused.
 * `answer`: it is no success.
 */
export const FAULT_CODES = [
  'host',
  'connection',
  'timeout',
  'certificate',
  'tls',
  'sign-in',
  'sender',
  'recipient',
  'message',
  'answer',
] as const;

export interface WayFault {
  /** `later`: it may work another time. `rejected`: it never will, for this recipient. */
  readonly outcome: 'later' | 'rejected';
  readonly code: (typeof FAULT_CODES)[number];
  /** As the other side gave it: of SMTP (RFC 5321, 4.2) or HTTP; null where there was none. */
  readonly status: number | null;
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
