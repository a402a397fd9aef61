/**
 * The part of the wire contract about requests that may arrive late and are worked on by people: what terminals send
 * sealed, cases, and what became of them. Since contract version 3. Whatever changes something carries the header
 * `Idempotency-Key` (a UUID): the same key with the same body gives the same answer, with another body a conflict.
 */
import { z } from 'zod';
import { codePattern } from '../../base/typed-code.ts';
import { CaseReceipt } from './services.ts';
import { Language } from './language.ts';

const Instant = z.iso.datetime({ offset: true });
const Id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/);
const Cents = z.number().int().nonnegative().max(99_999_999);

/** RSA public key, RFC 7517: for RSA-OAEP-256 with A256GCM, at least 4096 bits. */
export const SealingKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(64),
  n: z.string().min(680),
  e: z.string(),
  alg: z.literal('RSA-OAEP-256'),
  key_ops: z.array(z.literal('wrapKey')),
});
export type SealingKey = z.infer<typeof SealingKey>;

/**
 * JWE in compact form, RSA-OAEP-256 and A256GCM to one of the catalogue's sealing keys, which `kid` names; no `zip`.
 * `cty` is the plaintext's media type.
 */
const Sealed = z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/);

/**
 * Made by the terminal, so that a visitor has a number before the register was reached: V-7K3M-9QXT, Crockford's base
 * 32.
 */
