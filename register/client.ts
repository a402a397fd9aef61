/**
 * The terminal's side of the wire contract. Runs in Node 18: global `fetch`, `AbortSignal.timeout`, nothing of Node's modules.
 */
import {
  CONTRACT_HEADER, CONTRACT_VERSION, Catalogue, CatalogueV2, DocumentStatus, HeartbeatResponse, HelpCallResponse, Problem, ROUTES, SERVICE_EXCHANGES,
} from './contract.ts';
import type { z } from 'zod';
import type { DocumentStatusRequest, HeartbeatRequest, HelpCallRequest, ServiceRoute } from './contract.ts';
import { err, ok } from './result.ts';
import type { Result } from './result.ts';

export type RegisterFailure =
  /** No answer in time, no connection, no such host, connection lost. */
  | { readonly kind: 'unreachable'; readonly reason: 'timeout' | 'connection' }
  /** This terminal's key is unknown there, or was revoked: staff must enrol the terminal. */
  | { readonly kind: 'refused'; readonly reason: 'terminal-unknown' | 'terminal-revoked' }
  /** The register does not speak this terminal's version of the contract: the terminal must be updated. */
  | { readonly kind: 'contract-unsupported' }
  | { readonly kind: 'invalid-request'; readonly fields: readonly string[] }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  /** `until`: when it is planned to end, ISO 8601, where the register said so. */
  | { readonly kind: 'maintenance'; readonly until?: string }
  /** The register works, but cannot answer now: its database or the town's system is away, or it made a mistake. */
  | { readonly kind: 'unavailable' }
  /** The register understood, and will not do it. */
  | { readonly kind: 'declined'; readonly reason: DeclinedReason }
  /** What came back is not an answer of the contract. */
  | { readonly kind: 'protocol'; readonly reason: 'status' | 'content-type' | 'too-large' | 'not-json' | 'schema' };

const DECLINED = ['signed-out', 'conflict', 'key-reused', 'void', 'not-possible', 'fee-differs', 'not-found'] as const;
export type DeclinedReason = (typeof DECLINED)[number];

export type ServiceRequest<R extends ServiceRoute> = z.input<(typeof SERVICE_EXCHANGES)[R]['request']>;
export type ServiceAnswer<R extends ServiceRoute> = z.output<(typeof SERVICE_EXCHANGES)[R]['answer']>;

export type CatalogueAnswer =
  | { readonly kind: 'unchanged' }
  /** `etag` is for the next request, as it is. */
  | { readonly kind: 'catalogue'; readonly etag: string | null; readonly catalogue: Catalogue };

export interface RegisterClientOptions {
  /** `http:` or `https:`, with an optional path before the contract's routes. */
  readonly baseUrl: string;
  /** The terminal's key. */
  readonly key: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for a whole exchange, 1 to 600,000. */
  readonly timeoutMs: number;
  /** Version that this terminal speaks: {@link CONTRACT_VERSION} or the one before it. */
  readonly contractVersion?: number;
}

export interface RegisterClient {
  /** `etag` as the last answer gave it. */
  catalogue(etag?: string): Promise<Result<CatalogueAnswer, RegisterFailure>>;
  documentStatus(request: DocumentStatusRequest): Promise<Result<DocumentStatus, RegisterFailure>>;
  heartbeat(request: HeartbeatRequest): Promise<Result<HeartbeatResponse, RegisterFailure>>;
  helpCall(request: HelpCallRequest): Promise<Result<{ acceptedAt: string }, RegisterFailure>>;
  /** One exchange of the services that begin with a sign-in. */
  call<R extends ServiceRoute>(route: R, request: ServiceRequest<R>): Promise<Result<ServiceAnswer<R>, RegisterFailure>>;
}

