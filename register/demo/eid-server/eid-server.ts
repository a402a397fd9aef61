/**
 * The demo town's eID-Server: a session for the register, a TcToken and PAOS for the client, and short cuts for a
 * simulated client.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TimeSource } from '../../../base/clock.ts';
import { escapeXml } from '../../server/eid/xml.ts';
import { withNonce } from '../../server/ports/eid-server.ts';
import type { EidAttribute } from './access-rights.ts';
import { certificateDescription } from './certificates.ts';
import { createConversation } from './conversation.ts';
import type { ProtocolHandler } from './conversation.ts';
import { newKeyPair } from './cryptography.ts';
import { PAOS_CONTENT_TYPE, parsePaos, writePaos } from './paos.ts';
import { sectorPublicKey } from './restricted-identification.ts';
import { createSessions } from './sessions.ts';
import type { EidSessionState, Session } from './sessions.ts';
import { createShortCuts } from './short-cuts.ts';
import type { Reply } from './short-cuts.ts';
import { makeTlsIdentity } from './tls.ts';

export type { EidAttribute } from './access-rights.ts';
export type { EidSessionState } from './sessions.ts';

export interface EidSessionRequest {
  readonly attributes: readonly EidAttribute[];
  readonly optional?: readonly EidAttribute[];
  /** Shown to the visitor by the client, beside the provider's own words. */
  readonly transactionInfo: string;
  /** Goes with the client to the refresh address, and nowhere else. */
  readonly nonce: string;
}

export interface EidSession {
  readonly sessionId: string;
  readonly tcTokenUrl: string;
  /** Origin and path to which the client is sent at the end, without what it carries there. */
  readonly refreshUrl: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface DemoEidServer {
  /** Origin, `https://…`, no slash at its end. */
  readonly url: string;
  /**
   * PEM of the self-signed TLS certificate, for clients other than the AusweisApp (which finds its hash in the
   * provider's certificate).
   */
  readonly certificate: string;
  createSession(request: EidSessionRequest): Promise<EidSession>;
  result(sessionId: string): EidSessionState;
  stop(): Promise<void>;
}

export interface DemoEidServerOptions {
  /** Name or address that the server listens on and that stands in its addresses; `localhost` if not given. */
  readonly host?: string;
  /** Not given: any free one. */
  readonly port?: number;
  readonly clock: TimeSource;
  readonly provider: {
    readonly name: string;
    /** Of the provider's site. It stands in the terms: the certificate's own address must be the server's. */
    readonly url?: string;
    readonly purpose: string;
    readonly termsOfUsage: string;
  };
}

const ISSUER = { issuerName: 'Demo-Berechtigungszertifikate', issuerUrl: 'https://localhost' };
const BODY_LIMIT = 256 * 1024;
/** Milliseconds for a request to arrive. */
const REQUEST_MS = 10_000;

export async function startDemoEidServer({
  host = 'localhost',
  port = 0,
  clock,
  provider,
}: DemoEidServerOptions): Promise<DemoEidServer> {
  const tls = await makeTlsIdentity(host, clock.now());
  const sector = sectorPublicKey(newKeyPair().point);
  const conversations = new Map<string, ProtocolHandler>();
  /** The id of a request of ours that waits for its answer → the session it belongs to. */
  const awaited = new Map<string, string>();
  const sessions = createSessions(clock, ({ identifier }) => {
    conversations.delete(identifier);
    for (const [messageId, owner] of awaited) if (owner === identifier) awaited.delete(messageId);
  });

  // A client resumes the session in which it fetched the TcToken (TR-03124-1, 2.4.2); later versions of TLS hide
  // whether it did.
  const server = createServer(
    { key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
    (request, response) => void answer(request, response),
  );
  server.requestTimeout = REQUEST_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const url = `https://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
  const described = { ...ISSUER, subjectName: provider.name, subjectUrl: url, termsOfUsage: termsOf(provider) };
  const description = certificateDescription({ ...described, tlsHashes: [tls.hash] });
  const shortCuts = createShortCuts({
    sessions,
    clock,
    described: { ...described, purpose: provider.purpose },
    refreshAddress,
  });

  function refreshAddress(session: Session): string {
    return withNonce(`${url}/refresh?session=${session.identifier}`, session.nonce);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await receive(request) : '';
    const reply = body === undefined ? { status: 413, type: 'text/plain', body: '' } : route(request, body);
    response
      .writeHead(reply.status, {
        'content-type': reply.type,
        'cache-control': 'no-store',
        'content-length': Buffer.byteLength(reply.body),
      })
      .end(reply.body);
  }

  function route(request: IncomingMessage, body: string): Reply {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    switch (`${request.method} ${pathname}`) {
      case 'GET /tctoken':
        return tcToken(searchParams.get('session') ?? '');
      case 'POST /paos':
        return paos(body);
      case 'GET /refresh':
      case 'GET /communication-error':
        return { status: 200, type: 'text/plain; charset=utf-8', body: 'Bitte schauen Sie auf das Terminal.\n' };
      case 'GET /simulated-session':
        return shortCuts.session(searchParams.get('session') ?? '');
      case 'POST /simulated-card':
        return shortCuts.card(body);
      case 'POST /simulated-end':
        return shortCuts.end(body);
      default:
        return NOT_FOUND;
    }
  }

  function tcToken(identifier: string): Reply {
    const session = sessions.pending(identifier);
    if (session === undefined || session.fetched) return NOT_FOUND;
    session.fetched = true;
    const fields = [
      `<ServerAddress>${url}/paos</ServerAddress>`,
      `<SessionIdentifier>${identifier}</SessionIdentifier>`,
      `<RefreshAddress>${escapeXml(refreshAddress(session))}</RefreshAddress>`,
      `<CommunicationErrorAddress>${url}/communication-error</CommunicationErrorAddress>`,
      '<Binding>urn:liberty:paos:2006-08</Binding>',
    ];
    return {
      status: 200,
      type: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?><TCTokenType>${fields.join('')}</TCTokenType>`,
    };
  }

