import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/** What stands before the servers: each connection goes to one of them, and to the other where that one is away. */
export async function balancer(
  servers: readonly { readonly port: number }[],
): Promise<{ url: string; server: Server }> {
  let turn = 0;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    const order = [servers[turn % servers.length], servers[(turn += 1) % servers.length]];
    const attempt = (): void => {
      const next = order.shift();
      if (next === undefined) return void client.destroy();
      const line = connect(next.port, '127.0.0.1');
      line.once('connect', () => {
        client.pipe(line).pipe(client);
        client.once('close', () => line.destroy());
        line.once('close', () => client.destroy());
      });
      line.once('error', () => {
        if (line.bytesRead === 0 && line.bytesWritten === 0) attempt();
        else client.destroy();
      });
    };
    attempt();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
