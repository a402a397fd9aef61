/**
 * Seals what waits on the terminal's disk, so that only the register can read it, and a stolen terminal gives nothing
 * away. JWE in compact form (RFC 7516), RSA-OAEP-256 with A256GCM, for the first of the keys that the catalogue names.
 */
import { webcrypto } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Feedback, InboxKind, OrderReport, SealingKey } from '../../../register/contract/contract.ts';

// Node 18 has it only as a module; jose expects it as a global.
globalThis.crypto ??= webcrypto as Crypto;

export type InboxContent = { readonly feedback: Feedback; readonly report: OrderReport };
/**
 * `no-key`: the register has named no key that can be used, because it does not take sealed requests or was never
 * reached.
 */
export type SealFailure = 'no-key';
export type Seal = <K extends InboxKind>(kind: K, content: InboxContent[K]) => Promise<Result<string, SealFailure>>;

/** `keys`: of the newest catalogue. */
export function createSeal(keys: () => readonly SealingKey[]): Seal {
  /** The key that was read last: reading one takes longer than sealing with it. */
  let last: { readonly kid: string; readonly n: string; readonly imported: Promise<CryptoKey | Uint8Array> } | null =
    null;
  // The key says that it wraps keys; jose encrypts them with it, and would find that use missing.
  const importedOf = ({ kid, kty, n, e, alg }: SealingKey): Promise<CryptoKey | Uint8Array> => {
    if (last?.kid !== kid || last.n !== n) last = { kid, n, imported: importJWK({ kty, n, e }, alg) };
    return last.imported;
  };
  return async (_kind, content) => {
    const [key] = keys();
    if (key === undefined) return err('no-key');
    try {
      const imported = await importedOf(key);
      return ok(
        await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
          .setProtectedHeader({ alg: key.alg, enc: 'A256GCM', kid: key.kid, cty: 'application/json' })
          .encrypt(imported),
      );
    } catch {
      // A key that nothing can be sealed with is none.
      return err('no-key');
    }
  };
}
