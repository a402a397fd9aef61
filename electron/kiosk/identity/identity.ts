/** Who this terminal is to the register: its key pair, how it gets known, and the tokens that it asks for with it. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { TerminalAccess } from '../../../register/client/access.ts';
import type { RegisterFailure } from '../../../register/client/client.ts';
import { ASSERTION, type SigningKey } from '../../../register/contract/contract.ts';
import { type Credentials, keyCredentials, tokenCredentials } from '../../../register/client/credentials.ts';
import type { Log } from '../log/log.ts';
import { fingerprint, signFile, type SignedFile } from '../staff/report-signature.ts';
import { newKeyPair, publicJwk, signAssertion } from './assertion.ts';
import { type IdentityFile, type KeptKey, NOBODY, readIdentity, writeIdentity } from './identity-file.ts';
import { betterThan, fileKeyStore, protectSurely, type KeyStore } from './key-store.ts';

export interface IdentityFacts {
  /**
   * `key-file`: by a key from its configuration. `unreadable`: it was enrolled, and its file or key cannot be read any
   * more.
   */
  readonly state: 'none' | 'enrolled' | 'key-file' | 'unreadable';
  /** As the register knows it. */
  readonly name: string | null;
  readonly terminal: string | null;
  /** ISO 8601, by the register's clock. */
  readonly enrolledAt: string | null;
  readonly keyStore: KeyStore['kind'] | null;
  /** The key lies in a key store, but lay in clear on the disk before. */
  readonly onceClear: boolean;
  /** Of the public key, for two people to compare by telephone. */
  readonly fingerprint: string | null;
  /** Whose signatures on catalogues are believed; null before the enrolment. */
  readonly signingKey: SigningKey | null;
  /** Why the register gave no token the last time. `address`: it does not know the address under which it was asked. */
  readonly trouble: 'revoked' | 'unknown' | 'address' | null;
  /** By how many seconds the register's clock is ahead of ours, where that is too much; negative where it is behind. */
  readonly skew: number | null;
}

/**
 * `refused`: the code does not hold. `not-kept`: this terminal's disk did not take it; the same code can be used again.
 */
export type EnrolFailure = 'refused' | 'unreachable' | 'rate-limited' | 'not-kept' | 'failed';

export interface Identity {
  facts(): IdentityFacts;
  onChange(listener: () => void): () => void;
  readonly credentials: Credentials;
  /** With the key by which the register knows this terminal; null where it has none of its own. */
  sign(content: unknown): SignedFile | null;
  /** Tells by how many seconds the register's clock is ahead of ours. */
  noteClock(seconds: number): void;
  /** One at a time; the same code can be used again where its answer was lost. `code`: in the contract's form. */
  enrol(code: string): Promise<Result<void, EnrolFailure>>;
}

