/** Whose catalogue is believed: that of the register with which this terminal was enrolled, by its signature. */
import { createPublicKey, verify } from 'node:crypto';
import type { RegisterClient, Signed } from '../../../register/client.ts';
import { SigningKey } from '../../../register/contract.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';

/** Why an update was not taken. `unsigned`: the register has a key, and this was not signed. `later`: whether it has one could not be asked. */
export type Distrust = 'unsigned' | 'signature' | 'later';

export interface TrustDeps {
  readonly register: Pick<RegisterClient, 'signingKey'>;
  readonly store: Pick<AsyncStore, 'signingKey' | 'keepSigningKey'>;
  readonly log: Log;
  /** The key that came with the enrolment; null for a terminal with a key in a file. */
  enrolledWith(): SigningKey | null;
}

export interface Trust {
  /** Null where it may be taken. */
  check(signed: Signed): Promise<Distrust | null>;
}

/**
 * A terminal without an enrolment believes the first key that its register shows, and no other afterwards. A register of contract version 2 has none: as
 * long as none was ever seen, nothing is signed.
 */
export function createTrust({ register, store, log, enrolledWith }: TrustDeps): Trust {
  async function kept(): Promise<SigningKey | null> {
    const json = await store.signingKey().catch(() => null);
    const parsed = SigningKey.safeParse(json === null ? null : JSON.parse(json));
    return parsed.success ? parsed.data : null;
  }
  return {
    async check(signed) {
      let key = enrolledWith() ?? await kept();
      if (key === null) {
        const shown = await register.signingKey();
        if (!shown.ok) return shown.error.kind === 'declined' ? null : 'later';
        key = shown.value;
        await store.keepSigningKey(JSON.stringify(key));
        log.write('register.key', { kid: key.kid });
      }
      if (signed.signature === null) return 'unsigned';
      return isSignedBy(key, signed.body, signed.signature) ? null : 'signature';
    },
  };
}

/** JWS with detached payload (RFC 7515, appendix F), EdDSA with Ed25519 (RFC 8037). */
export function isSignedBy(key: SigningKey, payload: string, signature: string): boolean {
  const [, header = '', bytes = ''] = /^([\w-]+)\.\.([\w-]+)$/.exec(signature) ?? [];
  try {
    const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown; kid?: unknown };
    if (alg !== 'EdDSA' || kid !== key.kid) return false;
    const { kty, crv, x } = key;
    const input = Buffer.from(`${header}.${Buffer.from(payload, 'utf8').toString('base64url')}`);
    return verify(null, input, createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), Buffer.from(bytes, 'base64url'));
  } catch {
    return false;
  }
}
