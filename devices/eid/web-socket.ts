import { WebSocket } from 'ws';
import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';

/**
 * Why there is no connection. `absent`: nothing listens at the address. `occupied`: it has another client (429), or its
 * user works with it (409). `unsupported`: something else listens there, or its WebSocket is off (503). `silent`: no
 * answer in time.
 */
export type SocketFailure = 'absent' | 'occupied' | 'unsupported' | 'silent' | 'closed';

/** A WebSocket to the AusweisApp; used once. */
export interface SdkSocket {
  /** `limit` in milliseconds. */
  open(limit: number): Promise<Result<void, SocketFailure>>;
  /** Resolves when the system has taken the bytes; they may be overwritten then. One text frame. */
  send(bytes: Uint8Array): Promise<Result<void, 'closed'>>;
  onMessage(listener: (text: string) => void): void;
  /** Called once, also when we closed it. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Bytes of one message; the longest that are known are a certificate's terms of usage. */
const LONGEST = 1 << 18;

export function sdkSocket({ host, port }: { readonly host: string; readonly port: number }, clock: Clock): SdkSocket {
  const socket = new WebSocket(`ws://${host.includes(':') ? `[${host}]` : host}:${port}/eID-Kernel`, {
    perMessageDeflate: false,
    maxPayload: LONGEST,
    followRedirects: false,
    // A mask of zeros (RFC 6455, 5.3): masking would leave a copy of every PIN, with its key beside it, in memory that
    // is never overwritten. Masking protects proxies on the way from scripts in browsers; there are neither here.
    generateMask: (mask) => void mask.fill(0),
  });
  let failure: SocketFailure = 'closed';
  let told = false;
  const closeListeners = new Set<() => void>();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void closed.then(() => {
    if (told) return;
    told = true;
    for (const listener of closeListeners) listener();
  });
  socket.on('error', (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') failure = 'absent';
  });
  socket.on('unexpected-response', (_request, response) => {
    failure = response.statusCode === 429 || response.statusCode === 409 ? 'occupied' : 'unsupported';
    response.resume();
    socket.terminate();
  });
  return {
    open: (limit) =>
      new Promise((resolve) => {
        const cancel = clock.after(limit, () => {
          failure = 'silent';
          socket.terminate();
        });
        socket.once('open', () => {
          cancel();
          resolve(ok(undefined));
        });
        void closed.then(() => {
          cancel();
          resolve(err(failure));
        });
      }),
    send: (bytes) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve(err('closed'));
        socket.send(bytes, { binary: false, compress: false }, (error) =>
          resolve(error === undefined || error === null ? ok(undefined) : err('closed')),
        );
      }),
    onMessage: (listener) =>
      void socket.on('message', (data, binary) => {
        // One that is not text is of no protocol that is spoken here.
        if (!binary) listener(String(data));
      }),
    onClose: (listener) => void closeListeners.add(listener),
    close: () => socket.terminate(),
  };
}
