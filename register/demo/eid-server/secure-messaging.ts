/**
 * The terminal's end of secure messaging (TR-03110-3, F; ISO/IEC 7816-4, 10): commands out in ciphertext, answers in,
 * both counted and authenticated.
 */
import { timingSafeEqual } from 'node:crypto';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { BLOCK, decrypt, encrypt, messageAuthenticationCode, pad, unpad } from './cryptography.ts';
import { children, tlv } from './tlv.ts';

export interface Command {
  /** CLA INS P1 P2. */
  readonly header: readonly [number, number, number, number];
  readonly data?: Uint8Array;
  /** Most bytes wanted back, 1..256. */
  readonly expected?: number;
}

export interface Answer {
  readonly data: Buffer;
  /** SW1 SW2. */ readonly status: number;
}

/** `plain`: the card answered outside of the channel; `forged`: the code does not fit, or objects are missing. */
export type ChannelError = 'plain' | 'forged';

export interface Channel {
  protect(command: Command): Buffer;
  /** Answers are opened in the order of their commands. */
  open(answer: Uint8Array): Result<Answer, ChannelError>;
}

/**
 * `keys` as chip authentication derives them. Commands may be protected ahead of their answers: a command and its
 * answer count two.
 */
export function openChannel(keys: { readonly encryption: Uint8Array; readonly authentication: Uint8Array }): Channel {
  let sent = 0n;
  let opened = 0n;
  return {
    protect({ header, data, expected }) {
      const counter = sequence(2n * sent + 1n);
      sent += 1n;
      const head = Buffer.of(header[0] | 0x0c, header[1], header[2], header[3]);
      const objects: Buffer[] = [];
      if (data !== undefined && data.length > 0)
        objects.push(tlv(0x87, Buffer.of(1), encrypt(keys.encryption, pad(data), iv(keys.encryption, counter))));
      if (expected !== undefined) objects.push(tlv(0x97, Buffer.of(expected & 0xff)));
      const body = Buffer.concat(objects);
      const code = messageAuthenticationCode(
        keys.authentication,
        counter,
        pad(head),
        body.length > 0 ? pad(body) : body,
      );
      const all = Buffer.concat([body, tlv(0x8e, code)]);
      // Lengths of one byte where they suffice; an extended command begins its length with a zero (ISO/IEC 7816-4,
      // 5.1).
      if (all.length <= 0xff) return Buffer.concat([head, Buffer.of(all.length), all, Buffer.of(0)]);
      return Buffer.concat([head, Buffer.of(0, all.length >> 8, all.length & 0xff), all, Buffer.of(0, 0)]);
    },
    open(answer) {
      opened += 1n;
      const counter = sequence(2n * opened);
      const objects = children(answer.subarray(0, -2));
      const cryptogram = objects.find(({ tag }) => tag === 0x87);
      const status = objects.find(({ tag }) => tag === 0x99);
      const code = objects.find(({ tag }) => tag === 0x8e);
      if (objects.length === 0) return err('plain');
      if (status?.value.length !== 2 || code === undefined) return err('forged');
      const authentic = messageAuthenticationCode(
        keys.authentication,
        counter,
        pad(Buffer.concat([cryptogram?.bytes ?? Buffer.alloc(0), status.bytes])),
      );
      if (code.value.length !== authentic.length || !timingSafeEqual(code.value, authentic)) return err('forged');
      if (cryptogram === undefined) return ok({ data: Buffer.alloc(0), status: status.value.readUInt16BE() });
      const secret = cryptogram.value.subarray(1);
      if (cryptogram.value[0] !== 1 || secret.length === 0 || secret.length % BLOCK !== 0) return err('forged');
      const data = unpad(decrypt(keys.encryption, secret, iv(keys.encryption, counter)));
      return data === undefined ? err('forged') : ok({ data, status: status.value.readUInt16BE() });
    },
  };
}

function sequence(count: bigint): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  bytes.writeBigUInt64BE(count, BLOCK - 8);
  return bytes;
}

const iv = (key: Uint8Array, counter: Uint8Array): Buffer => encrypt(key, counter);
