import { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { err, ok } from '../../base/result.ts';
import type { TcpConfig } from './config.ts';
import type { Link } from './link.ts';
import { linkFailure, StreamLink, type Wire } from './stream-link.ts';

/** Milliseconds of quiet before the kernel begins to probe the peer; a pulled cable is otherwise never noticed. */
const KEEP_ALIVE = 10_000;

/** A raw TCP connection, for printers usually port 9100. */
export function tcpLink(config: TcpConfig, clock: Clock): Link {
  return new StreamLink(clock, (link) => tcpWire(config, link));
}

function tcpWire(config: TcpConfig, link: StreamLink): Wire {
  const socket = new Socket();
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE);
  let failure: Error | null = null;
  socket.on('data', (bytes) => link.received(bytes));
  // The printer has hung up: it will answer nothing more, so a half-open connection is of no use.
  socket.on('end', () => socket.destroy());
  return {
    open: () =>
      new Promise((resolve) => {
        socket.on('error', (error) => {
          failure = error;
          resolve(err(linkFailure(error)));
        });
        socket.on('close', () => {
          resolve(err(linkFailure(failure)));
          link.closed(linkFailure(failure));
        });
        socket.connect(config.port, config.host, () => resolve(ok(undefined)));
      }),
    send(piece, done) {
      // A piece that the kernel takes at once must not keep the answers waiting: each piece costs one turn of the event
      // loop.
      socket.write(piece, (error) => setImmediate(() => done(error ? linkFailure(error) : null)));
    },
    destroy() {
      socket.destroy();
      return Promise.resolve();
    },
  };
}
