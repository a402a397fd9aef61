/**
 * Requests to a register whose certificate comes from a town's own authority: only that one counts then, none of those
 * that the runtime trusts. Electron's `fetch` of the main process takes no authorities of its own, so this is one over
 * Node's `https`, as much as the client needs of it.
 */
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';

/** `authority`: PEM, one or several. Redirects are not followed; a body is a text. */
export function fetchByAuthority(authority: string): typeof globalThis.fetch {
  const agent = new Agent({ ca: authority, keepAlive: true, minVersion: 'TLSv1.2' });
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const { method = 'GET', headers, body, signal } = init;
      const asked = request(
        String(input),
        { method, agent, headers: Object.fromEntries(new Headers(headers)), ...(signal == null ? {} : { signal }) },
        (answer) => {
          const status = answer.statusCode ?? 0;
          const fields = new Headers();
          for (let at = 0; at < answer.rawHeaders.length; at += 2)
            fields.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
          // The Fetch standard allows these no body.
          const empty = [101, 204, 205, 304].includes(status);
          if (empty) answer.resume();
          resolve(
            new Response(empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), {
              status,
              headers: fields,
            }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(typeof body === 'string' ? body : undefined);
    });
}
