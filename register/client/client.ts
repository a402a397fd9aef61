/**
 * The terminal's side of the wire contract. Runs in Node 18: global `fetch`, `AbortSignal.timeout`, nothing of Node's
 * modules.
 */
import {
  ASSERTION_TYPE,
  CONTRACT_HEADER,
  CONTRACT_VERSION,
  EDITION_HEADER,
  SIGNATURE_HEADER,
  Catalogue,
  CatalogueV2,
  CaseStatus,
  DocumentStatus,
  HeartbeatResponse,
  Enrolment,
  HelpAnswer,
  HelpCallResponse,
  InboxReceipt,
  Problem,
  ROUTES,
  SERVICE_EXCHANGES,
  ShownSigningKey,
  StatusKeys,
  StatusPage,
  TokenAnswer,
} from '../contract/contract.ts';
import { CatalogueDelta } from '../contract/catalogue-delta.ts';
import type { z } from 'zod';
import type {
  CaseStatusRequest,
  DocumentStatusRequest,
  EnrolmentRequest,
  HeartbeatRequest,
  HelpAnswerRequest,
  HelpCallRequest,
  HelpState,
  InboxRequest,
  ServiceRoute,
} from '../contract/contract.ts';
import { keyCredentials, type Credentials } from './credentials.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export type RegisterFailure =
  /** No answer in time, no connection, no such host, connection lost. */
  | { readonly kind: 'unreachable'; readonly reason: 'timeout' | 'connection' }
  /** This terminal has no key yet, or its key is unknown there, or was revoked: staff must enrol the terminal. */
  | { readonly kind: 'refused'; readonly reason: 'terminal-unknown' | 'terminal-revoked' | 'not-enrolled' }
  /**
   * No token, because the clocks differ. `seconds`: by which the register's is ahead of ours; negative where it is
   * behind.
   */
  | { readonly kind: 'clock-skew'; readonly seconds: number }
  /** The register does not speak this terminal's version of the contract: the terminal must be updated. */
  | { readonly kind: 'contract-unsupported' }
  | { readonly kind: 'invalid-request'; readonly fields: readonly string[] }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** `until`: when it is planned to end, ISO 8601, where the register said so. */
  | { readonly kind: 'maintenance'; readonly until?: string }
  /** The register works, but cannot answer now: its database or the town's system is away, or it made a mistake. */
  | {
      readonly kind: 'unavailable';
      /** It failed at this very request (500): another one may get through. */ readonly mistake?: true;
    }
  /** The register understood, and will not do it. */
  | { readonly kind: 'declined'; readonly reason: DeclinedReason }
  /** What came back is not an answer of the contract. */
  | { readonly kind: 'protocol'; readonly reason: 'status' | 'content-type' | 'too-large' | 'not-json' | 'schema' };

const DECLINED = [
  'signed-out',
  'conflict',
  'key-reused',
  'void',
  'not-possible',
  'fee-differs',
  'not-found',
  'key-missing',
  'in-progress',
  'not-decipherable',
  'precondition-failed',
] as const;
export type DeclinedReason = (typeof DECLINED)[number];

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

