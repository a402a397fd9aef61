import { X509Certificate } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Clock } from '../clock.ts';
import { linkFailure } from '../link/stream-link.ts';
import { err, ok, type Result } from '../result.ts';
import { decodeMessage, type Message } from './ipp.ts';

/** `absent`: nobody listens. `link`: the connection ended in the middle. `silent`: no answer in time. `protocol`: an answer that is no IPP. */
export type IppFailure = 'absent' | 'link' | 'silent' | 'protocol' | 'access';

/** Sends one request and answers with the response. `document` may be long: its sending is not counted in the limit. */
export type IppExchange = (head: Uint8Array, document: Uint8Array) => Promise<Result<Message, IppFailure>>;

export interface ExchangeOptions {
  readonly uri: string;
  /** PEM. */
  readonly certificate?: string | undefined;
  readonly clock: Clock;
  /** Milliseconds without anything moving on the connection. */
  readonly limit: number;
}

/** A response with all media of a large printer is about 100 kB. */
const LONGEST_RESPONSE = 4 * 1024 * 1024;

/** One HTTP request for every IPP request (RFC 8010, 4), on a connection of its own: nothing of an old one reaches a new one. */
export function ippExchange({ uri, certificate, clock, limit }: ExchangeOptions): IppExchange {
  const address = new URL(uri);
  const secure = address.protocol === 'ipps:';
  const options: RequestOptions = {
    host: address.hostname.replace(/^\[|\]$/g, ''), port: address.port === '' ? 631 : Number(address.port), path: address.pathname + address.search, method: 'POST', agent: false,
    ...(secure && certificate !== undefined ? { ca: certificate, checkServerIdentity: orPinned(certificate) } : {}),
  };
  return (head, document) => new Promise(resolve => {
    let cancel = (): void => undefined;
    const done = (result: Result<Message, IppFailure>): void => {
      cancel();
      resolve(result);
      request.destroy();
    };
    const moved = (): void => {
      cancel();
      cancel = clock.after(limit, () => done(err('silent')));
    };
    const answered = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        moved();
        length += chunk.length;
        if (length > LONGEST_RESPONSE) done(err('protocol'));
        else chunks.push(chunk);
      });
      response.on('error', () => done(err('link')));
      response.on('end', () => {
        if (response.statusCode === 401 || response.statusCode === 403 || response.statusCode === 426) return done(err('access'));
        const message = response.statusCode === 200 ? decodeMessage(Buffer.concat(chunks)) : null;
        done(message === null ? err('protocol') : ok(message));
      });
    };
    const request: ClientRequest = (secure ? requestHttps : requestHttp)({ ...options, headers: { 'content-type': 'application/ipp', 'content-length': head.length + document.length } }, answered);
    request.on('error', error => done(err(failureOf(error))));
    moved();
    request.write(head);
    sendPieces(request, document, moved, () => request.end());
  });
}

/** Bytes; small enough that a slow line moves one well within the limit. */
const PIECE = 64 * 1024;

function sendPieces(request: ClientRequest, document: Uint8Array, moved: () => void, done: () => void, from = 0): void {
  if (from >= document.length) return done();
  request.write(document.subarray(from, from + PIECE), error => {
    if (error !== null && error !== undefined) return;
    moved();
    sendPieces(request, document, moved, done, from + PIECE);
  });
}

/** A printer's own certificate seldom bears the name by which it is reached: the very certificate that was put down is right by itself. */
function orPinned(certificate: string): (host: string, presented: PeerCertificate) => Error | undefined {
  const { fingerprint256 } = new X509Certificate(certificate);
  return (host, presented) => (presented.fingerprint256 === fingerprint256 ? undefined : checkServerIdentity(host, presented));
}

function failureOf(error: Error): IppFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS|ERR_SSL/.test(code)) return 'access';
  const { kind } = linkFailure(error);
  return kind === 'absent' ? 'absent' : kind === 'timeout' ? 'silent' : 'link';
}
