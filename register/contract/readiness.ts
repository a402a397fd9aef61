/**
 * The part of the wire contract about a terminal's readiness: the report that it makes for its technician, or by an
 * order of the office. Since contract version 3.
 */
import { z } from 'zod';

const Word = z.string().max(80);
const Line = z.string().max(500);
const Milliseconds = z.number().int().nonnegative();

/**
 * Of one step of a device's self-test. `open`: begun and not finished. `needs-somebody`: it takes a person, a card or
 * paper, and nobody was asked for it: the step was not tested.
 */
export const READINESS_STEPS = ['passed', 'failed', 'skipped', 'open', 'needs-somebody'] as const;
export const ReadinessStep = z.object({ id: Word, result: z.enum(READINESS_STEPS) });
export type ReadinessStepResult = (typeof READINESS_STEPS)[number];

/**
 * `ready`: all devices work and passed every step. `untested`: all work, and some step was not tested. `not-ready`: a
 * device does not work, or failed a step.
 */
export const READINESS_RESULTS = ['ready', 'untested', 'not-ready'] as const;

/** What a report says; nothing in it is about a visitor. Instants are milliseconds since 1970. */
export const ReadinessContent = z.object({
  type: z.literal('foyer-readiness-1'),
  town: Line,
  /** As its configuration names it. */
  terminal: Line,
  place: Line,
  software: Word,
  runtime: Line,
  at: Milliseconds,
  result: z.enum(READINESS_RESULTS),
  devices: z
    .array(
      z.object({
        name: Word,
        class: Word,
        state: Word,
        reasons: z.array(Word).max(32),
        /** Key of the sentence with which staff read how it is. */
        says: Word.optional(),
        identity: z
          .object({
            maker: Line.nullable(),
            model: Line.nullable(),
            firmware: Line.nullable(),
            serial: Line.nullable(),
          })
          .nullable(),
        works: z.boolean(),
        steps: z.array(ReadinessStep).max(32),
        /** When its test began; null where it was never tested. */
        tested: Milliseconds.nullable(),
      }),
    )
    .max(64),
  /** Lines that go to another machine in clear, by the configuration's key. */
  unprotected: z.array(Line).max(64).optional(),
  /** Libraries that are not as delivered. */
  exchanged: z
    .array(z.object({ name: Line, sha256: Word.nullable() }))
    .max(64)
    .optional(),
  /** What was measured of the machine, and what that means. */
  machine: z
    .array(
      z.object({
        name: Word,
        finding: Word,
        detail: Line.nullable(),
        verdict: z.enum(['good', 'bad', 'unknown']),
      }),
    )
    .max(32)
    .optional(),
});
export type ReadinessContent = z.infer<typeof ReadinessContent>;

/**
 * Flattened JSON serialization of a JWS (RFC 7515, 7.2.2): EdDSA over Ed25519, or ES256. Payload: the report, as JSON.
 */
export const SignedReport = z.object({
  payload: z.base64url().min(1).max(120_000),
  protected: z.base64url().min(1).max(2_000),
  signature: z.base64url().min(1).max(200),
});
export type SignedReport = z.infer<typeof SignedReport>;

/** What a terminal does about an order: it waits until nobody is at it, or tests its devices. */
export const Reporting = z.object({
  order: z.number().int().positive(),
  state: z.enum(['waiting', 'running']),
});
export type Reporting = z.infer<typeof Reporting>;

export const READINESS_ROUTES = {
  readinessReport: { method: 'POST', path: '/v1/readiness-reports' },
} as const;

export const READINESS_EXCHANGES = {
  readinessReport: {
    summary: 'The readiness report that an order of the office asked for; the order is over with it.',
    request: z.object({ order: z.number().int().positive(), report: SignedReport }),
    answer: z.object({ order: z.number().int().positive(), acceptedAt: z.iso.datetime({ offset: true }) }),
  },
} as const;
export type ReadinessReportRequest = z.infer<typeof READINESS_EXCHANGES.readinessReport.request>;
export type ReadinessReportAnswer = z.infer<typeof READINESS_EXCHANGES.readinessReport.answer>;
