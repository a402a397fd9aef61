/**
 * Under which id a document stands in what terminals keep: the register makes it of a sealed number, a terminal of the
 * one that is typed.
 */
import { scrypt } from 'node:crypto';
import type { DocumentType } from './contract.ts';
import { STATUS_ID_BYTES } from './status-id-length.ts';

/** An epoch's key, 32 bytes, and the logarithm of scrypt's N (RFC 7914). */
export interface StatusKey {
  readonly key: Uint8Array;
  readonly cost: number;
}

/** scrypt's r: blocks of 1 KiB. */
const BLOCK = 8;

/**
 * The id, 16 bytes: scrypt of type, NUL and number, with the epoch's key as salt. A holder of the key can try numbers,
 * so each try must be expensive: with a cost of 15 it takes 32 MiB and, measured on one core, 73 ms; all 27⁵ of one
 * authority then take twelve days of one core. Rejects where the cost cannot be paid (the memory for a cost above 17 is
 * refused).
 */
export function statusId({ key, cost }: StatusKey, type: DocumentType, number: string): Promise<Buffer> {
  const N = 2 ** cost;
  return new Promise((resolve, reject) => {
    scrypt(
      `${type}\0${number}`,
      key,
      STATUS_ID_BYTES,
      { N, r: BLOCK, p: 1, maxmem: 129 * BLOCK * 2 ** 17 },
      (error, id) => (error === null ? resolve(id) : reject(error)),
    );
  });
}
