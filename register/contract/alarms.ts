/**
 * What the register tells of itself and its terminals when somebody has to see to something: the body that its webhook
 * sends, and what its mails are made of. No person is in it, and nothing that a visitor typed or was shown.
 */
import { z } from 'zod';

const Instant = z.iso.datetime();

/**
 * `device`: any other than the printers' paper and the payment terminal. `outbox-waiting`: sealed requests have waited
 * for an hour. `outbox-refused`: the register would not have some. `clock`: a terminal's. `certificate`: ends within 30
 * days; `certificate-urgent`: within 7, or is over. `help`: nobody answered a call.
 */
export const ALARM_KINDS = [
  'help',
  'silent',
  'out-of-order',
  'payment',
  'paper-out',
  'device',
  'outbox-refused',
  'outbox-waiting',
  'clock',
  'certificate-urgent',
  'certificate',
  'paper-low',
] as const;
export const AlarmKind = z.enum(ALARM_KINDS);
export type AlarmKind = z.infer<typeof AlarmKind>;

/** What of the register's own has an end. */
export const CERTIFICATES = [
  'listener',
  'public-listener',
  'office-listener',
  'document-signer',
  'document-seal',
  'eid-line',
  'resident-system-line',
  'eid-messages',
  'eid-server',
] as const;
export const CertificateName = z.enum(CERTIFICATES);
export type CertificateName = z.infer<typeof CertificateName>;

/** What is known of it beyond its kind; each field with the kinds that need it. */
export const AlarmDetail = z.object({
  /** `says`: key of the sentence with which staff read how the device is. */
  device: z.object({ name: z.string(), class: z.string().nullable(), says: z.string().nullable() }).optional(),
  /** Sealed requests that wait, or that were refused. */
  requests: z.number().int().nonnegative().optional(),
  /** Seconds by which the terminal's clock is ahead; below zero: behind. Absent where it was only turned away. */
  clockAhead: z.number().int().optional(),
  certificate: z.object({ name: CertificateName, endsAt: Instant }).optional(),
  /** Kind of screen from which help was asked. `answered`: once the call is over, whether somebody had answered. */
  help: z.object({ screen: z.string(), answered: z.boolean().optional() }).optional(),
});
export type AlarmDetail = z.infer<typeof AlarmDetail>;

/**
 * `began`: somebody has to see to it. `over`: nobody any more. `passed`: it came and went while nothing was sent.
 * `holds`: told before, and still so. `withdrawn`: over, because the terminal is no longer admitted.
 */
export const ALARM_CHANGES = ['began', 'holds', 'over', 'withdrawn', 'passed'] as const;
export const AlarmChange = z.enum(ALARM_CHANGES);
export type AlarmChange = z.infer<typeof AlarmChange>;

export const AlarmEntry = z.object({
  /** The same for its beginning and its end. */
  alarm: z.uuid(),
  change: AlarmChange,
  kind: AlarmKind,
  /** Null where it is the register's own. */
  terminal: z.object({ id: z.string(), name: z.string(), place: z.string().nullable() }).nullable(),
  detail: AlarmDetail,
  since: Instant,
  overAt: Instant.nullable(),
  /** It had been over for less than ten minutes. */
  again: z.boolean(),
});
export type AlarmEntry = z.infer<typeof AlarmEntry>;

export const AlarmMessage = z.object({
  /** Also the header `idempotency-key`: what comes a second time is the same. */
  id: z.uuid(),
  at: Instant,
  /** `digest`: what happened in the quiet hours. `test`: somebody tries whether it arrives. */
  type: z.enum(['alarms', 'digest', 'test']),
  entries: z.array(AlarmEntry).max(100),
  /** Further ones that are not listed. */
  more: z.number().int().nonnegative(),
});
export type AlarmMessage = z.infer<typeof AlarmMessage>;