export const SubmissionNumber = z.string().regex(/^V-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
/** With the number it shows what became of a case. */
export const CaseSecret = z.string().regex(codePattern(3));

/** What a visitor wants to tell the town. Plaintext of an inbox item of kind `feedback`. */
export const Feedback = z.object({
  topic: z.enum(['praise', 'criticism', 'idea']),
  text: z.string().trim().min(1).max(2_000),
  /** How the town may answer; as the visitor wrote it. */
  contact: z.string().trim().min(1).max(160).nullable(),
  language: Language,
  number: SubmissionNumber,
  secret: CaseSecret,
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
export const INBOX_CONTENT = { feedback: Feedback, report: OrderReport } as const satisfies Record<
  InboxKind,
  z.ZodType
>;

export const InboxRequest = z.object({
  kind: InboxKind,
  /** Counts what this terminal sends, from 1, without reuse. */
  sequence: z.number().int().positive(),
  /** When it was accepted at the terminal, by its clock. */
  at: Instant,
  sealed: Sealed.max(200_000),
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

/** What a case for any service may have. Bytes are those of the JWE. */
export const CASE_LIMITS = {
  attachments: 10,
  attachmentBytes: 10 * 1024 * 1024,
  dataCharacters: 400_000,
  page: 100,
} as const;

const Attachment = z.uuid().toLowerCase();
/** SHA-512 of a plaintext, 128 hexadecimal digits. */
const Sha512 = z.string().regex(/^[0-9a-f]{128}$/);

export const CaseAnnouncement = z.object({
  /** Id of the catalogue. */
  service: Id,
  /** Id of the JSON Schema that the data will fit; the case is checked with the version that is the newest now. */
  schema: Id,
  /** Ids of the attachments that will be sent, made by the terminal. */
  attachments: z
    .array(Attachment)
    .max(CASE_LIMITS.attachments)
    .refine((ids) => new Set(ids).size === ids.length, 'has an attachment twice'),
});
export type CaseAnnouncement = z.infer<typeof CaseAnnouncement>;
export const CaseAnnounced = z.object({
  case: z.uuid(),
  /** Grows by one with every event; also the ETag, in quotation marks. */
  version: z.number().int().positive(),
});
export type CaseAnnounced = z.infer<typeof CaseAnnounced>;

/**
 * The plaintext of `sealed` is JSON. A hash that does not fit what was deciphered, or an attachment that is missing,
 * refuses the whole.
 */
export const CaseSubmission = z.object({
  sealed: Sealed.max(CASE_LIMITS.dataCharacters),
  sha512: Sha512,
  /** Every attachment that was announced, once. */
  attachments: z
    .array(
      z.object({
        attachment: Attachment,
        sha512: Sha512,
        mimeType: z
          .string()
          .max(100)
          .regex(/^[a-z]+\/[a-z0-9.+-]+$/),
      }),
    )
    .max(CASE_LIMITS.attachments),
});
export type CaseSubmission = z.infer<typeof CaseSubmission>;

/** A case as the terminal that announced it may see it: never its content, never its secret. */
export const CaseView = z.object({
  case: z.uuid(),
  version: z.number().int().positive(),
  /** `announced`: not submitted yet; removed when that does not happen within a day. */
  stage: z.enum(['announced', ...CaseStage.options]),
  service: Id,
  schema: z.object({ id: Id, version: z.number().int().positive() }),
  reference: z.string().nullable(),
  announcedAt: Instant,
  acceptedAt: Instant.nullable(),
  attachments: z.array(z.object({ attachment: Attachment, attached: z.boolean() })),
});
export type CaseView = z.infer<typeof CaseView>;

/**
 * `attach`: an attachment arrived, or another one in its place. `forward`: another system has it. `return`: that system
 * will not take it. `accept`, `query`, `finish`, `reject`, `reopen`: what the office did. `note`: it changed its words
 * only. `delete`: the content was removed, the case stays.
 */
export const CaseEventType = z.enum([
  'create',
  'attach',
  'submit',
  'forward',
  'return',
  'accept',
  'query',
  'finish',
  'reject',
  'reopen',
  'note',
  'delete',
]);
export type CaseEventType = z.infer<typeof CaseEventType>;
export const CaseEvent = z.object({
  /** From 1 without gaps; the case's version after it. */
  sequence: z.number().int().positive(),
  type: CaseEventType,
  at: Instant,
  by: z.enum(['terminal', 'office', 'register']),
  /** With `attach`. */
  attachment: Attachment.optional(),
  /** Where another system did it: which, and with `forward` under which number it knows the case. */
  system: z.string().optional(),
  systemReference: z.string().optional(),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

/** Oldest first. `limit` from 1 to 100, default 50. `after`: the last one that was seen. */
const Limit = z.coerce.number().int().min(1).max(CASE_LIMITS.page).default(50);
export const CaseListQuery = z.object({ after: z.uuid().optional(), limit: Limit });
export const CaseEventsQuery = z.object({
  after: z.coerce.number().int().nonnegative().max(2_147_483_647).default(0),
  limit: Limit,
});
export const CaseList = z.object({ cases: z.array(CaseView), more: z.boolean() });
export type CaseList = z.infer<typeof CaseList>;
export const CaseEvents = z.object({ events: z.array(CaseEvent), more: z.boolean() });
export type CaseEvents = z.infer<typeof CaseEvents>;

export const CASE_ROUTES = {
  inbox: { method: 'POST', path: '/v1/inbox' },
  caseStatus: { method: 'POST', path: '/v1/case-status' },
  announceCase: { method: 'POST', path: '/v1/cases' },
  cases: { method: 'GET', path: '/v1/cases' },
  attachToCase: { method: 'PUT', path: '/v1/cases/{case}/attachments/{attachment}' },
  submitCase: { method: 'PUT', path: '/v1/cases/{case}' },
  case: { method: 'GET', path: '/v1/cases/{case}' },
  caseEvents: { method: 'GET', path: '/v1/cases/{case}/events' },
} as const;

export const CASE_EXCHANGES = {
  inbox: { summary: 'Takes a sealed request, once per key.', request: InboxRequest, answer: InboxReceipt },
  caseStatus: {
    summary: 'What became of a case, by its number and secret.',
    request: CaseStatusRequest,
    answer: CaseStatus,
  },
  announceCase: {
    summary: 'Begins a case for any service, once per key.',
    request: CaseAnnouncement,
    answer: CaseAnnounced,
  },
  submitCase: { summary: 'Hands a case in, once per key.', request: CaseSubmission, answer: CaseReceipt },
} as const;
/** What is asked for without a body. */
export const CASE_LOOKUPS = {
  case: { summary: 'A case that this terminal announced.', query: null, answer: CaseView },
  cases: { summary: 'The cases that this terminal announced, oldest first.', query: CaseListQuery, answer: CaseList },
  caseEvents: { summary: 'What happened to a case, oldest first.', query: CaseEventsQuery, answer: CaseEvents },
} as const;
