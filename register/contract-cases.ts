/**
 * The part of the wire contract about requests that may arrive late and are worked on by people: what terminals send sealed, cases, and
 * what became of them. Since contract version 3. Whatever changes something carries the header `Idempotency-Key` (a UUID): the same key
 * with the same body gives the same answer, with another body a conflict.
 */
import { z } from 'zod';
import { Language } from './language.ts';

const Instant = z.iso.datetime({ offset: true });
const Cents = z.number().int().nonnegative().max(99_999_999);

/** RSA public key, RFC 7517: for RSA-OAEP-256 with A256GCM, at least 4096 bits. */
export const SealingKey = z.object({ kty: z.literal('RSA'), kid: z.string().min(1).max(64), n: z.string().min(680), e: z.string(), alg: z.literal('RSA-OAEP-256'), key_ops: z.array(z.literal('wrapKey')) });
export type SealingKey = z.infer<typeof SealingKey>;

/** Made by the terminal, so that a visitor has a number before the register was reached: V-7K3M-9QXT, Crockford's base 32. */
export const SubmissionNumber = z.string().regex(/^V-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
/** With the number it shows what became of a case. */
export const CaseSecret = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);

/** What a visitor wants to tell the town. Plaintext of an inbox item of kind `feedback`. */
export const Feedback = z.object({
  topic: z.enum(['praise', 'criticism', 'idea']),
  text: z.string().trim().min(1).max(2_000),
  /** How the town may answer; as the visitor wrote it. */
  contact: z.string().trim().min(1).max(160).nullable(),
  language: Language,
  number: SubmissionNumber, secret: CaseSecret,
});
export type Feedback = z.infer<typeof Feedback>;

/** What became of an order at the terminal, with opaque ids only. Plaintext of an inbox item of kind `report`. */
export const OrderReport = z.object({
  /** The order's key. */
  order: z.uuid(),
  event: z.enum(['captured', 'reversed', 'handed-over', 'left']),
  /** The document's or case's reference, where there is one. */
  reference: z.string().max(40).nullable(),
  amountCents: Cents,
  /** By the terminal's clock. */
  at: Instant,
});
export type OrderReport = z.infer<typeof OrderReport>;

export const InboxKind = z.enum(['feedback', 'report']);
export type InboxKind = z.infer<typeof InboxKind>;
export const INBOX_CONTENT = { feedback: Feedback, report: OrderReport } as const satisfies Record<InboxKind, z.ZodType>;

export const InboxRequest = z.object({
  kind: InboxKind,
  /** Counts what this terminal sends, from 1, without reuse. */
  sequence: z.number().int().positive(),
  /** When it was accepted at the terminal, by its clock. */
  at: Instant,
  /** JWE in compact form, RSA-OAEP-256 and A256GCM to one of the catalogue's sealing keys; `cty` is `application/json`. */
  sealed: z.string().max(200_000).regex(/^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/),
});
export type InboxRequest = z.infer<typeof InboxRequest>;
export const InboxReceipt = z.object({
  /** Of the case that it became; null for what is no case. */
  reference: z.string().nullable(),
  registeredAt: Instant,
});
export type InboxReceipt = z.infer<typeof InboxReceipt>;

export const CaseStatusRequest = z.object({
  /** The case's reference, or the number that the terminal gave. */
  reference: z.string().trim().min(4).max(40),
  secret: CaseSecret,
});
export type CaseStatusRequest = z.infer<typeof CaseStatusRequest>;
export const CaseStage = z.enum(['received', 'in-progress', 'query', 'forwarded', 'done', 'rejected']);
export type CaseStage = z.infer<typeof CaseStage>;
const Text = z.object({ de: z.string().min(1), en: z.string().optional(), ar: z.string().optional() });
/** Never a name. */
export const CaseStatus = z.object({
  reference: z.string(),
  /** `criminal-record`, `feedback`, or the service's id. */
  kind: z.string(),
  stage: CaseStage,
  since: Instant,
  acceptedAt: Instant,
  /** What the office still needs; with `query`. */
  missing: z.array(Text).default([]),
  /** In the office's own words, where it wrote some. */
  note: Text.nullable(),
});
export type CaseStatus = z.infer<typeof CaseStatus>;

export const CASE_ROUTES = {
  inbox: { method: 'POST', path: '/v1/inbox' },
  caseStatus: { method: 'POST', path: '/v1/case-status' },
} as const;

export const CASE_EXCHANGES = {
  inbox: { summary: 'Takes a sealed request, once per key.', request: InboxRequest, answer: InboxReceipt },
  caseStatus: { summary: 'What became of a case, by its number and secret.', request: CaseStatusRequest, answer: CaseStatus },
} as const;
