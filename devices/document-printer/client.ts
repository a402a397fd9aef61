import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type ConnectFailure, connectTo } from './connection.ts';
import { decodeMessage, type Message } from './ipp.ts';

/**
 * `absent`: nothing listens at the address. `link`: the connection ended in the middle. `silent`: no answer in time.
 * `protocol`: an answer that is no IPP. `access`: a password is required, or the certificate is another one.
 * `certificate-…`: the certificate is not valid yet, or has expired.
 */
export type IppFailure = ConnectFailure | 'protocol';

/** Nothing of the request can have reached the printer's IPP. */
export const notSent = (failure: IppFailure): boolean =>
  failure !== 'link' && failure !== 'silent' && failure !== 'protocol';

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

/**
 * One HTTP request for every IPP request (RFC 8010, 4), on a connection of its own: nothing of an old one reaches a new
 * one.
 */
export function ippExchange({ uri, certificate, clock, limit }: ExchangeOptions): IppExchange {
  const address = new URL(uri);
  return (head, document) =>
    new Promise((resolve) => {
      let end = (): void => undefined;
      let cancel = (): void => undefined;
      const done = (result: Result<Message, IppFailure>): void => {
        cancel();
        resolve(result);
        end();
      };
      const moved = (): void => {
        cancel();
        cancel = clock.after(limit, () => done(err('silent')));
      };
      moved();
      end = connectTo({ address, certificate, now: () => clock.now() }, (connected) => {
        if (!connected.ok) return done(connected);
        moved();
        end = exchange({ address, socket: connected.value, head, document, moved, done });
      });
    });
}

interface Exchange {
  readonly address: URL;
  readonly socket: Socket;
  readonly head: Uint8Array;
  readonly document: Uint8Array;
  /** Something arrived, or left. */
  readonly moved: () => void;
  readonly done: (result: Result<Message, IppFailure>) => void;
}

/** Answers with how to end it. */
function exchange({ address, socket, head, document, moved, done }: Exchange): () => void {
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
      const status = response.statusCode;
      if (status === 401 || status === 403 || status === 426) return done(err('access'));
      const message = status === 200 ? decodeMessage(Buffer.concat(chunks)) : null;
      done(message === null ? err('protocol') : ok(message));
    });
  };
  const request: ClientRequest = requestHttp(
    {
      createConnection: () => socket,
      host: address.hostname,
      path: address.pathname + address.search,
      method: 'POST',
      headers: {
        host: address.host,
        'content-type': 'application/ipp',
        'content-length': head.length + document.length,
      },
    },
    answered,
  );
  // The connection was established, so part of the request may have arrived whatever ends it.
  request.on('error', () => done(err('link')));
  request.write(head);
  sendPieces(request, document, moved, () => request.end());
  return () => request.destroy();
}

/** Bytes; small enough that a slow line moves one well within the limit. */
const PIECE = 64 * 1024;

function sendPieces(request: ClientRequest, document: Uint8Array, moved: () => void, done: () => void, from = 0): void {
  if (from >= document.length) return done();
  request.write(document.subarray(from, from + PIECE), (error) => {
    if (error !== null && error !== undefined) return;
    moved();
    sendPieces(request, document, moved, done, from + PIECE);
  });
}
