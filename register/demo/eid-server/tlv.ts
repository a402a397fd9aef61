/**
 * BER-TLV as ID cards and their certificates write it (ISO/IEC 7816-4, 5.2.2; DER lengths): tags of up to three bytes,
 * lengths below 65536.
 */
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';

export interface Tlv {
  /** The tag's bytes as one number: 0x7f21, 0x87. */
  readonly tag: number;
  readonly value: Buffer;
  /** Tag, length and value as they were read. */
  readonly bytes: Buffer;
}

/**
 * `truncated`: the object is longer than its input; `malformed`: a tag or length this codec does not know, or bytes
 * behind the last object.
 */
export type TlvError = 'truncated' | 'malformed';

export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(content);
  return Buffer.concat([tagBytes(tag), lengthBytes(value.length), value]);
}

function tagBytes(tag: number): Buffer {
  if (tag > 0xffff) return Buffer.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff);
  return tag > 0xff ? Buffer.of(tag >> 8, tag & 0xff) : Buffer.of(tag);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x100) return Buffer.of(0x81, length);
  if (length < 0x10000) return Buffer.of(0x82, length >> 8, length & 0xff);
  throw new RangeError('a data object of 64 KiB or more');
}

/**
 * The length of the object at the beginning of `bytes`, tag and length included; what follows need not be there yet.
 */
export function objectLength(bytes: Uint8Array): Result<number, TlvError> {
  const head = header(bytes);
  return head.ok ? ok(head.value.start + head.value.length) : head;
}

function header(bytes: Uint8Array): Result<{ tag: number; start: number; length: number }, TlvError> {
  let at = 0;
  const next = (): number | undefined => bytes[at++];
  let tag = next();
  if (tag === undefined) return err('truncated');
  if ((tag & 0x1f) === 0x1f) {
    let part: number | undefined;
    do {
      part = next();
      if (part === undefined) return err('truncated');
      tag = tag * 0x100 + part;
      if (tag > 0xffffff) return err('malformed');
    } while ((part & 0x80) !== 0);
  }
  const first = next();
  if (first === undefined) return err('truncated');
  if (first < 0x80) return ok({ tag, start: at, length: first });
  const count = first & 0x7f;
  if (count === 0 || count > 2) return err('malformed');
  let length = 0;
  for (let index = 0; index < count; index++) {
    const part = next();
    if (part === undefined) return err('truncated');
    length = length * 0x100 + part;
  }
  return ok({ tag, start: at, length });
}

/** The objects that stand one behind the other in `bytes`, which they fill to the last byte. */
export function parseTlv(bytes: Uint8Array): Result<readonly Tlv[], TlvError> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const objects: Tlv[] = [];
  for (let at = 0; at < all.length;) {
    const head = header(all.subarray(at));
    if (!head.ok) return head;
    const end = at + head.value.start + head.value.length;
    if (end > all.length) return err('truncated');
    objects.push({
      tag: head.value.tag,
      value: all.subarray(at + head.value.start, end),
      bytes: all.subarray(at, end),
    });
    at = end;
  }
  return ok(objects);
}

/**
 * The objects inside; none where `bytes` are no objects. For data that are refused anyway when an object is missing.
 */
export const children = (bytes: Uint8Array): readonly Tlv[] => {
  const parsed = parseTlv(bytes);
  return parsed.ok ? parsed.value : [];
};

/** The value found by going down a path of tags, the first of each. */
export function find(bytes: Uint8Array, ...path: readonly number[]): Buffer | undefined {
  let value: Buffer | undefined = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const tag of path) value = value && children(value).find((object) => object.tag === tag)?.value;
  return value;
}

/** An object identifier's value bytes: `0.4.0.127.0.7` → 04 00 7f 00 07. */
export function oidBytes(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const parts = [arc & 0x7f];
    for (let left = Math.floor(arc / 0x80); left > 0; left = Math.floor(left / 0x80))
      parts.unshift((left & 0x7f) | 0x80);
    bytes.push(...parts);
  }
  return Buffer.from(bytes);
}

export const oid = (dotted: string): Buffer => tlv(0x06, oidBytes(dotted));
