/**
 * One request to another system: in bounded time, with an answer of bounded size, to the address that was meant and no
 * other.
 */
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

/**
 * `timeout`: no whole answer in time. `connection`: nothing listens at the address, or it is not trusted. `answer`: too
 * long, or it leads elsewhere.
 */
export type HttpFault = 'timeout' | 'connection' | 'answer';

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Seconds (RFC 9110, 10.2.3); undefined where it says none. */
  readonly retryAfter: number | undefined;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends it; besides the time-out of one request. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the status as soon as it is known, also where the rest of the answer does not come. */
  readonly onStatus?: (status: number) => void;
}

/** Bytes: a list of events or of requests; everything else is shorter. */
const ANSWER_LIMIT = 4 * 1024 * 1024;
/** Milliseconds for one exchange: an attachment of 10 MB needs some. */
const EXCHANGE_MS = 30_000;
/** Seconds; who asks for more is asked again after that all the same. */
const LONGEST_RETRY = 3600;

/** `now` in milliseconds, for a `Retry-After` with a date. */
export async function exchange(
  url: string,
  { method = 'GET', headers = {}, body, signal, onStatus }: HttpRequest,
  now: number,
): Promise<Result<HttpAnswer, HttpFault>> {
  const limit = AbortSignal.timeout(EXCHANGE_MS);
  const signals = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signals,
      ...(body === undefined ? {} : { body }),
    });
    onStatus?.(response.status);
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > ANSWER_LIMIT) return err('answer');
      parts.push(part);
    }
    // A secret goes where it was meant to go, and nowhere else.
    if (response.status >= 300 && response.status < 400) return err('answer');
    return ok({
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: Buffer.concat(parts).toString('utf8'),
      retryAfter: retryAfter(response.headers.get('retry-after'), now),
    });
  } catch {
    return err(signals.aborted ? 'timeout' : 'connection');
  }
}

function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  // RFC 9110, 5.6.7: dates end so; `Date.parse` alone would make one of almost anything.
  const date = header.endsWith('GMT') ? Date.parse(header) : Number.NaN;
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) : Math.ceil((date - now) / 1000);
  return Number.isFinite(seconds) ? Math.min(LONGEST_RETRY, Math.max(0, seconds)) : undefined;
}

/** JSON, or undefined. A byte order mark before it is passed over (RFC 8259, 8.1). */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // The parser's own message quotes the text.
    return undefined;
  }
}
