/**
 * Packed documents as rows of PostgreSQL's binary COPY: a header, for each row the number of its columns and for each
 * column its length and bytes, and an end (postgresql.org/docs/15/sql-copy.html, "Binary Format").
 */
import {
  ANSWERS_AT,
  DAY_AT,
  HASH_BYTES,
  NUMBER_AT,
  OFFICE_AT,
  SIZE,
  STAGES,
  STAGE_AT,
  TYPES,
  TYPE_AT,
} from './packed-documents.ts';

export const COPY_DOCUMENTS =
  'copy document_status (type, number_hash, stage, since, office, pin_letter, bring_old_document, number_sealed) from stdin (format binary)';

const COLUMNS = 8;
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Days from 1970 to 2000, from which PostgreSQL counts. */
const TO_2000 = 10_957;

/** A column as it is written: its length and its bytes. */
function column(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(4 + bytes.length);
  out.writeInt32BE(bytes.length);
  out.set(bytes, 4);
  return out;
}
const text = (value: string): Buffer => column(Buffer.from(value, 'utf8'));
const NULL = Buffer.of(0xff, 0xff, 0xff, 0xff);
/** By the two bits of an answer: none, no, -, yes. */
const ANSWER = [NULL, column(Buffer.of(0)), NULL, column(Buffer.of(1))] as const;
const TYPE_COLUMNS = TYPES.map(text);
const STAGE_COLUMNS = STAGES.map(text);

/** `offices`: what the places in the packed documents mean, from 1. */
export function copyRows(packed: Buffer, offices: readonly string[]): Buffer {
  const officeColumns = [NULL, ...offices.map(text)];
  const longest = (columns: readonly Buffer[]): number => Math.max(...columns.map(({ length }) => length));
  const widest =
    2 + longest(TYPE_COLUMNS) + (4 + HASH_BYTES) + longest(STAGE_COLUMNS) + 8 + longest(officeColumns) + 10 + 20;
  const out = Buffer.allocUnsafeSlow(HEADER.length + (packed.length / SIZE) * widest + 2);
  let to = HEADER.copy(out);
  const put = (bytes: Uint8Array | undefined): void => {
    if (bytes === undefined) throw new RangeError('A packed document has a place that there is not.');
    out.set(bytes, to);
    to += bytes.length;
  };
  for (let at = 0; at < packed.length; at += SIZE) {
    to = out.writeInt16BE(COLUMNS, to);
    put(TYPE_COLUMNS[packed[at + TYPE_AT] ?? 0]);
    to = out.writeInt32BE(HASH_BYTES, to);
    to += packed.copy(out, to, at, at + HASH_BYTES);
    put(STAGE_COLUMNS[packed[at + STAGE_AT] ?? 0]);
    to = out.writeInt32BE(4, to);
    to = out.writeInt32BE(packed.readInt32BE(at + DAY_AT) - TO_2000, to);
    put(officeColumns[packed.readUInt16BE(at + OFFICE_AT)]);
    const answers = packed[at + ANSWERS_AT] ?? 0;
    put(ANSWER[answers & 3]);
    put(ANSWER[answers >> 2]);
    to = out.writeInt32BE(SIZE - NUMBER_AT, to);
    to += packed.copy(out, to, at + NUMBER_AT, at + SIZE);
  }
  to = out.writeInt16BE(-1, to);
  return out.subarray(0, to);
}
