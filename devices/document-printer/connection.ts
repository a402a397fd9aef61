/** The connection to a printer, made and judged before a byte of a document goes out. */
import { X509Certificate } from 'node:crypto';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure, type TLSSocket } from 'node:tls';
import { linkFailure } from '../link/stream-link.ts';
import { err, ok, type Result } from '../../base/result.ts';

/**
 * Why there is no connection. `link`: it ended while it was being established. `silent`: no answer came in time.
 * `certificate-…`: the certificate is not valid yet, or has expired.
 */
export type ConnectFailure =
  | 'absent'
  | 'link'
  | 'silent'
  | 'access'
  | 'certificate-expired'
  | 'certificate-not-yet-valid';

export interface ConnectionOptions {
  readonly address: URL;
  /**
   * PEM: the printer's own certificate, or that of the authority behind it. Without it the system's authorities count.
   */
  readonly certificate?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Calls back once, unless it is ended before by what it answers with. */
export function connectTo(
  options: ConnectionOptions,
  done: (result: Result<Socket, ConnectFailure>) => void,
): () => void {
  const { address, certificate } = options;
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const port = address.port === '' ? 631 : Number(address.port);
  const secure = address.protocol === 'ipps:';
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = secure
    ? // With a certificate of its own it is judged below, and nothing is sent before: a printer's seldom bears the name
      // by which it is reached, and where somebody else signed it no chain leads to it.
      connectSecure({
        host,
        port,
        ...servername,
        ...(certificate === undefined ? {} : { ca: certificate, rejectUnauthorized: false }),
      })
    : connectPlain({ host, port });
  const failed = (error: Error): void => settle(err(failureOf(error)));
  const settle = (result: Result<Socket, ConnectFailure>): void => {
    socket.removeListener('error', failed);
    // The caller that takes the socket over adds its own listeners; a socket that is thrown away has none.
    if (!result.ok) {
      socket.on('error', () => undefined);
      socket.destroy();
    }
    done(result);
  };
  socket.once('error', failed);
  socket.once(secure ? 'secureConnect' : 'connect', () => {
    const refused = certificate === undefined ? null : refusal(socket as TLSSocket, certificate, options.now());
    settle(refused === null ? ok(socket) : err(refused));
  });
  return () => {
    socket.removeListener('error', failed);
    socket.on('error', () => undefined);
    socket.destroy();
  };
}

/** Null where the other side is the one that was put down, by its own certificate or by an authority's. */
function refusal(socket: TLSSocket, pem: string, now: number): ConnectFailure | null {
  if (!('getPeerX509Certificate' in socket) || socket.authorized) return null;
  const presented = socket.getPeerX509Certificate();
  if (presented !== undefined && pinned(pem).some(({ raw }) => raw.equals(presented.raw))) {
    if (now > Date.parse(presented.validTo)) return 'certificate-expired';
    return now < Date.parse(presented.validFrom) ? 'certificate-not-yet-valid' : null;
  }
  return failureOf(Object.assign(new Error(), { code: socket.authorizationError as unknown }));
}

const pinned = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

function failureOf(error: Error): ConnectFailure {
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  if (code === 'CERT_HAS_EXPIRED') return 'certificate-expired';
  if (code === 'CERT_NOT_YET_VALID') return 'certificate-not-yet-valid';
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return 'access';
  const { kind } = linkFailure(error);
  return kind === 'absent' ? 'absent' : kind === 'timeout' ? 'silent' : 'link';
}
