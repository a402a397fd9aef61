/** What the office's page is told of one terminal beside how it is now: how it was, and what it reported of itself. */
import { z } from 'zod';
import { ReadinessContent } from './readiness.ts';

const Instant = z.iso.datetime();

/**
 * Whose signature is on a report. `by-terminal`: made with the key by which the register knew the terminal when it
 * arrived. `by-another-key`: the report is whole, and it cannot be told who made it. `no-key`: likewise, because the
 * terminal is not enrolled with a key of its own. `broken`: it was changed, or never was signed.
 */
export const REPORT_SIGNATURES = ['by-terminal', 'by-another-key', 'no-key', 'broken'] as const;
export type ReportSignature = (typeof REPORT_SIGNATURES)[number];

/**
 * `asked`: the terminal does not know of it yet. `waiting`: somebody is at it. `running`: it tests its devices.
 * `refused`: it took the order and sent no report, as one with older software does. `too-late`: nobody left it free, or
 * it said nothing, for a day.
 */
export const REPORT_STATES = ['asked', 'waiting', 'running', 'refused', 'too-late', 'arrived'] as const;
export const OfficeReport = z.object({
  /** Number of the order. */
  order: z.number().int().positive(),
  askedAt: Instant,
  /** Opaque id of the account. */
  askedBy: z.string(),
  state: z.enum(REPORT_STATES),
  arrivedAt: Instant.nullable(),
  signature: z.enum(REPORT_SIGNATURES).nullable(),
  content: ReadinessContent.nullable(),
});
export type OfficeReport = z.infer<typeof OfficeReport>;

/** What can change about a terminal. `condition` is the register's judgement, the others are the terminal's words. */
export const HISTORY_SUBJECTS = ['condition', 'mode', 'device', 'edition', 'software'] as const;
export type HistorySubject = (typeof HISTORY_SUBJECTS)[number];

export const HistoryEntry = z.object({
  /** Grows with time. */
  id: z.number().int().positive(),
  subject: z.enum(HISTORY_SUBJECTS),
  /** Of a device; null for the terminal itself. */
  name: z.string().nullable(),
  /** Null: the device is not there any more; no edition is shown. */
  value: z.string().nullable(),
  /** Key of the sentence with which staff read how the device was. */
  says: z.string().nullable(),
  /** Of the word that said it first; of a silence: the last word before it. */
  at: Instant,
  /** Of the word that said otherwise; null where the last word still said so. */
  until: Instant.nullable(),
  /** Milliseconds of that time in which nothing was heard of the terminal: it is not known how it was. */
  silentMs: z.number().int().nonnegative(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** `before`: cursor of the answer before; without it, the newest. `device`: what is of this one, and silences. */
export const HistoryRequest = z.object({
  id: z.string().min(1).max(64),
  device: z.string().min(1).max(64).optional(),
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional(),
});
export const TerminalHistory = z.object({
  /** The newest first. */
  entries: z.array(HistoryEntry),
  /** For the next older ones; null where these are the oldest. */
  before: z.string().nullable(),
  /** From when on nothing is missing; null before the first word. */
  recordedSince: Instant.nullable(),
  /** Names of the devices of which something is recorded. */
  devices: z.array(z.string()),
  /** Since when nothing has been heard, where that is too long; null where the terminal speaks. */
  silentSince: Instant.nullable(),
});
export type TerminalHistory = z.infer<typeof TerminalHistory>;
