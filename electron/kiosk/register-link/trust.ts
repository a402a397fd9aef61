/**
 * Whose catalogue is believed, and as what: that of the register with which this terminal was enrolled, by its
 * signature, and never one older than the last believed, nor one without a valid statement that it is in force (The
 * Update Framework 1.0, 5.4: rollback and freeze attacks).
 */
import { createPublicKey, verify } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { RegisterClient, Signed } from '../../../register/client/client.ts';
import { EditionStatement, KeySuccession, SigningKey } from '../../../register/contract/contract.ts';
import type { Log } from '../log/log.ts';
import type { AsyncStore } from '../store/client.ts';
import type { KeptEdition } from '../store/store.ts';

/**
 * Why an update was not taken. `unsigned`: the register has a key, and this was not signed. `later`: whether it has one
 * could not be asked. `edition`: nothing says that this edition is in force. `older`: one with a higher number, or a
 * later word, was believed before. `expired`: that word is over.
 */
export type RejectReason = 'unsigned' | 'signature' | 'later' | 'edition' | 'older' | 'expired';

export interface TrustDeps {
  readonly register: Pick<RegisterClient, 'signingKey'>;
  readonly store: Pick<AsyncStore, 'signingKey' | 'keepSigningKey' | 'edition' | 'keepEdition'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The key that came with the enrolment; null for a terminal with a key in a file. */
  enrolledWith(): SigningKey | null;
}

export interface Trust {
  /**
   * Null where it may be taken. `signed`: null where nothing came but the word that all is as it was. `version`: which
   * edition it makes.
   */
  check(signed: Signed | null, edition: string | null, version: string): Promise<RejectReason | null>;
  /**
   * When the register last said that what is here is in force, milliseconds since the epoch; null where it never did,
   * or signs nothing.
   */
  confirmedAt(): Promise<number | null>;
}

/** Seconds by which the clocks of several servers may differ. */
const SKEW = 120;
/** Kept beside the enrolment's own key: what that one led to. */
interface KeptKey {
  readonly key: SigningKey;
  /** The enrolment's key from which it came. */ readonly from: string | null;
}

/**
 * A terminal without an enrolment believes the first key that its register shows, and no other afterwards but one that
 * this key introduces. A register of contract version 2 has none: as long as none was ever seen, nothing is signed.
 */
export function createTrust({ register, store, clock, log, enrolledWith }: TrustDeps): Trust {
  async function kept(): Promise<KeptKey | null> {
    const json = await store.signingKey().catch(() => null);
    const value = json === null ? null : (JSON.parse(json) as { from?: unknown });
    const parsed = SigningKey.safeParse(value);
    return parsed.success ? { key: parsed.data, from: typeof value?.from === 'string' ? value.from : null } : null;
  }
  const keep = ({ key, from }: KeptKey): Promise<void> =>
    store.keepSigningKey(JSON.stringify({ ...key, ...(from === null ? {} : { from }) }));

  async function knownKey(): Promise<KeptKey | null> {
    const [first, found] = [enrolledWith(), await kept()];
    if (first === null) return found;
    return found !== null && found.from === first.kid ? found : { key: first, from: first.kid };
  }

  /** The key that signed, where the known one leads to it; the known one otherwise. */
  async function successor(known: KeptKey, kid: string | null): Promise<KeptKey> {
    if (kid === null || kid === known.key.kid) return known;
    const shown = await register.signingKey();
    if (!shown.ok) return known;
    let { key } = known;
    for (const link of shown.value.succession) {
      const said = KeySuccession.safeParse(readCompact(key, link));
      if (said.success && said.data.succeeds === key.kid) ({ key } = said.data);
    }
    if (key.kid === known.key.kid) return known;
    const next = { key, from: known.from };
    await keep(next);
    // What was believed before goes on counting: the register is the same.
    const edition = await store.edition().catch(() => null);
    if (edition?.kid === known.key.kid) await store.keepEdition({ ...edition, kid: key.kid });
    log.write('register.key', { kid: key.kid });
    return next;
  }

  async function checkEdition(key: SigningKey, text: string | null, version: string): Promise<RejectReason | null> {
    const read = text === null ? null : EditionStatement.safeParse(readCompact(key, text));
    if (read?.success !== true || read.data.catalogue !== version) return 'edition';
    const { number, iat, exp } = read.data;
    const before = await store.edition().catch(() => null);
    if (before !== null && before.kid === key.kid && (number < before.number || iat < before.iat - SKEW))
      return 'older';
    if (exp * 1_000 <= clock.now()) return 'expired';
    const next: KeptEdition = { kid: key.kid, number, iat: before?.kid === key.kid ? Math.max(iat, before.iat) : iat };
    await store.keepEdition(next).catch(() => log.write('store.failed', { operation: 'keepEdition' }));
    return null;
  }

  return {
    async check(signed, edition, version) {
      let known = await knownKey();
      if (known === null) {
        const shown = await register.signingKey();
        if (!shown.ok) return shown.error.kind === 'declined' ? null : 'later';
        const { succession: _, ...key } = shown.value;
        known = { key, from: null };
        await keep(known);
        log.write('register.key', { kid: key.kid });
      }
      if (signed !== null && signed.signature === null) return 'unsigned';
      known = await successor(known, kidOf(signed?.signature ?? edition));
      if (signed !== null && !isSignedBy(known.key, signed.body, signed.signature ?? '')) return 'signature';
      return checkEdition(known.key, edition, version);
    },
    async confirmedAt() {
      const [edition, known] = [await store.edition().catch(() => null), await knownKey()];
      return edition === null || edition.kid !== known?.key.kid ? null : edition.iat * 1_000;
    },
  };
}

function kidOf(jws: string | null): string | null {
  try {
    const { kid } = JSON.parse(Buffer.from(jws?.split('.')[0] ?? '', 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

/** JWS with detached payload (RFC 7515, appendix F), EdDSA with Ed25519 (RFC 8037). */
export function isSignedBy(key: SigningKey, payload: string, signature: string): boolean {
  const [, header = '', bytes = ''] = /^([\w-]+)\.\.([\w-]+)$/.exec(signature) ?? [];
  try {
    const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: unknown; kid?: unknown };
    if (alg !== 'EdDSA' || kid !== key.kid) return false;
    const { kty, crv, x } = key;
    const input = Buffer.from(`${header}.${Buffer.from(payload, 'utf8').toString('base64url')}`);
    return verify(
      null,
      input,
      createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
      Buffer.from(bytes, 'base64url'),
    );
  } catch {
    return false;
  }
}

/** What a JWS in compact form says, where this key signed it; undefined otherwise. */
function readCompact(key: SigningKey, jws: string): unknown {
  const [, header = '', payload = '', bytes = ''] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(jws) ?? [];
  try {
    const text = Buffer.from(payload, 'base64url').toString('utf8');
    return isSignedBy(key, text, `${header}..${bytes}`) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
