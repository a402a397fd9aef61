/**
 * A town's eID-Server by the eID-Interface of BSI TR-03130-1 (SOAP): useID begins a session, getResult asks what became
 * of it. What belongs to a session (its counter, its token) is in the memory of the register that began it, so a
 * terminal asks the same one.
 */
import { X509Certificate } from 'node:crypto';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { withNonce } from '../ports/eid-server.ts';
import type { EidServer, EidServerFailure, EidServerSession, EidSessionState } from '../ports/eid-server.ts';
import { LEVEL_HIGH, getResultRequest, readGetResult, readUseId, useIdRequest } from './messages.ts';
import type { OpenedSession, ReadResult, ServerError } from './messages.ts';
import type { SoapTransport, TransportFault } from './soap-transport.ts';
import { createTcTokens } from './tc-tokens.ts';
import { MESSAGE_LIFE, openMessage, signMessage } from './ws-security.ts';
import type { MessageFault, MessageSigner, OpenedMessage } from './ws-security.ts';

/**
 * Why the server's answer could not be used; for the operator. An error of the server's has its code:
 * `useID#tooManyOpenSessions`.
 */
export type EidTrouble = TransportFault | MessageFault | 'replayed' | 'other-level' | 'no-psk' | `error:${string}`;

export interface Tr03130Options {
  readonly transport: SoapTransport;
  readonly clock: TimeSource;
  readonly signer: MessageSigner;
  /** Signs the server's answers; nothing else is believed. */
  readonly server: X509Certificate;
  /**
   * Where the AusweisApp finds the TcToken, with `{token}` for its name: the register's public listener hands it out,
   * and the server must give a pre-shared key. A server that handed it out itself would name its own refresh address,
   * which brings no nonce back.
   */
  readonly tcTokenUrl: string;
  /** Where the AusweisApp meets the server, unless each session says so. */
  readonly serverAddress?: string | undefined;
  /** Where the AusweisApp goes at the end. */
  readonly refreshUrl: string;
  readonly communicationErrorUrl?: string | undefined;
  /** Milliseconds that the server keeps a session. */
  readonly sessionMs: number;
  /**
   * Ask for high assurance and insist on it. False for servers of version 2.0, which know no levels, and only cards.
   */
  readonly level: boolean;
  trouble?(trouble: EidTrouble): void;
}

export interface Tr03130Server extends EidServer {
  /** A TcToken of the register's own, once. */
  tcToken(name: string): string | null;
}

/** What the server says instead of a result, and what it means here (TR-03130-1, 3.4.1; TR-03112-1, 4.2). */
const REASONS: Readonly<Record<string, Extract<EidSessionState, { state: 'failed' }>['reason']>> = {
  'getResult#invalidSession': 'expired',
  'getResult#invalidCounter': 'expired',
  'getResult#deniedDocument': 'card',
  'getResult#invalidDocument': 'card',
  'sal#cancellationByUser': 'cancelled',
  'ifdl#cancellationByUser': 'cancelled',
  'sal/mEAC#DocumentValidityVerificationFailed': 'card',
  'dp#timeout': 'expired',
};

export function createTr03130Server(options: Tr03130Options): Tr03130Server {
  const { transport, clock, signer, server, tcTokenUrl, sessionMs, level, trouble = () => {} } = options;
  const tokens = createTcTokens(clock);
  const sessions = new Map<string, { counter: number; readonly expiresAt: number }>();
  /** Answers that were believed, by when they may be forgotten: what is older is stale anyway. */
  const seen = new Map<string, number>();

  async function exchange<T extends { readonly kind: string }>(
    content: string,
    read: (body: OpenedMessage['body']) => Result<T, 'malformed'>,
  ): Promise<Result<T, EidTrouble>> {
    const sent = await transport.send(signMessage(content, signer, clock.now()));
    if (!sent.ok) return sent;
    const now = clock.now();
    const opened = openMessage(sent.value, server, now);
    if (!opened.ok) return opened;
    const answer = read(opened.value.body);
    // An answer names no request. What says nothing but "not yet" may come twice alike; what gives something never
    // does.
    if (answer.ok && answer.value.kind !== 'error') {
      for (const [id, until] of seen) if (until <= now) seen.delete(id);
      if (seen.has(opened.value.id)) return err('replayed');
      seen.set(opened.value.id, now + 2 * MESSAGE_LIFE);
    }
    return answer;
  }

  const refuse = (why: EidTrouble): Result<never, EidServerFailure> => {
    trouble(why);
    return err('unavailable');
  };

  function begun(
    { session, serverAddress = options.serverAddress, psk }: OpenedSession,
    nonce: string,
  ): Result<EidServerSession, EidServerFailure> {
    const expiresAt = clock.now() + sessionMs;
    if (psk === undefined || serverAddress === undefined) return refuse('no-psk');
    const { communicationErrorUrl } = options;
    const refreshUrl = withNonce(options.refreshUrl, nonce);
    const name = tokens.keep(
      {
        serverAddress,
        sessionIdentifier: psk.id,
        refreshAddress: refreshUrl,
        psk: psk.key,
        ...(communicationErrorUrl === undefined ? {} : { communicationErrorAddress: communicationErrorUrl }),
      },
      expiresAt,
    );
    const url = tcTokenUrl.replace('{token}', name);
    for (const [id, { expiresAt: end }] of sessions) if (end <= clock.now()) sessions.delete(id);
    sessions.set(session, { counter: 0, expiresAt });
    return ok({ sessionId: session, tcTokenUrl: url, refreshUrl, expiresAt });
  }

  function ended(answer: ReadResult | ServerError): EidSessionState {
    if (answer.kind === 'error') {
      const reason = REASONS[answer.minor];
      if (reason === undefined) trouble(`error:${answer.minor}`);
      return { state: 'failed', reason: reason ?? 'client' };
    }
    if (level && answer.level !== LEVEL_HIGH) {
      trouble('other-level');
      return { state: 'failed', reason: 'card' };
    }
    return { state: 'authenticated', data: answer.data, levelOfAssurance: LEVEL_HIGH };
  }

  return {
    tcToken: (name) => tokens.take(name),
    async createSession({ attributes, optional = [], transactionInfo, nonce }) {
      const answer = await exchange<OpenedSession | ServerError>(
        useIdRequest({ required: attributes, optional, transactionInfo, level }),
        readUseId,
      );
      if (!answer.ok) return refuse(answer.error);
      return answer.value.kind === 'error' ? refuse(`error:${answer.value.minor}`) : begun(answer.value, nonce);
    },
    async result(sessionId) {
      const session = sessions.get(sessionId);
      if (session === undefined) return ok({ state: 'failed', reason: 'expired' });
      // Raised before each call, whether an answer comes or not: the server refuses a number that it saw before.
      session.counter += 1;
      const answer = await exchange<ReadResult | ServerError>(
        getResultRequest(sessionId, session.counter),
        readGetResult,
      );
      if (!answer.ok) return refuse(answer.error);
      if (answer.value.kind === 'error' && answer.value.minor === 'getResult#noResultYet')
        return ok({ state: 'pending' });
      // After any other answer the session is not used again (TR-03130-1, 3.2.2.1).
      sessions.delete(sessionId);
      return ok(ended(answer.value));
    },
  };
}