/** Bytes of an answer's body at most, as they are after decompression. */
const CATALOGUE_LIMIT = 16 * 1024 * 1024;
const ANSWER_LIMIT = 64 * 1024;
const DOCUMENT_LIMIT = 8 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Smallest part of a Zod schema that is needed here. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** Throws a `RangeError` or `TypeError` for options that can never work; every failure of an exchange is a value. */
export function createRegisterClient(options: RegisterClientOptions): RegisterClient {
  const { key, timeoutMs, contractVersion = CONTRACT_VERSION } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  const base = new URL(options.baseUrl);
  if (base.protocol !== 'http:' && base.protocol !== 'https:') throw new TypeError('baseUrl must begin with http: or https:.');
  if (!(timeoutMs >= 1 && timeoutMs <= 600_000)) throw new RangeError('timeoutMs must be from 1 to 600000.');
  const prefix = base.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
  // A key from a file may end with a line break; any other strange character would make `fetch` throw.
  const authorization = `Bearer ${key.trim()}`;
  if (!/^[\x20-\x7e]+$/.test(authorization)) throw new TypeError('key must be printable ASCII.');

  const exchange = async (
    route: { method: string; path: string }, limit: number, body?: unknown, headers: Record<string, string> = {},
  ): Promise<Result<Answer, RegisterFailure>> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(prefix + route.path, {
        method: route.method,
        signal,
        // A redirect would carry the key and the number elsewhere.
        redirect: 'manual',
        cache: 'no-store',
        headers: {
          authorization, [CONTRACT_HEADER]: String(contractVersion), accept: 'application/json, application/problem+json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await readBounded(response, limit);
      return text.ok ? ok({ status: response.status, headers: response.headers, body: text.value }) : text;
    } catch {
      return err({ kind: 'unreachable', reason: signal.aborted ? 'timeout' : 'connection' });
    }
  };

  const ask = async <T>(
    route: { method: string; path: string }, schema: Schema<T>, request: unknown,
  ): Promise<Result<T, RegisterFailure>> => {
    const answer = await exchange(route, ANSWER_LIMIT, request);
    if (!answer.ok) return answer;
    return answer.value.status === 200 ? parse(answer.value, schema) : err(toFailure(answer.value));
  };

  return {
    async catalogue(etag) {
      const answer = await exchange(ROUTES.catalogue, CATALOGUE_LIMIT, undefined, etag === undefined ? {} : { 'if-none-match': etag });
      if (!answer.ok) return answer;
      if (answer.value.status === 304 && etag !== undefined) return ok({ kind: 'unchanged' });
      if (answer.value.status !== 200) return err(toFailure(answer.value));
      const parsed = contractVersion < 3 ? parse(answer.value, CatalogueV2) : parse(answer.value, Catalogue);
      if (!parsed.ok) return parsed;
      return ok({
        kind: 'catalogue', etag: answer.value.headers.get('etag'), catalogue: { sealingKeys: [], ...parsed.value },
      });
    },
    documentStatus: (request) => ask(ROUTES.documentStatus, DocumentStatus, request),
    heartbeat: (request) => ask(ROUTES.heartbeat, HeartbeatResponse, request),
    async call(route, request) {
      const answer = await exchange(ROUTES[route], route === 'document' ? DOCUMENT_LIMIT : ANSWER_LIMIT, request);
      if (!answer.ok) return answer;
      if (answer.value.status === 200) return parse(answer.value, SERVICE_EXCHANGES[route].answer as unknown as Schema<ServiceAnswer<typeof route>>);
      return err(toDeclined(answer.value) ?? toFailure(answer.value));
    },
    async helpCall(request) {
      const answer = await ask(ROUTES.helpCall, HelpCallResponse, request);
      if (!answer.ok) return answer;
      // An answer to another call is none.
      return answer.value.key === request.key ? ok({ acceptedAt: answer.value.acceptedAt }) : err({ kind: 'protocol', reason: 'schema' });
    },
  };
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
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? '')) return err({ kind: 'protocol', reason: 'content-type' });
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return err({ kind: 'protocol', reason: 'not-json' });
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err({ kind: 'protocol', reason: 'schema' });
}

/** What an answer other than 200 means. One that is no problem document of ours came from something between: a proxy, another server. */
function toFailure({ status, headers, body }: Answer): RegisterFailure {
  const problem = readProblem(headers, body);
  if (!problem) return status === 502 || status === 503 || status === 504 ? { kind: 'unavailable' } : { kind: 'protocol', reason: 'status' };
  const code = problem.type.slice('urn:foyer:problem:'.length);
  switch (code) {
    case 'terminal-unknown':
    case 'terminal-revoked': return { kind: 'refused', reason: code };
    case 'contract-unsupported': return { kind: code };
    case 'invalid-request': return { kind: code, fields: (problem.errors ?? []).map((error) => error.field) };
    case 'rate-limited': return { kind: code, retryAfterSeconds: retryAfter(headers) };
    case 'maintenance': return { kind: code, ...(problem.until === undefined ? {} : { until: problem.until }) };
    case 'unavailable':
    case 'internal': return { kind: 'unavailable' };
    default: return { kind: 'protocol', reason: 'status' };
  }
}

/** What only the services are told. */
function toDeclined({ headers, body }: Answer): RegisterFailure | undefined {
  const reason = readProblem(headers, body)?.type.slice('urn:foyer:problem:'.length);
  const known = DECLINED.find((one) => one === reason);
  return known === undefined ? undefined : { kind: 'declined', reason: known };
}

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
