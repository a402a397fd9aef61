/** Where the AusweisApp listens: one client at `ws://HOST:PORT/eID-Kernel`, and none that comes from a web page. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from '../../simulation/listen.ts';

const PATH = '/eID-Kernel';
/** Bytes of the longest command; one with a simulated card's files is the longest there is. */
const LONGEST = 1024 * 1024;
const WORDS: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
};

export interface SocketEvents {
  /** A status instead of the connection. */
  refuse(): 409 | null;
  connected(): void;
  text(text: string): void;
  disconnected(): void;
  violate(what: string): void;
}

export interface Socket {
  readonly port: number;
  readonly open: boolean;
  readonly client: boolean;
  send(text: string): void;
  /** Ends the connection, not the listening. */
  cut(): void;
  /** Stops listening; the port stays reserved. */
  close(): Promise<void>;
  reopen(): Promise<void>;
}

export async function openSocket(port: number, host: string, events: SocketEvents): Promise<Socket> {
  let server: Server | null = null;
  let client: WebSocket | null = null;
  let chosen = port;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST, clientTracking: false });

  const admit = (socket: WebSocket): void => {
    client = socket;
    socket.on('message', (data: Buffer, binary) => {
      if (client !== socket) return;
      if (binary) events.violate('a binary frame');
      else events.text(data.toString('utf8'));
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (client === socket) leave();
    });
    events.connected();
  };
  const leave = (): void => {
    client = null;
    events.disconnected();
  };
  const upgrade = (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    raw.on('error', () => raw.destroy());
    const refused = refusal(request);
    if (refused === null) return void sockets.handleUpgrade(request, raw, head, admit);
    raw.end(`HTTP/1.1 ${refused} ${WORDS[refused]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  };
  const refusal = (request: IncomingMessage): number | null => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) return 404;
    if (client !== null) {
      events.violate('a second client');
      return 429;
    }
    if (request.headers.origin !== undefined) {
      events.violate('a client from a web page');
      return 403;
    }
    return events.refuse();
  };
  const drop = (): void => {
    const socket = client;
    if (socket === null) return;
    leave();
    socket.terminate();
  };
  const reopen = async (): Promise<void> => {
    if (server !== null) return;
    // Without `--ui webservice` its own pages are not served.
    const made = createServer(
      (request, response) => void response.writeHead(request.url?.startsWith('/eID-Client') === true ? 503 : 404).end(),
    );
    made.on('upgrade', upgrade);
    server = made;
    chosen = await listen(made, chosen, host);
  };

  await reopen();
  return {
    get port() {
      return chosen;
    },
    get open() {
      return server !== null;
    },
    get client() {
      return client !== null;
    },
    send: (text) => client?.send(text),
    cut: drop,
    async close() {
      const closing = server;
      server = null;
      drop();
      if (closing === null) return;
      const closed = new Promise<void>((resolve) => void closing.close(() => resolve()));
      closing.closeAllConnections();
      await closed;
    },
    reopen,
  };
}
