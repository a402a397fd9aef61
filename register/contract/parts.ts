/** What several parts of the wire contract are made of. */
import { z } from 'zod';

/** A calendar day, ISO 8601. */
export const Day = z.iso.date();
/** An instant with offset, ISO 8601. */
export const Instant = z.iso.datetime({ offset: true });
export const Id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/);
/** 256 random bits as base64url. */
export const Token = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const Key = z.uuid();
/** Amounts are in cents of a euro. */
export const Cents = z.number().int().nonnegative().max(99_999_999);
export const Line = z.string().trim().min(1).max(160);

/** Of the payment terminal's proof, what finds the booking again. Null where nothing is due. */
export const Payment = z.object({
  amountCents: Cents.min(1),
  receipt: z.number().int().positive(),
  terminalId: z.string().max(16).nullable(),
});
export type Payment = z.infer<typeof Payment>;

export const IssuedDocument = z.object({ document: Token, reference: z.string(), pages: z.number().int().positive() });
export type IssuedDocument = z.infer<typeof IssuedDocument>;

/** The register's receipt for a change. */
export const Receipt = z.object({ reference: z.string(), acceptedAt: Instant });
export type Receipt = z.infer<typeof Receipt>;

/** Reference and secret together show what became of the case. */
export const CaseReceipt = Receipt.extend({
  secret: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
});
export type CaseReceipt = z.infer<typeof CaseReceipt>;
