/**
 * The message zone of a seal: tag, length, value, one after the other (TR-03137-1; lengths as in DER, ITU-T X.690 §
 * 8.1.3).
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export interface SealField {
  /** 0..254; 255 begins the signature zone. */
  readonly tag: number;
  /** 0..65535 bytes. */
  readonly value: Uint8Array;
}

export type MessageFault = 'truncated' | 'malformed-message';

export const SIGNATURE_TAG = 0xff;

export function encodeField({ tag, value }: SealField): Uint8Array {
  return Uint8Array.of(tag, ...encodeLength(value.length), ...value);
}

/** One field at `at`, and where the next one begins. */
export function decodeField(
  bytes: Uint8Array,
  at: number,
): Result<{ readonly field: SealField; readonly next: number }, MessageFault> {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return err('truncated');
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 2) return err('malformed-message');
  if (at + 2 + more > bytes.length) return err('truncated');
  const length = more === 0 ? first : bytes.subarray(at + 2, at + 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
  // DER knows one way to write a length; 0x80 would be none at all.
  if (encodeLength(length).length !== 1 + more) return err('malformed-message');
  const start = at + 2 + more;
  if (start + length > bytes.length) return err('truncated');
  return ok({ field: { tag, value: bytes.slice(start, start + length) }, next: start + length });
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