export interface RegisterClientOptions {
  /** `http:` or `https:`, with an optional path before the contract's routes. */
  readonly baseUrl: string;
  /** What the terminal shows who it is with; a text is a key that holds for ever. */
  readonly credentials?: string | Credentials;
  /** The same, where it is a key. */
  readonly key?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for a whole exchange, 1 to 600,000. A token that has to be asked for before has its own. */
  readonly timeoutMs: number;
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

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** `waitSeconds`: so much longer than others the answer may take, because the register was asked to wait. */
type Route = { readonly method: string; readonly path: string; readonly waitSeconds?: number };

/** Smallest part of a Zod schema that is needed here. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

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
        catalogue: { sealingKeys: [], ...parsed.value },
      });
    },
    // A register of contract version 2 has no such routes, and says so.
    signingKey: () => askOptional(ROUTES.signingKey, ShownSigningKey, undefined, ANSWER_LIMIT),
    statusKeys: () => askOptional(ROUTES.statusKeys, StatusKeys, {}, ANSWER_LIMIT),
    statusPage: (request) => askOptional(ROUTES.statusPage, StatusPage, request, PAGE_LIMIT),
    documentStatus: (request) => ask(ROUTES.documentStatus, DocumentStatus, request),
    async heartbeat({ outbox, jobs, versions, ...request }) {
      const asked = now();
      // A register of contract version 2 knows nothing of these.
      const since3 =
        contractVersion < 3
          ? {}
          : {
              ...(outbox === undefined ? {} : { outbox }),
              ...(jobs === undefined ? {} : { jobs }),
              ...(versions === undefined ? {} : { versions }),
            };
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
    ...helpExchanges(ask, askOptional),
  };
}

type Ask = <T>(route: Route, schema: Schema<T>, request: unknown) => Promise<Result<T, RegisterFailure>>;
type AskBounded = <T>(
  route: Route,
  schema: Schema<T>,
  request: unknown,
  limit: number,
) => Promise<Result<T, RegisterFailure>>;

const helpExchanges = (
  ask: Ask,
  askOptional: AskBounded,
): Pick<RegisterClient, 'helpCall' | 'helpAnswer' | 'endHelp'> => ({
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

export interface TerminalAccessOptions extends Pick<RegisterClientOptions, 'baseUrl' | 'fetch' | 'timeoutMs' | 'now'> {}

/** What a terminal asks before it has a token. */
export interface TerminalAccess {
  /** Where assertions go: what they are for. */
  readonly audience: string;
  /** The same code with the same key gives the same answer again. */
  enrol(
    request: z.input<typeof EnrolmentRequest>,
  ): Promise<Result<Enrolment, RegisterFailure | { readonly kind: 'enrolment-refused' }>>;
  token(assertion: string): Promise<Result<TokenAnswer, RegisterFailure>>;
}

/** Throws like {@link createRegisterClient}. */
export function createTerminalAccess({ now = Date.now, ...options }: TerminalAccessOptions): TerminalAccess {
  const send = createSender(options);
  return {
    audience: prefixOf(options.baseUrl) + ROUTES.token.path,
    async enrol(request) {
      const answer = await send(
        ROUTES.enrolment,
        ANSWER_LIMIT,
        { 'content-type': 'application/json' },
        JSON.stringify(request),
      );
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return parse(answer.value, Enrolment);
      return codeOf(answer.value) === 'enrolment-refused'
        ? err({ kind: 'enrolment-refused' })
        : err(toFailure(answer.value, now));
    },
    async token(assertion) {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: assertion,
      });
      const answer = await send(
        ROUTES.token,
        ANSWER_LIMIT,
        { 'content-type': 'application/x-www-form-urlencoded' },
        form.toString(),
      );
      if (!answer.ok) return answer;
      return answer.value.status === 200 ? parse(answer.value, TokenAnswer) : err(toFailure(answer.value, now));
    },
  };
}

type Send = (
  route: Route,
  limit: number,
  headers: Record<string, string>,
  body: string | undefined,
) => Promise<Result<Answer, RegisterFailure>>;

