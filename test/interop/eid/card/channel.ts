/**
 * The card's end of secure messaging (TR-03110-3, F), written apart from the terminal's, so that each proves the other.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { cmac } from '@noble/ciphers/aes.js';
import { children, tlv } from '../../../../register/demo/eid-server/tlv.ts';
import type { CommandApdu, Response } from './apdu.ts';

export interface Keys {
  readonly encryption: Uint8Array;
  readonly authentication: Uint8Array;
}

const BLOCK = 16;
const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.of(0x80), Buffer.alloc(BLOCK - 1 - (bytes.length % BLOCK))]);

export class CardChannel {
  readonly #keys: Keys;
  #counter = 0;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** The command inside; undefined when it is not authentic. */
  open({ cla, ins, p1, p2, data }: CommandApdu): CommandApdu | undefined {
    const counter = this.#next();
    const objects = children(data);
    const code = objects.find(({ tag }) => tag === 0x8e)?.value;
    const covered = objects.filter(({ tag }) => tag !== 0x8e).map(({ bytes }) => bytes);
    const body = Buffer.concat(covered);
    const input = Buffer.concat([counter, padded(Buffer.of(cla, ins, p1, p2)), body.length > 0 ? padded(body) : body]);
    if (code?.equals(this.#code(input)) !== true) return undefined;
    const cryptogram = objects.find(({ tag }) => tag === 0x87)?.value;
    const wanted = objects.find(({ tag }) => tag === 0x97)?.value;
    const expected =
      wanted === undefined ? 0 : Number.parseInt(wanted.toString('hex'), 16) || (wanted.length === 1 ? 256 : 65536);
    return {
      cla: cla & ~0x0c,
      ins,
      p1,
      p2,
      data: cryptogram === undefined ? Buffer.alloc(0) : this.#plain(cryptogram.subarray(1), counter),
      expected,
    };
  }

  close({ data, status }: Response): Response {
    const counter = this.#next();
    const objects = [
      ...(data === undefined || data.length === 0
        ? []
        : [tlv(0x87, Buffer.of(1), this.#secret(padded(data), counter))]),
      tlv(0x99, Buffer.of(status >> 8, status & 0xff)),
    ];
    const body = Buffer.concat(objects);
    return { data: Buffer.concat([body, tlv(0x8e, this.#code(Buffer.concat([counter, padded(body)])))]), status };
  }

  #next(): Buffer {
    this.#counter += 1;
    const bytes = Buffer.alloc(BLOCK);
    bytes.writeUInt32BE(this.#counter, BLOCK - 4);
    return bytes;
  }

  #code(input: Uint8Array): Buffer {
    return Buffer.from(cmac(input, this.#keys.authentication)).subarray(0, 8);
  }

  #iv(counter: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-128-ecb', this.#keys.encryption, null).setAutoPadding(false);
    return Buffer.concat([cipher.update(counter), cipher.final()]);
  }

  #secret(plain: Uint8Array, counter: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-128-cbc', this.#keys.encryption, this.#iv(counter)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]);
  }

  #plain(secret: Uint8Array, counter: Uint8Array): Buffer {
    const decipher = createDecipheriv('aes-128-cbc', this.#keys.encryption, this.#iv(counter)).setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(secret), decipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(0x80));
  }
}
