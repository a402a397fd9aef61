/**
 * What is kept of a password: scrypt (RFC 7914), with its parameters beside it, so that they can be raised. Written as
 * the PHC string format has it: `$scrypt$ln=15,r=8,p=3$SALT$HASH`.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from '../../http/problems.ts';

/**
 * OWASP Password Storage Cheat Sheet, scrypt: N = 2¹⁵, r = 8, p = 3 is one of its equal choices; it needs 32 MiB for
 * each, which leaves room for several at once beside everything else that the register does.
 */
export const PASSWORD_LN = 15;
const R = 8;
const P = 3;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
/** Hashes that are made at once, and those that may wait for seconds. Whoever comes then is told to come again. */
const AT_ONCE = 2;
const WAITING = 20;

export interface PasswordHasher {
  /** `password`: as {@link preparedPassword} makes it. */
  hash(password: string): Promise<string>;
  /** Costs the same for an account that has no password, or does not exist (`stored` null): false. */
  verify(stored: string | null, password: string): Promise<boolean>;
}

/** Too many wait for a hash. */
export class HasherBusy extends Error {}

/** Whoever asks then is told to come again; `whenBusy` is called before. */
export async function orBusy<T>(hashing: Promise<T>, whenBusy: () => void = () => {}): Promise<T> {
  try {
    return await hashing;
  } catch (error) {
    if (!(error instanceof HasherBusy)) throw error;
    whenBusy();
    throw new HttpProblem({ code: 'rate-limited', retryAfterSeconds: 5 });
  }
}

/**
 * RFC 8265, 4.2.2 (OpaqueString): other spaces become a space, then NFC, so that the same keys give the same password
 * at every computer. Upper and lower case stay.
 */
export const preparedPassword = (password: string): string => password.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC');

/** `ln`: the binary logarithm of N; less is for tests. */
export function createPasswordHasher(ln = PASSWORD_LN): PasswordHasher {
  const waiting: (() => void)[] = [];
  let working = 0;

  async function derive(password: string, salt: Uint8Array, cost: number, r: number, p: number): Promise<Buffer> {
    if (working >= AT_ONCE) {
      if (waiting.length >= WAITING) throw new HasherBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else working += 1;
    try {
      return await new Promise<Buffer>((resolve, reject) =>
        scrypt(
          password,
          salt,
          HASH_BYTES,
          { N: 2 ** cost, r, p, maxmem: 128 * r * (2 ** cost + p + 2) },
          (error, hash) => (error === null ? resolve(hash) : reject(error)),
        ),
      );
    } finally {
      // The place goes on to the next one.
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(password, salt, ln, R, P);
      const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
      return `$scrypt$ln=${ln},r=${R},p=${P}$${text(salt)}$${text(hash)}`;
    },
    async verify(stored, password) {
      const [, cost, r, p, salt, hash] = STORED.exec(stored ?? '') ?? [];
      if (salt === undefined || hash === undefined) {
        await derive(password, Buffer.alloc(SALT_BYTES), ln, R, P);
        return false;
      }
      const made = await derive(password, Buffer.from(salt, 'base64'), Number(cost), Number(r), Number(p));
      const kept = Buffer.from(hash, 'base64');
      return kept.length === made.length && timingSafeEqual(kept, made);
    },
  };
}
