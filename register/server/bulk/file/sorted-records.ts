/**
 * Records of any number in the order of their keys, each key once, in flat memory: they are parted by the key's first
 * byte as they come, and what is more than some megabytes lies in a file until it is read again, part by part. The file
 * has no name any more when the first byte goes in, and what goes in is encrypted under a key that only this process
 * has: whoever gets hold of the disk finds nothing.
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a key, which stands first in its record. Keys are hashes: evenly spread. */
export const KEY_BYTES = 32;
const PARTS = 256;
/** Bytes of a part that are held before they are written. */
const HELD = 32 * 1024;
const LENGTH_BYTES = 4;

interface Written {
  readonly at: number;
  readonly length: number;
}
interface Part {
  held: Buffer;
  length: number;
  readonly written: Written[];
}
interface Placed {
  readonly place: number;
  readonly record: Buffer;
}

export class SortedRecords {
  readonly #folder: string;
  readonly #parts: (Part | undefined)[] = Array.from({ length: PARTS });
  readonly #secret = randomBytes(32);
  #file: number | null = null;
  #end = 0;

  /** `folder`: where the file is made, once there is need of one. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies the first `length` bytes. Of records with the same key the last one counts. */
  add(record: Uint8Array, length = record.length): void {
    const part = this.#partOf(record[0] ?? 0);
    const needed = LENGTH_BYTES + length;
    if (part.length + needed > part.held.length) {
      this.#write(part);
      if (needed > part.held.length) part.held = Buffer.allocUnsafe(needed);
    }
    const { held, length: at } = part;
    held.writeUInt32LE(length, at);
    held.set(length === record.length ? record : record.subarray(0, length), at + LENGTH_BYTES);
    part.length = at + needed;
  }

  /** In the order of their keys, at most so many at once. Each is given once: its memory is used up with it. */
  *batches(most: number): Generator<Buffer[]> {
    let batch: Buffer[] = [];
    for (let index = 0; index < PARTS; index += 1) {
      const part = this.#parts[index];
      if (part === undefined) continue;
      this.#parts[index] = undefined;
      for (const record of lastOfEach(this.#read(part))) {
        batch.push(record);
        if (batch.length < most) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #partOf(index: number): Part {
    return (this.#parts[index] ??= { held: Buffer.allocUnsafe(HELD), length: 0, written: [] });
  }

  #write(part: Part): void {
    if (part.length === 0) return;
    this.#file ??= openNameless(this.#folder);
    const bytes = this.#crypt(part.held.subarray(0, part.length), this.#end);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done, undefined, this.#end + done);
    part.written.push({ at: this.#end, length: bytes.length });
    this.#end += bytes.length;
    part.length = 0;
  }

  #read({ written, held, length }: Part): Buffer {
    const before = written.reduce((sum, one) => sum + one.length, 0);
    const all = Buffer.allocUnsafe(before + length);
    let to = 0;
    for (const one of written) {
      const bytes = all.subarray(to, to + one.length);
      for (let done = 0; done < one.length;) {
        const got = readSync(this.#file ?? -1, bytes, done, one.length - done, one.at + done);
        if (got === 0) throw new Error('The file of records that are being imported is too short.');
        done += got;
      }
      bytes.set(this.#crypt(bytes, one.at));
      to += one.length;
    }
    all.set(held.subarray(0, length), to);
    return all;
  }

  /** Counter mode: one direction is the other. No two pieces share a place, so none shares its vector. */
  #crypt(bytes: Buffer, place: number): Buffer {
    const vector = Buffer.alloc(16);
    vector.writeBigUInt64BE(BigInt(place));
    return createCipheriv('aes-256-ctr', this.#secret, vector).update(bytes);
  }
}

/** For its owner only, and gone from the folder at once: it ends with the process, however that ends. */
function openNameless(folder: string): number {
  const path = join(folder, `import-${randomBytes(8).toString('hex')}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}

function lastOfEach(bytes: Buffer): Buffer[] {
  const all: Placed[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + LENGTH_BYTES + bytes.readUInt32LE(at);
    const record = bytes.subarray(at + LENGTH_BYTES, end);
    // Six bytes tell keys apart nearly always, and compare as a number.
    all.push({ place: record.readUIntBE(0, 6), record });
    at = end;
  }
  // A stable sort: records with the same key stay in the order in which they came.
  all.sort((a, b) => a.place - b.place || compareKeys(a.record, b.record));
  return all
    .filter(({ place, record }, index) => {
      const next = all[index + 1];
      return next === undefined || next.place !== place || compareKeys(next.record, record) !== 0;
    })
    .map(({ record }) => record);
}

const compareKeys = (a: Buffer, b: Buffer): number => a.compare(b, 0, KEY_BYTES, 0, KEY_BYTES);
