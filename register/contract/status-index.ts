/**
 * The part of the wire contract with which a terminal can say the state of an ID document while the register is away.
 * Since contract version 3. What terminals keep are keyed hashes of numbers with stage and office: no number and no
 * name leaves the register.
 */
import { z } from 'zod';
import { STATUS_ID_BYTES } from './status-id-length.ts';

const Instant = z.iso.datetime({ offset: true });
/** 32 bytes as base64url. */
const Secret = z.string().regex(/^[\w-]{43}$/);

/**
 * Document numbers are few enough for a holder of a key to try them all. So a key is valid for one epoch only, each try
 * is expensive, and keys stay in a terminal's memory and are never written down: after a cold start without the
 * register no state can be looked up.
 */
export const StatusKeys = z.object({
  /**
   * Newest first; an older one is kept up for terminals that are still reading the new one. An entry's id is made with
   * scrypt (RFC 7914; r 8, p 1, 16 bytes) of type, NUL, number; salt: the key. `cost`: the logarithm of N.
   */
  epochs: z
    .array(z.object({ epoch: z.number().int().positive(), key: Secret, cost: z.number().int().min(4).max(17) }))
    .min(1)
    .max(4),
});
export type StatusKeys = z.infer<typeof StatusKeys>;

/**
 * Stages as one letter each, in the order of the contract's stages. `x`: removed, nothing is known under this number.
 */
export const STAGE_LETTERS = {
  applied: 'a',
  sent: 's',
  'in-production': 'i',
  ready: 'r',
  'handed-over': 'h',
  query: 'q',
  unknown: 'x',
} as const;

/** Entries by columns: each has its place in every one of them. */
export const StatusPage = z
  .object({
    epoch: z.number().int().positive(),
    /** The epoch that is being begun, or the same: with another number the terminal asks for its key. */
    newest: z.number().int().positive(),
    /** Ids, one after the other, as base64. */
    ids: z.base64(),
    /** One letter of {@link STAGE_LETTERS} each. */
    stages: z.string().regex(/^[asirhqx]*$/),
    /** Day of the last change of stage, days since 1970-01-01. */
    since: z.array(z.number().int()),
    offices: z.array(z.string()),
    /** Index in `offices`; -1 for none. */
    office: z.array(z.number().int().min(-1)),
    /**
     * Bits: 1 the PIN letter is known, 2 it must have arrived, 4 the old document is known, 8 it must be brought. One
     * hexadecimal digit each.
     */
    flags: z.string().regex(/^[0-9a-f]*$/),
    /** Ask for what comes after this mark next. */
    next: z.number().int().nonnegative(),
    /** There is more, now or as soon as it is hashed. */
    more: z.boolean(),
    /** The register's clock when this was read: with `more` false, all of it was so then. */
    asOf: Instant,
  })
  .refine(({ ids, stages, since, office, flags, offices }) => {
    const count = stages.length;
    return (
      Math.floor((ids.replace(/=+$/, '').length * 3) / 4) === count * STATUS_ID_BYTES &&
      since.length === count &&
      office.length === count &&
      flags.length === count &&
      office.every((index) => index < offices.length)
    );
  }, 'columns of different lengths');
export type StatusPage = z.infer<typeof StatusPage>;

export const StatusPageRequest = z.object({
  epoch: z.number().int().positive(),
  /** 0 for everything. */
  after: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(5_000).default(2_000),
});

export const STATUS_ROUTES = {
  statusKeys: { method: 'POST', path: '/v1/status-index/keys' },
  statusPage: { method: 'POST', path: '/v1/status-index' },
} as const;
export const STATUS_EXCHANGES = {
  statusKeys: {
    summary: 'Keys with which a terminal finds a number in its index; to be held in memory only.',
    request: z.object({}),
    answer: StatusKeys,
  },
  statusPage: {
    summary: 'States of ID documents by keyed hash, what changed since a mark.',
    request: StatusPageRequest,
    answer: StatusPage,
  },
} as const;
