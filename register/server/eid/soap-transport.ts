/** One SOAP exchange over TLS in which both sides show a certificate (TR-03130-1, 3.5.1). */
import { Agent, request } from 'node:https';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

/**
 * `timeout`: no whole answer in time. `connection`: nothing listens at the address, or one side does not trust the
 * other. `answer`: no XML, too long, or another status than 200 and 500.
 */
export type TransportFault = 'timeout' | 'connection' | 'answer';
export interface SoapTransport {
  send(message: string): Promise<Result<string, TransportFault>>;
  close(): void;
}

export interface SoapTransportOptions {
  /** `https:` */
  readonly url: string;
  /** PEM: what this side shows. */
  readonly key: string | Buffer;
  readonly certificate: string | Buffer;
  /** PEM: whom it trusts; not given, the authorities that Node comes with. */
  readonly authorities?: string | Buffer;
  /** Milliseconds for a whole exchange. */
  readonly timeoutMs: number;
}

/** Bytes; answers have a few thousand. */
const ANSWER_LIMIT = 256 * 1024;

export function createSoapTransport({
  url,
  key,
  certificate,
  authorities,
  timeoutMs,
}: SoapTransportOptions): SoapTransport {
  const agent = new Agent({
    keepAlive: true,
    key,
    cert: certificate,
    minVersion: 'TLSv1.2',
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
  return {
    send: (message) =>
      new Promise((resolve) => {
        const signal = AbortSignal.timeout(timeoutMs);
        const fail = (): void => resolve(err(signal.aborted ? 'timeout' : 'connection'));
        const asked = request(
          url,
          {
            agent,
            method: 'POST',
            signal,
            // SOAP 1.1, 6.1.1; the interface names no action.
            headers: {
              'content-type': 'text/xml; charset=utf-8',
              'content-length': Buffer.byteLength(message),
              soapaction: '""',
            },
          },
          (response) => {
            const parts: Buffer[] = [];
            let length = 0;
            response.on('error', fail);
            response.on('data', (part: Buffer) => {
              length += part.length;
              if (length <= ANSWER_LIMIT) return void parts.push(part);
              resolve(err('answer'));
              response.destroy();
            });
            response.on('end', () => {
              // A fault comes with 500 (SOAP 1.1, 6.2).
              const fits =
                (response.statusCode === 200 || response.statusCode === 500) &&
                /^(?:text|application)\/(?:soap\+)?xml\b/i.test(response.headers['content-type'] ?? '');
              resolve(fits ? ok(Buffer.concat(parts).toString('utf8')) : err('answer'));
            });
          },
        );
        asked.on('error', fail);
        asked.end(message);
      }),
    close: () => agent.destroy(),
  };
}