/** One request and its answer. */
function createSender({
  baseUrl,
  timeoutMs,
  fetch = globalThis.fetch,
}: Pick<RegisterClientOptions, 'baseUrl' | 'fetch' | 'timeoutMs'>): Send {
  const prefix = prefixOf(baseUrl);
  if (!(timeoutMs >= 1 && timeoutMs <= 600_000)) throw new RangeError('timeoutMs must be from 1 to 600000.');
  return async (route, limit, headers, body) => {
    const signal = AbortSignal.timeout(timeoutMs + (route.waitSeconds ?? 0) * 1_000);
    try {
      const response = await fetch(prefix + route.path, {
        method: route.method,
        signal,
        // A redirect would carry the key and the number elsewhere.
        redirect: 'manual',
        cache: 'no-store',
        headers: { accept: 'application/json, application/problem+json', ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const text = await readBounded(response, limit);
      return text.ok ? ok({ status: response.status, headers: response.headers, body: text.value }) : text;
    } catch {
      return err({ kind: 'unreachable', reason: signal.aborted ? 'timeout' : 'connection' });
    }
  };
}

function prefixOf(baseUrl: string): string {
  const base = new URL(baseUrl);
  if (base.protocol !== 'http:' && base.protocol !== 'https:')
    throw new TypeError('baseUrl must begin with http: or https:.');
  return base.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
}

/** Reads a body of at most `limit` bytes; what is larger is not read to its end. */
async function readBounded(response: Response, limit: number): Promise<Result<string, RegisterFailure>> {
  if (!response.body) return ok('');
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return ok(text + decoder.decode());
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      return err({ kind: 'protocol', reason: 'too-large' });
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parse<T>({ headers, body }: Answer, schema: Schema<T>): Result<T, RegisterFailure> {
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? ''))
    return err({ kind: 'protocol', reason: 'content-type' });
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return err({ kind: 'protocol', reason: 'not-json' });
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err({ kind: 'protocol', reason: 'schema' });
}

/**
 * What an answer other than 200 means. One that is no problem document of ours came from something between: a proxy,
 * another server.
 */
function toFailure({ status, headers, body }: Answer, now: () => number = Date.now): RegisterFailure {
  const problem = readProblem(headers, body);
  if (!problem)
    return status === 502 || status === 503 || status === 504
      ? { kind: 'unavailable' }
      : { kind: 'protocol', reason: 'status' };
  const code = problem.type.slice('urn:foyer:problem:'.length);
  switch (code) {
    case 'terminal-unknown':
    case 'terminal-revoked':
      return { kind: 'refused', reason: code };
    // A token that is over is asked for anew; one that is over at once comes from a register that does not know its
    // terminal.
    case 'token-expired':
      return { kind: 'refused', reason: 'terminal-unknown' };
    case 'clock-skew':
      return problem.now === undefined
        ? { kind: 'protocol', reason: 'schema' }
        : { kind: code, seconds: Math.round((Date.parse(problem.now) - now()) / 1_000) };
    case 'contract-unsupported':
      return { kind: code };
    case 'invalid-request':
      return { kind: code, fields: (problem.errors ?? []).map((error) => error.field) };
    case 'rate-limited':
      return { kind: code, retryAfterSeconds: retryAfter(headers) };
    case 'maintenance':
      return { kind: code, ...(problem.until === undefined ? {} : { until: problem.until }) };
    case 'unavailable':
      return { kind: 'unavailable' };
    case 'internal':
      return { kind: 'unavailable', mistake: true };
    default:
      return { kind: 'protocol', reason: 'status' };
  }
}

/** What is for the services only. */
function toDeclined({ headers, body }: Answer): RegisterFailure | undefined {
  const reason = readProblem(headers, body)?.type.slice('urn:foyer:problem:'.length);
  const known = DECLINED.find((one) => one === reason);
  return known === undefined ? undefined : { kind: 'declined', reason: known };
}

const codeOf = ({ headers, body }: Answer): string | undefined =>
  readProblem(headers, body)?.type.slice('urn:foyer:problem:'.length);

/** Not `signed-out`, which is a 401 too. */
const isTokenRefused = (answer: Answer): boolean =>
  answer.status === 401 && ['token-expired', 'terminal-unknown'].includes(codeOf(answer) ?? '');

function readProblem(headers: Headers, body: string): Problem | undefined {
  if (!/^application\/problem\+json\b/i.test(headers.get('content-type') ?? '')) return undefined;
  try {
    const parsed = Problem.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, 1 to 86,400; 60 where the header is missing or no number. */
function retryAfter(headers: Headers): number {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(86_400, Math.max(1, Number(text))) : 60;
}
