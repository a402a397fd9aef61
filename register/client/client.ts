/**
 * The terminal's side of the wire contract. Runs in Node 18: global `fetch`, `AbortSignal.timeout`, nothing of Node's
 * modules.
 */
import {
  CONTRACT_HEADER,
  CONTRACT_VERSION,
  EDITION_HEADER,
  SIGNATURE_HEADER,
  Catalogue,
  CatalogueV2,
  CaseStatus,
  DocumentStatus,
  HeartbeatResponse,
  HelpAnswer,
  HelpCallResponse,
  InboxReceipt,
  READINESS_EXCHANGES,
  ROUTES,
  SERVICE_EXCHANGES,
  ShownSigningKey,
  StatusKeys,
  StatusPage,
} from '../contract/contract.ts';
import { CatalogueDelta } from '../contract/catalogue-delta.ts';
import type { z } from 'zod';
import type {
  CaseStatusRequest,
  DocumentStatusRequest,
  HeartbeatRequest,
  HelpAnswerRequest,
  HelpCallRequest,
  HelpState,
  InboxRequest,
  ReadinessReportAnswer,
  ReadinessReportRequest,
  ServiceRoute,
} from '../contract/contract.ts';
import { codeOf, isTokenRefused, toDeclined, toFailure, type RegisterFailure } from './failure.ts';
import { createSender, parse, type Answer, type Route, type Schema, type SenderOptions } from './send.ts';
import { keyCredentials, type Credentials } from './credentials.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export type { RegisterFailure } from './failure.ts';

export type ServiceRequest<R extends ServiceRoute> = z.input<(typeof SERVICE_EXCHANGES)[R]['request']>;
export type ServiceAnswer<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['answer']>;

export type CatalogueAnswer =
  | { readonly kind: 'unchanged'; readonly edition: string | null }
  /**
   * `etag` is for the next request, as it is. `signed`: what the register signed and its signature, for a caller that
   * knows its key; a register of contract version 2 signs nothing. `edition`: the statement that it is the one in
   * force, as it came.
   */
  | {
      readonly kind: 'catalogue';
      readonly etag: string | null;
      readonly catalogue: Catalogue;
      readonly signed: Signed;
      readonly edition: string | null;
    }
  /** What changed since the edition that was named. */
  | {
      readonly kind: 'delta';
      readonly etag: string | null;
      readonly delta: CatalogueDelta;
      readonly signed: Signed;
      readonly edition: string | null;
    };
export interface Signed {
  readonly body: string;
  readonly signature: string | null;
}

export interface RegisterClientOptions extends SenderOptions {
  /** What the terminal shows who it is with; a text is a key that holds for ever. */
  readonly credentials?: string | Credentials;
  /** The same, where it is a key. */
  readonly key?: string;
  /** Milliseconds since the epoch; default: this machine's clock. */
  readonly now?: () => number;
  /** Called with each sign of life: by how many seconds the register's clock is ahead of ours. */
  readonly onClock?: (seconds: number) => void;
  /** Version that this terminal speaks: {@link CONTRACT_VERSION} or the one before it. */
  readonly contractVersion?: number;
}

export interface RegisterClient {
  /**
   * `etag` as the last answer gave it. `since`: version of the edition that is there already; without it the whole
   * comes.
   */
  catalogue(etag?: string, since?: string): Promise<Result<CatalogueAnswer, RegisterFailure>>;
  /** Whose signatures are on what terminals keep. */
  signingKey(): Promise<Result<ShownSigningKey, RegisterFailure>>;
  statusKeys(): Promise<Result<StatusKeys, RegisterFailure>>;
  statusPage(request: {
    readonly epoch: number;
    readonly after: number;
    readonly limit: number;
  }): Promise<Result<StatusPage, RegisterFailure>>;
  documentStatus(request: DocumentStatusRequest): Promise<Result<DocumentStatus, RegisterFailure>>;
  heartbeat(request: HeartbeatRequest): Promise<Result<HeartbeatResponse, RegisterFailure>>;
  helpCall(request: HelpCallRequest): Promise<Result<{ acceptedAt: string }, RegisterFailure>>;
  /**
   * What the office says of a call, as soon as it is another than `known`; the answer may take `waitSeconds` longer.
   * `declined` as `not-found`: the register knows no such call, or no answers.
   */
  helpAnswer(request: HelpAnswerRequest): Promise<Result<HelpState, RegisterFailure>>;
  endHelp(key: string): Promise<Result<HelpState, RegisterFailure>>;
  /**
   * The same report sent again is answered alike. `declined` as `not-found`: there is no such order, or the register
   * takes no reports.
   */
  readinessReport(request: ReadinessReportRequest): Promise<Result<ReadinessReportAnswer, RegisterFailure>>;
  /** `key`: a UUID; the same request sent again with it is registered once, and answered alike. */
  inbox(key: string, request: InboxRequest): Promise<Result<InboxReceipt, RegisterFailure>>;
  /** `declined` as `not-found`: no such case, or another secret. */
  caseStatus(request: z.input<typeof CaseStatusRequest>): Promise<Result<CaseStatus, RegisterFailure>>;
  /** One exchange of the services that begin with a sign-in. */
  call<R extends ServiceRoute>(
    route: R,
    request: ServiceRequest<R>,
  ): Promise<Result<ServiceAnswer<R>, RegisterFailure>>;
}

