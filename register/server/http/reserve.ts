import { createServer, type AddressInfo } from 'node:net';

/**
 * The address of the listener must be known before anything that names it is made. Where any free port will do, it is
 * taken here at once and held until `release`, so that no other program gets it meanwhile.
 */
export async function reserve<L extends { readonly host: string; readonly port: number; readonly url: string }>(
  listener: L,
): Promise<{ listener: L; release(): Promise<void> }> {
  if (listener.port !== 0) return { listener, release: async () => {} };
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, listener.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = new URL(listener.url);
  if (url.port === '0') url.port = String(port);
  return {
    listener: { ...listener, port, url: url.href.replace(/\/+$/, '') },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
