/** Harmless listeners on loopback that count what reaches them: TCP and UDP. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface Listeners {
  /** host:port of the TCP listener; the UDP one has the same number. */
  readonly host: string;
  readonly port: number;
  readonly arrived: { tcp: number; udp: number };
  /** Sends one of each, as a program that may: resolves when both have arrived. */
  control(): Promise<void>;
  stop(): Promise<void>;
}

export async function startListeners(): Promise<Listeners> {
  const arrived = { tcp: 0, udp: 0 };
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    arrived.tcp += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end();
  });
  await once(tcp.listen(0, '127.0.0.1'), 'listening');
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4', () => {
    arrived.udp += 1;
  });
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');
  return {
    host: `127.0.0.1:${port}`,
    port,
    arrived,
    async control() {
      const both = Promise.all([once(tcp, 'connection'), once(udp, 'message')]);
      connect(port, '127.0.0.1')
        .on('error', () => undefined)
        .resume();
      const sender = createSocket('udp4');
      sender.send('x', port, '127.0.0.1', () => sender.close());
      await both;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      udp.close();
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}