export interface IdentityOptions {
  /** `identity.json` in the terminal's data folder. */
  readonly file: string;
  /** For new keys, and for the one that lies in a worse store. */
  readonly keyStore: KeyStore;
  /** Others that this machine has: what was kept there once can be read. */
  readonly otherStores?: readonly KeyStore[];
  readonly access: TerminalAccess;
  /** From the configuration, for a terminal that is not enrolled. */
  readonly key: string | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

type Current = NonNullable<IdentityFile['current']> & { readonly opened: KeyObject };

export function createIdentity({
  file,
  keyStore,
  otherStores = [],
  access,
  key,
  clock,
  log,
}: IdentityOptions): Identity {
  const listeners = new Set<() => void>();
  const given = key === null ? null : keyCredentials(key);
  const found = readIdentity(file);
  let kept = found.ok ? found.value : NOBODY;
  moveToBetterStore();
  let current = open(kept.current);
  let unreadable = !found.ok || (kept.current !== null && current === null);
  let trouble: IdentityFacts['trouble'] = null;
  let skew: number | null = null;
  let enrolling: Promise<Result<void, EnrolFailure>> | null = null;
  if (unreadable) log.write('identity.unreadable', {});

  function changed(): void {
    for (const listener of listeners) listener();
  }

  /**
   * Keys of a time without this store; where it does not take them, they stay where they are, and as good as they were.
   */
  function moveToBetterStore(): void {
    if (keyStore.kind === 'file') return;
    const moved = (one: KeptKey): KeptKey => {
      const opened = betterThan(keyStore.kind, one.store) ? openKey(one) : null;
      const secret = opened === null ? null : protectSurely(keyStore, pemOf(opened));
      if (secret?.ok !== true) return one;
      const onceClear = one.store === 'file' || one.onceClear === true;
      return { store: keyStore.kind, secret: secret.value, ...(onceClear ? { onceClear } : {}) };
    };
    const next: IdentityFile = {
      ...kept,
      current: kept.current === null ? null : { ...kept.current, key: moved(kept.current.key) },
      pending: kept.pending === null ? null : moved(kept.pending),
    };
    if (next.current?.key.store === kept.current?.key.store && next.pending?.store === kept.pending?.store) return;
    if (!writeIdentity(file, next)) return;
    kept = next;
    log.write('identity.moved', { keyStore: keyStore.kind });
  }

  function openKey({ store, secret }: KeptKey): KeyObject | null {
    // One in a key store that is gone is lost.
    const pem = [keyStore, ...otherStores, fileKeyStore].find(({ kind }) => kind === store)?.unprotect(secret);
    if (pem?.ok !== true) return null;
    try {
      return createPrivateKey(pem.value);
    } catch {
      return null;
    }
  }

  function open(from: IdentityFile['current']): Current | null {
    const opened = from === null ? null : openKey(from.key);
    return from === null || opened === null ? null : { ...from, opened };
  }

  const tokens = tokenCredentials({
    now: () => clock.now(),
    async ask() {
      if (current === null) return err({ kind: 'refused', reason: 'not-enrolled' });
      const answer = await access.token(
        signAssertion({ key: current.opened, terminal: current.terminal, audience: access.audience, now: clock.now() }),
      );
      note(answer.ok ? null : answer.error);
      return answer;
    },
  });

  function note(failure: RegisterFailure | null): void {
    const was = trouble;
    if (failure === null) trouble = null;
    else if (failure.kind === 'refused') trouble = failure.reason === 'terminal-revoked' ? 'revoked' : 'unknown';
    else if (failure.kind === 'invalid-request' && failure.fields.includes('client_assertion.aud')) trouble = 'address';
    else if (failure.kind === 'clock-skew') noteClock(failure.seconds);
    if (trouble === was) return;
    if (trouble !== null) log.write('identity.refused', { reason: trouble });
    changed();
  }

  function noteClock(seconds: number): void {
    const next = Math.abs(seconds) > ASSERTION.skew ? seconds : null;
    if (next !== null && skew === null) log.write('clock.differs', { seconds });
    if (next === null && skew !== null) log.write('clock.agrees', {});
    if (next === skew) return;
    skew = next;
    changed();
  }

  /** A key whose code may have been used already is sent again: the register may know it. */
  function pendingKey(): { readonly opened: KeyObject; readonly key: KeptKey } | null {
    const earlier = kept.pending === null ? null : openKey(kept.pending);
    if (earlier !== null && kept.pending !== null) return { opened: earlier, key: kept.pending };
    const opened = newKeyPair();
    const secret = protectSurely(keyStore, pemOf(opened));
    if (!secret.ok) return null;
    const made: KeptKey = { store: keyStore.kind, secret: secret.value };
    const next: IdentityFile = { ...kept, pending: made };
    if (!writeIdentity(file, next)) return null;
    kept = next;
    return { opened, key: made };
  }

  async function enrolWith(code: string): Promise<Result<void, EnrolFailure>> {
    const pending = pendingKey();
    if (pending === null) return err('not-kept');
    const answer = await access.enrol({ code, key: publicJwk(pending.opened) });
    if (!answer.ok) return err(failureOf(answer.error));
    const { terminal, name, signingKey, now } = answer.value;
    const next: IdentityFile = {
      version: 1,
      current: { terminal, name, signingKey, enrolledAt: now, key: pending.key },
      pending: null,
    };
    if (!writeIdentity(file, next)) return err('not-kept');
    kept = next;
    current = open(next.current);
    unreadable = false;
    trouble = null;
    tokens.forget();
    noteClock(Math.round((Date.parse(now) - clock.now()) / 1_000));
    return ok(undefined);
  }

  return {
    facts: () => ({
      state: current !== null ? 'enrolled' : given !== null ? 'key-file' : unreadable ? 'unreadable' : 'none',
      name: current?.name ?? null,
      terminal: current?.terminal ?? null,
      enrolledAt: current?.enrolledAt ?? null,
      keyStore: current?.key.store ?? null,
      onceClear: current?.key.onceClear ?? false,
      fingerprint: current === null ? null : fingerprint(current.opened),
      signingKey: current?.signingKey ?? null,
      trouble,
      skew,
    }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    credentials: {
      // A terminal that was enrolled needs its key file no more; the register has forgotten that key.
      token: () => (current === null && given !== null ? given : tokens).token(),
      refused: (token) => tokens.refused(token),
    },
    sign: (content) => (current === null ? null : signFile(content, current.opened)),
    noteClock,
    async enrol(code) {
      if (enrolling !== null) return enrolling;
      enrolling = enrolWith(code);
      const outcome = await enrolling.finally(() => void (enrolling = null));
      if (outcome.ok) log.write('identity.enrolled', { keyStore: keyStore.kind });
      else log.write('identity.not-enrolled', { reason: outcome.error });
      changed();
      return outcome;
    },
  };
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function failureOf(failure: RegisterFailure | { readonly kind: 'enrolment-refused' }): EnrolFailure {
  switch (failure.kind) {
    case 'enrolment-refused':
      return 'refused';
    case 'unreachable':
    case 'unavailable':
      return 'unreachable';
    case 'rate-limited':
      return failure.kind;
    default:
      return 'failed';
  }
}
