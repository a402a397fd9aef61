/** A line in front of a listener, on which every byte that a client sends can be read afterwards. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export interface Wire {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** All that was sent so far, by all clients, one byte a letter. */
  sent(): string;
  stop(): Promise<void>;
}

export async function tapped(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  let sent = '';
  const server = createServer((client) => {
    const listener = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, listener],
      [listener, client],
    ] as const) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      // The browser closes lines as it likes.
      socket.on('error', () => other.destroy());
    }
    client.on('data', (data) => void (sent += data.toString('latin1')));
    client.pipe(listener);
    listener.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
