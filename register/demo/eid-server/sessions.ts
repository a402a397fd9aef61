/**
 * The sessions between relying party and client: known by two unguessable names, alive for ten minutes, their result
 * given once.
 */
import { randomBytes } from 'node:crypto';
import type { TimeSource } from '../../../base/clock.ts';
import type { EidAttribute } from './access-rights.ts';
import type { FailureReason } from './conversation.ts';
import type { EidData } from './personal-data.ts';

export const SESSION_MS = 600_000;
/** TR-03107-1: the eID function is of this level. */
export const LEVEL_HIGH = 'http://bsi.bund.de/eID/LoA/hoch';

export type EidSessionState =
  | { state: 'pending' }
  | { state: 'failed'; reason: FailureReason | 'expired' }
  | { state: 'authenticated'; data: EidData; levelOfAssurance: typeof LEVEL_HIGH };

export interface SessionRequest {
  readonly attributes: readonly EidAttribute[];
  readonly optional: readonly EidAttribute[];
  readonly transactionInfo: string;
  /** For the refresh address. */
  readonly nonce: string;
}

export interface Session extends SessionRequest {
  /** Known to the relying party only. */
  readonly id: string;
  /** The client's name for it: SessionIdentifier of the TcToken. */
  readonly identifier: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  state: EidSessionState;
  /** The TcToken was handed out; there is no second one. */
  fetched: boolean;
}

export interface Sessions {
  create(request: SessionRequest): Session;
  /** By its client's name, while it is pending. */
  pending(identifier: string): Session | undefined;
  end(
    session: Session,
    outcome: { readonly ok: true; readonly data: EidData } | { readonly ok: false; readonly reason: FailureReason },
  ): void;
  /** An outcome is given once and forgotten; a second request, or one for an unknown session, gets `expired`. */
  result(id: string): EidSessionState;
  /** Forgets everything. */
  clear(): void;
}

export function createSessions(clock: TimeSource, dropped: (session: Session) => void): Sessions {
  const byId = new Map<string, Session>();
  const byIdentifier = new Map<string, Session>();
  const drop = (session: Session): void => {
    byId.delete(session.id);
    byIdentifier.delete(session.identifier);
    dropped(session);
  };
  const expire = (): void => {
    for (const session of byId.values()) if (session.expiresAt <= clock.now()) drop(session);
  };
  return {
    create(request) {
      expire();
      const session: Session = {
        ...request,
        id: name(),
        identifier: name(),
        expiresAt: clock.now() + SESSION_MS,
        state: { state: 'pending' },
        fetched: false,
      };
      byId.set(session.id, session);
      byIdentifier.set(session.identifier, session);
      return session;
    },
    pending(identifier) {
      expire();
      const session = byIdentifier.get(identifier);
      return session?.state.state === 'pending' ? session : undefined;
    },
    end(session, outcome) {
      if (session.state.state !== 'pending') return;
      session.state = outcome.ok
        ? { state: 'authenticated', data: outcome.data, levelOfAssurance: LEVEL_HIGH }
        : { state: 'failed', reason: outcome.reason };
    },
    result(id) {
      expire();
      const session = byId.get(id);
      if (session === undefined) return { state: 'failed', reason: 'expired' };
      if (session.state.state !== 'pending') drop(session);
      return session.state;
    },
    clear() {
      for (const session of byId.values()) drop(session);
    },
  };
}

const name = (): string => randomBytes(24).toString('base64url');
