/** Requests that Node's parser could not read: there is no route for them, no reply, and often only half a request. */
import type { Socket } from 'node:net';

/** RFC 9110, 15.5.9 (408) and RFC 6585, 5 (431); anything else that is no HTTP is 400. */
const STATUS: Readonly<Record<string, { status: number; reason: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, reason: 'Request Timeout' },
  HPE_HEADER_OVERFLOW: { status: 431, reason: 'Request Header Fields Too Large' },
};
const BAD = { status: 400, reason: 'Bad Request' };

export interface UnreadableAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A `clientErrorHandler`. `answer` gives headers and body by status, and may note that there was one; it is not called
 * where the connection is gone.
 */
export function answerUnreadable(answer: (status: number, socket: Socket) => UnreadableAnswer) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, reason } = STATUS[error.code ?? ''] ?? BAD;
    const { headers, body } = answer(status, socket);
    const lines = Object.entries({
      ...headers,
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
    }).map(([name, value]) => `${name}: ${value}`);
    socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  };
}

/** The pattern of no route, for the log: an address that cannot be read is never quoted. */
export const NO_ROUTE = '(unreadable)';
