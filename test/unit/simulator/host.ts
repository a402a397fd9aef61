import net from 'node:net';

/** A host that speaks bytes: enough to hold a conversation with a printer at `tcp://HOST:PORT`. */
export async function connect(address: string) {
  const { hostname, port } = new URL(address);
  const socket = net.connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let received = Buffer.alloc(0);
  let wake: (() => void) | null = null;
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    wake?.();
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));

  /** The next `count` bytes as hexadecimal; the test's own time limit ends a wait for bytes that never come. */
  const read = async (count: number): Promise<string> => {
    while (received.length < count) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
    const bytes = received.subarray(0, count);
    received = received.subarray(count);
    return bytes.toString('hex');
  };
  return {
    send: (bytes: Uint8Array) => void socket.write(bytes),
    ask: (bytes: Uint8Array, count: number) => {
      socket.write(bytes);
      return read(count);
    },
    read,
    unread: () => received.toString('hex'),
    end: () => socket.destroy(),
    ended: () => closed,
  };
}
