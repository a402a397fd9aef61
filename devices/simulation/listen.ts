import { randomInt } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';

/**
 * Below the ports that Linux gives to outgoing connections (32768 and up): a device that is switched off gives its port
 * back, and must find it free when it is switched on.
 */
const FREE = { from: 20_000, to: 32_000 } as const;
const ATTEMPTS = 100;

/** Listens on the port, or on any that is free for 0; answers which. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const wanted = port === 0 ? randomInt(FREE.from, FREE.to) : port;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(wanted, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (port !== 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt >= ATTEMPTS) throw error;
    }
  }
}