/** Bytes of an answer's body at most, as they are after decompression. */
const CATALOGUE_LIMIT = 16 * 1024 * 1024;
const ANSWER_LIMIT = 64 * 1024;
const PAGE_LIMIT = 1024 * 1024;
const DOCUMENT_LIMIT = 8 * 1024 * 1024;

/** Throws a `RangeError` or `TypeError` for options that can never work; every failure of an exchange is a value. */
export function createRegisterClient(options: RegisterClientOptions): RegisterClient {
  const { contractVersion = CONTRACT_VERSION, now = Date.now, onClock } = options;
  const send = createSender(options);
  const given = options.credentials ?? options.key;
  if (given === undefined) throw new TypeError('credentials are missing.');
  const credentials = typeof given === 'string' ? keyCredentials(given) : given;

  /** What the register was last found to understand: it may be one version behind, and catch up at any time. */
  let speaks = contractVersion;
  const exchange = async (...request: Parameters<typeof exchangeAs>): Promise<Result<Answer, RegisterFailure>> => {
    // The terminal comes back to its own version with every look for a new catalogue.
    if (request[0].path.startsWith(ROUTES.catalogue.path)) speaks = contractVersion;
    const answer = await exchangeAs(...request);
    if (!answer.ok || speaks !== contractVersion || codeOf(answer.value) !== 'contract-unsupported') return answer;
    speaks = contractVersion - 1;
    return exchangeAs(...request);
  };
  const exchangeAs = async (
    route: Route,
    limit: number,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Result<Answer, RegisterFailure>> => {
    const sendWith = (token: string) =>
      send(
        route,
        limit,
        {
          authorization: `Bearer ${token}`,
          [CONTRACT_HEADER]: String(speaks),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body === undefined ? undefined : JSON.stringify(body),
      );
    const token = await credentials.token();
    if (!token.ok) return token;
    const answer = await sendWith(token.value);
    if (!answer.ok || !isTokenRefused(answer.value)) return answer;
    // Nothing was done with that request: it was refused before its body was read. Once: a register that refuses a
    // fresh token means it.
    credentials.refused(token.value);
    const next = await credentials.token();
    if (!next.ok) return next;
    return next.value === token.value ? answer : sendWith(next.value);
  };

  const ask = async <T>(
    route: { method: string; path: string },
    schema: Schema<T>,
    request: unknown,
  ): Promise<Result<T, RegisterFailure>> => {
    const answer = await exchange(route, ANSWER_LIMIT, request);
    if (!answer.ok) return answer;
    return answer.value.status === 200 ? parse(answer.value, schema) : err(toFailure(answer.value));
  };

  /** What not every register has: there, it is declined as `not-found`. */
  const askOptional = async <T>(
    route: Route,
    schema: Schema<T>,
    request: unknown,
    limit: number,
    headers: Record<string, string> = {},
  ): Promise<Result<T, RegisterFailure>> => {
    const answer = await exchange(route, limit, request, headers);
    if (!answer.ok) return answer;
    return answer.value.status === 200
      ? parse(answer.value, schema)
      : err(toDeclined(answer.value) ?? toFailure(answer.value));
  };

  return {
    async catalogue(etag, since) {
      const path =
        since === undefined || contractVersion < 3
          ? ROUTES.catalogue.path
          : `${ROUTES.catalogue.path}?since=${encodeURIComponent(since)}`;
      const answer = await exchange(
        { ...ROUTES.catalogue, path },
        CATALOGUE_LIMIT,
        undefined,
        etag === undefined ? {} : { 'if-none-match': etag },
      );
      if (!answer.ok) return answer;
      const edition = answer.value.headers.get(EDITION_HEADER);
      if (answer.value.status === 304 && etag !== undefined) return ok({ kind: 'unchanged', edition });
      if (answer.value.status !== 200) return err(toFailure(answer.value));
      const etagNow = answer.value.headers.get('etag');
      const signed = { body: answer.value.body, signature: answer.value.headers.get(SIGNATURE_HEADER) };
      if (since !== undefined && answer.value.body.startsWith('{"base":')) {
        const delta = parse(answer.value, CatalogueDelta);
        return delta.ok ? ok({ kind: 'delta', etag: etagNow, delta: delta.value, signed, edition }) : delta;
      }
      const parsed = speaks < 3 ? parse(answer.value, CatalogueV2) : parse(answer.value, Catalogue);
      if (!parsed.ok) return parsed;
      return ok({
        kind: 'catalogue',
        etag: etagNow,
        signed,
        edition,
        catalogue: { legal: [], sealingKeys: [], ...parsed.value },
      });
    },
    // A register of contract version 2 has no such routes, and says so.
    signingKey: () => askOptional(ROUTES.signingKey, ShownSigningKey, undefined, ANSWER_LIMIT),
    statusKeys: () => askOptional(ROUTES.statusKeys, StatusKeys, {}, ANSWER_LIMIT),
    statusPage: (request) => askOptional(ROUTES.statusPage, StatusPage, request, PAGE_LIMIT),
    documentStatus: (request) => ask(ROUTES.documentStatus, DocumentStatus, request),
    async heartbeat({ outbox, jobs, versions, reporting, ...request }) {
      const asked = now();
      // A register of contract version 2 knows nothing of these. What is undefined is not sent.
      const since3 = contractVersion < 3 ? {} : { outbox, jobs, versions, reporting };
      const answer = await ask(ROUTES.heartbeat, HeartbeatResponse, { ...request, ...since3 });
      // What the way took lies on both sides of the register's answer.
      if (answer.ok) onClock?.(Math.round((Date.parse(answer.value.now) - (asked + now()) / 2) / 1_000));
      return answer;
    },
    inbox: (key, request) => askOptional(ROUTES.inbox, InboxReceipt, request, ANSWER_LIMIT, { 'idempotency-key': key }),
    caseStatus: (request) => askOptional(ROUTES.caseStatus, CaseStatus, request, ANSWER_LIMIT),
    async call(route, request) {
      const answer = await exchange(ROUTES[route], route === 'document' ? DOCUMENT_LIMIT : ANSWER_LIMIT, request);
      if (!answer.ok) return answer;
      if (answer.value.status === 200)
        return parse(answer.value, SERVICE_EXCHANGES[route].answer as unknown as Schema<ServiceAnswer<typeof route>>);
      return err(toDeclined(answer.value) ?? toFailure(answer.value));
    },
    ...deskExchanges(ask, askOptional),
  };
}

type Ask = <T>(route: Route, schema: Schema<T>, request: unknown) => Promise<Result<T, RegisterFailure>>;
type AskBounded = <T>(
  route: Route,
  schema: Schema<T>,
  request: unknown,
  limit: number,
) => Promise<Result<T, RegisterFailure>>;

const deskExchanges = (
  ask: Ask,
  askOptional: AskBounded,
): Pick<RegisterClient, 'helpCall' | 'helpAnswer' | 'endHelp' | 'readinessReport'> => ({
  readinessReport: (request) =>
    askOptional(ROUTES.readinessReport, READINESS_EXCHANGES.readinessReport.answer, request, ANSWER_LIMIT),
  async helpCall(request) {
    const answer = await ask(ROUTES.helpCall, HelpCallResponse, request);
    if (!answer.ok) return answer;
    // An answer to another call is none.
    return answer.value.key === request.key
      ? ok({ acceptedAt: answer.value.acceptedAt })
      : err({ kind: 'protocol', reason: 'schema' });
  },
  async helpAnswer(request) {
    const route = { ...ROUTES.helpAnswer, waitSeconds: request.waitSeconds };
    const answer = await askOptional(route, HelpAnswer, request, ANSWER_LIMIT);
    return answer.ok ? ok(answer.value.state) : answer;
  },
  async endHelp(key) {
    const answer = await askOptional(ROUTES.endHelp, HelpAnswer, { key }, ANSWER_LIMIT);
    return answer.ok ? ok(answer.value.state) : answer;
  },
});
