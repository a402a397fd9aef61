/**
 * The part of the wire contract about the terminals themselves: how one is enrolled, and how it shows who it is. Since
 * contract version 3.
 */
import { z } from 'zod';
import { asDigits, codePattern, inGroups } from '../../base/typed-code.ts';

const Instant = z.iso.datetime({ offset: true });

/** Sixty bits, read aloud by the operator and typed in by staff; valid once. Crockford's base 32. */
export const EnrolmentCode = z.string().regex(codePattern(3));
/**
 * As a person types what was read out: small letters, without hyphens, I and L for 1, O for 0. Null where it cannot
 * become a code.
 */
export function readEnrolmentCode(typed: string): string | null {
  const code = inGroups(asDigits(typed).replaceAll(/[\s-]/g, ''));
  return EnrolmentCode.safeParse(code).success ? code : null;
}
/** The terminal's public key, RFC 7517 and RFC 8037. */
export const TerminalKey = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().regex(/^[\w-]{43}$/) }),
  z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().regex(/^[\w-]{43}$/),
    y: z.string().regex(/^[\w-]{43}$/),
  }),
]);
export type TerminalKey = z.infer<typeof TerminalKey>;
/** Ed25519 public key with which the register signs what terminals keep. */
export const SigningKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().min(1).max(64),
});
export type SigningKey = z.infer<typeof SigningKey>;
/** What the key before says of the one that follows it: payload of a JWS in compact form, signed by the former. */
export const KeySuccession = z.object({
  succeeds: z.string().min(1).max(64),
  former: SigningKey,
  key: SigningKey,
  iat: z.number().int(),
});
export type KeySuccession = z.infer<typeof KeySuccession>;
/** The key in force, and how one comes to it from an earlier one; oldest first. */
export const ShownSigningKey = SigningKey.extend({ succession: z.array(z.string().max(2_000)).max(100).default([]) });
export type ShownSigningKey = z.infer<typeof ShownSigningKey>;
/** Heads of the audit's lanes, hexadecimal hashes; `iat`: seconds since 1970. */
export const SignedHeads = z.object({
  iat: z.number().int(),
  heads: z.array(z.object({ lane: z.number().int(), position: z.number().int(), hash: z.string() })),
});
/**
 * Payload of the header `foyer-edition`, a JWS in compact form: which edition of the catalogue is in force, its number,
 * and in seconds since 1970 when that was said and until when it holds. With each answer, also where nothing changed:
 * what is signed alone may be old.
 */
export const EditionStatement = z.object({
  catalogue: z.string().min(1).max(200),
  number: z.number().int().nonnegative(),
  iat: z.number().int(),
  exp: z.number().int(),
});
export type EditionStatement = z.infer<typeof EditionStatement>;

export const EnrolmentRequest = z.object({ code: EnrolmentCode, key: TerminalKey });
export const Enrolment = z.object({
  /** The terminal's id: `iss` and `sub` of its assertions. */
  terminal: z.string().min(1).max(64),
  name: z.string().min(1),
  /** Whose signatures on catalogues are believed from now on. */
  signingKey: SigningKey,
  now: Instant,
});
export type Enrolment = z.infer<typeof Enrolment>;

/**
 * Claims of a terminal's assertion, a JWT (RFC 7523, 3) signed with EdDSA (Ed25519) or ES256: `iss` and `sub` are its
 * id, `aud` is the address under which it reaches the register, with or without the path of `token`.
 */
export const AssertionClaims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  nbf: z.number().optional(),
  /** Seconds since the epoch; at most {@link ASSERTION}.longest after the register's clock. */
  exp: z.number(),
  iat: z.number(),
  /** Once. */
  jti: z.string().regex(/^[\w-]{16,64}$/),
});
export type AssertionClaims = z.infer<typeof AssertionClaims>;
/** Seconds. `longest`: until an assertion ends, at most. `skew`: by which two clocks may differ, either way. */
export const ASSERTION = { longest: 300, skew: 60 } as const;
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** RFC 6749, 4.4 with RFC 7523, 2.2; sent as `application/x-www-form-urlencoded`. */
export const TokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal(ASSERTION_TYPE),
  client_assertion: z.string().max(4_000),
});
export const TokenAnswer = z.object({
  access_token: z.string().min(20).max(400),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.number().int().positive(),
});
export type TokenAnswer = z.infer<typeof TokenAnswer>;

export const TERMINAL_ROUTES = {
  signingKey: { method: 'GET', path: '/v1/signing-key' },
  enrolment: { method: 'POST', path: '/v1/enrolments' },
  token: { method: 'POST', path: '/v1/token' },
} as const;

export const TERMINAL_EXCHANGES = {
  enrolment: {
    summary: 'Makes a terminal known by its key, with a code for once.',
    request: EnrolmentRequest,
    answer: Enrolment,
  },
  token: { summary: 'A short-lived token for a signed assertion.', request: TokenRequest, answer: TokenAnswer },
} as const;