  function paos(body: string): Reply {
    const parsed = parsePaos(body);
    if (!parsed.ok) return { status: 400, type: 'text/plain', body: '' };
    const message = parsed.value;
    const identifier = message.type === 'StartPAOS' ? message.session : awaited.get(message.relatesTo ?? '');
    const session = identifier === undefined ? undefined : sessions.pending(identifier);
    if (session === undefined || (message.type === 'StartPAOS' && conversations.has(session.identifier)))
      return NOT_FOUND;
    let conversation = conversations.get(session.identifier);
    if (conversation === undefined) {
      const { attributes: required, optional, transactionInfo } = session;
      conversation = createConversation({
        required,
        optional,
        transactionInfo,
        certificateDescription: description,
        sectorPublicKey: sector,
      });
      conversations.set(session.identifier, conversation);
    }
    awaited.delete(message.relatesTo ?? '');
    const step = conversation.take(message, clock.now());
    const messageId = `urn:uuid:${randomUUID()}`;
    if (step.end === undefined) awaited.set(messageId, session.identifier);
    else sessions.end(session, step.end);
    return {
      status: 200,
      type: PAOS_CONTENT_TYPE,
      body: writePaos(step.send, { messageId, relatesTo: message.messageId }),
    };
  }

  return {
    url,
    certificate: tls.certificate,
    async createSession({ attributes, optional = [], transactionInfo, nonce }) {
      const session = sessions.create({
        attributes,
        optional: optional.filter((attribute) => !attributes.includes(attribute)),
        transactionInfo,
        nonce,
      });
      return {
        sessionId: session.id,
        tcTokenUrl: `${url}/tctoken?session=${session.identifier}`,
        refreshUrl: `${url}/refresh`,
        expiresAt: session.expiresAt,
      };
    },
    result: (sessionId) => sessions.result(sessionId),
    async stop() {
      sessions.clear();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * In the form from which clients take their headings: the provider's address, and the purpose that § 18 (4) PAuswG
 * wants shown.
 */
function termsOf({ name, url, termsOfUsage, purpose }: DemoEidServerOptions['provider']): string {
  const provider = [
    'Name, Anschrift und E-Mail-Adresse des Diensteanbieters:',
    name,
    ...(url === undefined ? [] : [url]),
  ].join('\n');
  return `${provider}\n\n${termsOfUsage}\n\nZweck des Auslesevorgangs:\n${purpose}\n`;
}

const NOT_FOUND: Reply = { status: 404, type: 'text/plain', body: '' };

/** The body as text; undefined when it is too long. */
async function receive(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= BODY_LIMIT) parts.push(part);
  }
  return length > BODY_LIMIT ? undefined : Buffer.concat(parts).toString('utf8');
}
