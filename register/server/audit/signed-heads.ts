/**
 * The heads of the audit, signed, for terminals to keep: an attacker who rewrites the database cannot rewrite the
 * copies on the terminals.
 */
import type { Kysely } from 'kysely';
import { compactVerify, importJWK } from 'jose';
import { KeySuccession, SignedHeads, type SigningKey } from '../../contract/contract.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { signCompact } from '../catalogue/edition-statement.ts';
import type { RegisterSigner } from '../keys/signing.ts';
import type { Tables } from '../database/tables.ts';
import { auditHeads, type AuditHead } from './verify.ts';

/** Milliseconds for which all terminals are given the same. */
const HOLDS = 5 * 60_000;

export function createSignedHeads(
  db: Kysely<Tables>,
  signer: RegisterSigner,
  clock: TimeSource,
): () => Promise<string> {
  let last: { readonly at: number; readonly kid: string; readonly signed: string } | null = null;
  return async () => {
    const now = clock.now();
    const { kid } = signer.publicKey;
    if (last === null || last.kid !== kid || now - last.at >= HOLDS || now < last.at) {
      last = {
        at: now,
        kid,
        signed: signCompact(signer, { iat: Math.floor(now / 1000), heads: await auditHeads(db) }),
      };
    }
    return last.signed;
  };
}

/**
 * What this register signed, with the key in force or one before it. `unknown-key`: another signed it; `none`: it is
 * nothing of that kind, or was changed.
 */
export async function readSignedHeads(
  signer: RegisterSigner,
  jws: string,
): Promise<Result<readonly AuditHead[], 'unknown-key' | 'none'>> {
  const former = signer.succession.flatMap((link): SigningKey[] => {
    const said = KeySuccession.safeParse(payloadOf(link));
    return said.success ? [said.data.former, said.data.key] : [];
  });
  const { kid } = (partOf(jws, 0) ?? {}) as { kid?: unknown };
  const key = [signer.publicKey, ...former].find((one) => one.kid === kid);
  if (key === undefined) return err(typeof kid === 'string' ? 'unknown-key' : 'none');
  try {
    const { payload } = await compactVerify(jws, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] });
    const read = SignedHeads.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return read.success ? ok(read.data.heads) : err('none');
  } catch {
    return err('none');
  }
}

const payloadOf = (jws: string): unknown => partOf(jws, 1);
function partOf(jws: string, index: number): unknown {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[index] ?? '', 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
