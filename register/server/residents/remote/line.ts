/**
 * One question to the town's resident system, over a line on which both sides show a certificate: in bounded time, with
 * an answer of bounded size. Every request of the contract may be sent twice, so a connection that the other side had
 * ended meanwhile is no failure.
 */
import { Agent, request, type RequestOptions } from 'node:https';
import { err, ok, type Result } from '../../../../base/result.ts';

/** `timeout`: no whole answer in time. `connection`: nothing there, or one side does not trust the other. */
export type LineFault = 'timeout' | 'connection' | 'too-long';
export interface LineAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}
export interface Line {
  /** `body` undefined: GET. */
  ask(path: string, body: unknown): Promise<Result<LineAnswer, LineFault>>;
  close(): void;
}

export interface LineOptions {
  /** `https:`, without a path. */
  readonly url: string;
  /** PEM: what this side shows. */
  readonly key: string | Buffer;
  readonly certificate: string | Buffer;
  /** PEM: whom it trusts; not given, the authorities that Node comes with. */
  readonly authorities?: string | Buffer;
  /** Milliseconds for a whole exchange. */
  readonly timeoutMs: number;
}

/** Bytes: five hundred candidates with some homes each. */
const ANSWER_LIMIT = 2 * 1024 * 1024;

export function openLine({ url, key, certificate, authorities, timeoutMs }: LineOptions): Line {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 32,
    key,
    cert: certificate,
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
  async function ask(path: string, body: unknown): Promise<Result<LineAnswer, LineFault>> {
    const signal = AbortSignal.timeout(timeoutMs);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options: RequestOptions = {
      agent,
      signal,
      method: text === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    };
    const first = await send(new URL(path, url), options, text);
    const answer = first === 'stale' ? await send(new URL(path, url), options, text) : first;
    if (answer === 'stale') return err('connection');
    return !answer.ok && signal.aborted ? err('timeout') : answer;
  }
  return { ask, close: () => agent.destroy() };
}

/** `stale`: a connection from before was ended by the other side before it said anything. */
function send(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<Result<LineAnswer, LineFault> | 'stale'> {
  return new Promise((resolve) => {
    const asked = request(url, options, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('error', () => resolve(err('connection')));
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length <= ANSWER_LIMIT) return void parts.push(part);
        resolve(err('too-long'));
        response.destroy();
      });
      response.on('end', () =>
        resolve(
          ok({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(parts).toString('utf8'),
          }),
        ),
      );
    });
    asked.on('error', () =>
      resolve(asked.reusedSocket && options.signal?.aborted !== true ? 'stale' : err('connection')),
    );
    asked.end(body);
  });
}
