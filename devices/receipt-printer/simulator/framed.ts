import type { Command, Framed } from './commands.ts';

export function whole(size: number, command: Command): Framed {
  return { size, command };
}

export function unknown(bytes: Uint8Array, size: number): Framed {
  return { size, command: { op: 'unknown', bytes: bytes.slice(0, size) } };
}
