/**
 * A digital seal (TR-03137-1, ICAO Doc 9303-13): header, message, signature. What a DataMatrix on paper carries and
 * anyone can check without asking the town. Reads and writes bytes only; who is believed stands in `verify.ts`.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { decodeHeader, encodeHeader } from './header.ts';
import type { HeaderFault, SealHeader } from './header.ts';
import { SIGNATURE_TAG, decodeField, encodeField } from './message.ts';
import type { MessageFault, SealField } from './message.ts';

export interface SealContent {
  readonly header: SealHeader;
  /** In the order in which they stand; no tag twice. */
  readonly fields: readonly SealField[];
}

export interface Seal extends SealContent {
  /** Header and message: what the signature is over. */
  readonly signed: Uint8Array;
  /** ECDSA: r and s beside each other, each as long as the curve's order. */
  readonly signature: Uint8Array;
}

/** `truncated`: bytes are missing. `trailing-bytes`: more than a seal. `unsigned`: no signature zone. */
export type SealFault = HeaderFault | MessageFault | 'unsigned' | 'trailing-bytes';

/** `sign` gives r‖s of ECDSA with SHA-256 over the bytes; what it throws is passed on. */
export async function encodeSeal(
  content: SealContent,
  sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<Result<Uint8Array, 'malformed-header' | 'malformed-message'>> {
  const header = encodeHeader(content.header);
  if (!header.ok) return header;
  if (!wellFormed(content.fields)) return err('malformed-message');
  const signed = Buffer.concat([header.value, ...content.fields.map(encodeField)]);
  return ok(Uint8Array.from(Buffer.concat([signed, encodeField({ tag: SIGNATURE_TAG, value: await sign(signed) })])));
}

/** Never throws, whatever the bytes are. A seal that can be read is not yet one that holds: see `verifySeal`. */
export function decodeSeal(bytes: Uint8Array): Result<Seal, SealFault> {
  const read = decodeHeader(bytes);
  if (!read.ok) return read;
  const fields: SealField[] = [];
  for (let at = read.value.length; at < bytes.length;) {
    const decoded = decodeField(bytes, at);
    if (!decoded.ok) return decoded;
    const { field, next } = decoded.value;
    if (field.tag === SIGNATURE_TAG) {
      if (next !== bytes.length) return err('trailing-bytes');
      return wellFormed(fields)
        ? ok({ header: read.value.header, fields, signed: bytes.slice(0, at), signature: field.value })
        : err('malformed-message');
    }
    fields.push(field);
    at = next;
  }
  return err('unsigned');
}

function wellFormed(fields: readonly SealField[]): boolean {
  return (
    new Set(fields.map(({ tag }) => tag)).size === fields.length &&
    fields.every(({ tag, value }) => Number.isInteger(tag) && tag >= 0 && tag < SIGNATURE_TAG && value.length <= 0xffff)
  );
}
