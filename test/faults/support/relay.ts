import { createServer, connect, type Server, type Socket } from 'node:net';

/**
 * Between a driver and its simulated device: passes everything on, and can stop in the middle of what the device sends.
 */
export class Relay {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held: (() => void)[] | null = null;
  #stop: (() => void) | null = null;

  private constructor(server: Server) {
    this.#server = server;
    this.address = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  static async start(target: string): Promise<Relay> {
    const { hostname, port } = new URL(target);
    let relay: Relay | null = null;
    const server = createServer((near) => relay?.join(near, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    relay = new Relay(server);
    return relay;
  }

  join(near: Socket, far: Socket): void {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => this.#pass(near, bytes));
  }

  /** Resolves when half of the next bytes of the device has been passed on; the rest waits for `goOn`. */
  stopInTheMiddle(): Promise<void> {
    return new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  goOn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const pass of held) pass();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(near: Socket, bytes: Buffer): void {
    if (this.#held !== null) return void this.#held.push(() => near.write(bytes));
    const stop = this.#stop;
    if (stop === null) return void near.write(bytes);
    this.#stop = null;
    const half = Math.max(1, Math.floor(bytes.length / 2));
    this.#held = [() => near.write(bytes.subarray(half))];
    near.write(bytes.subarray(0, half), () => stop());
  }
}
