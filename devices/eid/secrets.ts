/**
 * Where the digits of a PIN, CAN or PUK are, and nowhere else: they come as bytes over a port of their own, lie in
 * arrays of a fixed length that are overwritten after use, and leave as bytes. No string ever holds them: a string
 * cannot be overwritten, and lives until the garbage collector chooses to free it.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Secret } from './eid.ts';
import type { SecretCommand } from './sdk.ts';

/**
 * What the screen and the driver send each other about a secret. In: `DIGIT_0` to `DIGIT_0 + 9`, `ERASE`, `CLEAR`,
 * `ENTER`. Out: how many digits have been typed, or `REFUSED`: no secret is being asked for. The receiver may overwrite
 * the bytes.
 */
export interface SecretPort {
  post(bytes: Uint8Array): void;
  on(listener: (bytes: Uint8Array) => void): () => void;
  close(): void;
}

export const DIGIT_0 = 0x30;
export const ERASE = 0x08;
export const CLEAR = 0x18;
export const ENTER = 0x0d;
export const REFUSED = 0xff;

/**
 * Two ports, each of which hears what the other posts. For tests, and for a driver in the same process as its screen.
 */
export function secretPair(): readonly [SecretPort, SecretPort] {
  const listeners = [new Set<(bytes: Uint8Array) => void>(), new Set<(bytes: Uint8Array) => void>()] as const;
  let open = true;
  const end = (mine: 0 | 1): SecretPort => ({
    // A copy, as over a real port: each side overwrites its own.
    post: (bytes) => {
      if (open) for (const listener of listeners[mine === 0 ? 1 : 0]) listener(Uint8Array.from(bytes));
    },
    on(listener) {
      listeners[mine].add(listener);
      return () => void listeners[mine].delete(listener);
    },
    close: () => void (open = false),
  });
  return [end(0), end(1)];
}

/** The longest secret: a PUK. */
const LONGEST = 10;

/**
 * Bytes at one place, from their beginning to their end. A short array that is made by its length lies in V8's heap (up
 * to 64 bytes): garbage collection moves it, and reading its `buffer` copies it out of the heap; each time the old
 * bytes stay behind, where they cannot be overwritten.
 */
const bytesInPlace = (length: number): Uint8Array => new Uint8Array(new ArrayBuffer(length));

/** Up to ten digits, as ASCII. */
export class SecretBuffer {
  readonly #digits = bytesInPlace(LONGEST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** False, and unchanged, for what is no digit and for one too many. */
  push(byte: number): boolean {
    if (byte < DIGIT_0 || byte > DIGIT_0 + 9 || this.#length === LONGEST) return false;
    this.#digits[this.#length++] = byte;
    return true;
  }

  erase(): void {
    if (this.#length > 0) this.#digits[--this.#length] = 0;
  }

  clear(): void {
    this.#digits.fill(0);
    this.#length = 0;
  }

  /** Takes the other's digits and empties it. */
  take(other: SecretBuffer): void {
    this.#digits.set(other.#digits);
    this.#length = other.#length;
    other.clear();
  }

  /** Takes as long wherever they differ. */
  equals(other: SecretBuffer): boolean {
    return timingSafeEqual(this.#digits, other.#digits) && this.#length === other.#length;
  }

  /** Into `target` from `at` on. */
  copyTo(target: Uint8Array, at: number): void {
    target.set(this.#digits.subarray(0, this.#length), at);
  }

  /** Nothing is left in it; for tests. */
  get blank(): boolean {
    return this.#length === 0 && this.#digits.every((byte) => byte === 0);
  }
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The command with the digits as its value, ready for the wire. The caller overwrites it once it is sent. */
export function secretFrame(command: SecretCommand, secret: SecretBuffer): Uint8Array {
  const before = ascii(`{"cmd":"${command}","value":"`);
  const after = ascii('"}');
  // An allocation of its own: a slice of Node's shared pool would be reused by other code with the digits in it.
  const frame = bytesInPlace(before.length + secret.length + after.length);
  frame.set(before);
  secret.copyTo(frame, before.length);
  frame.set(after, before.length + secret.length);
  return frame;
}

/** Digits of each secret; exactly so many. The card has no try less for one that was not sent. */
export const SECRET_LENGTH: Readonly<Record<Secret, number>> = {
  pin: 6,
  'transport-pin': 5,
  'new-pin': 6,
  'repeat-new-pin': 6,
  can: 6,
  puk: 10,
};
