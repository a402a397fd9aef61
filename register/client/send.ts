/** One request to the register and its answer, bounded in time and size. */
import { err, ok, type Result } from '../../base/result.ts';
import type { RegisterFailure } from './failure.ts';

export interface SenderOptions {
  /** `http:` or `https:`, with an optional path before the contract's routes. */
  readonly baseUrl: string;
  /** Milliseconds for a whole exchange, 1 to 600,000. */
  readonly timeoutMs: number;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** `waitSeconds`: so much longer than others the answer may take, because the register was asked to wait. */
export type Route = { readonly method: string; readonly path: string; readonly waitSeconds?: number };

/** Smallest part of a Zod schema that is needed here. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

export type Send = (
  route: Route,
  limit: number,
  headers: Record<string, string>,
  body: string | undefined,
) => Promise<Result<Answer, RegisterFailure>>;

/** One request and its answer. */
export function createSender({ baseUrl, timeoutMs, fetch = globalThis.fetch }: SenderOptions): Send {
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

export function prefixOf(baseUrl: string): string {
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

export function parse<T>({ headers, body }: Answer, schema: Schema<T>): Result<T, RegisterFailure> {
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
