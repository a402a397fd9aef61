import { realTimeLength } from './framing.ts';

export type RealTimeRequest =
  | { readonly kind: 'status'; readonly n: number } // DLE EOT n
  | { readonly kind: 'recover'; readonly clear: boolean } // DLE ENQ 1, 2
  | { readonly kind: 'clear-buffers' }; // DLE DC4 8

export interface FoundRequest {
  readonly request: RealTimeRequest;
  /** Where it ends in the chunk: it is executed after what stands before and does not touch what follows. */
  readonly end: number;
}

const clearBuffers = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08] as const;

/**
 * Looks through everything that arrives, print data included, as the printer's interrupt routine does: it does not know
 * where a picture begins or ends, so 10 04 01 inside one is answered too.
 */
export class RealTimeScanner {
  #tail: Uint8Array = new Uint8Array(0);

  push(chunk: Uint8Array): FoundRequest[] {
    const bytes = new Uint8Array(this.#tail.length + chunk.length);
    bytes.set(this.#tail);
    bytes.set(chunk, this.#tail.length);
    const requests: FoundRequest[] = [];
    const before = this.#tail.length;
    let at = bytes.indexOf(0x10);
    while (at >= 0) {
      const rest = bytes.subarray(at, at + clearBuffers.length);
      const length = realTimeLength(rest);
      if (length === null || length > rest.length) break;
      const request = length === 0 ? null : meaning(rest.subarray(0, length));
      if (request !== null) requests.push({ request, end: at + length - before });
      at = bytes.indexOf(0x10, at + Math.max(1, length));
    }
    this.#tail = at < 0 ? new Uint8Array(0) : bytes.slice(at);
    return requests;
  }
}

function meaning(bytes: Uint8Array): RealTimeRequest | null {
  const [, kind, n = 0] = bytes;
  if (kind === 0x04) return { kind: 'status', n };
  if (kind === 0x05) return n === 1 || n === 2 ? { kind: 'recover', clear: n === 2 } : null;
  return bytes.length === clearBuffers.length && clearBuffers.every((byte, i) => bytes[i] === byte)
    ? { kind: 'clear-buffers' }
    : null;
}
