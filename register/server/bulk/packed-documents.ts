/** Documents as one block of bytes, which no array of texts is as quick as. */
import { DocumentStage, DocumentType } from '../../contract/contract.ts';
import type { DocumentLine } from '../admin/contract-data.ts';
import type { DocumentKey } from '../keys/secrets.ts';

const DAY_MS = 86_400_000;
export const HASH_BYTES = 32;
/**
 * Bytes of one document: keyed hash 32, type 1, stage 1, days since 1970 4, office 2, answers to yes or no 1, encrypted
 * number 16; big-endian.
 */
export const SIZE = 57;
export const [TYPE_AT, STAGE_AT, DAY_AT, OFFICE_AT, ANSWERS_AT, NUMBER_AT] = [32, 33, 34, 38, 40, 41] as const;
/** Where a document's hash and number are, for `sealRows`. */
export const SEALED_AT = { size: SIZE, hash: 0, number: NUMBER_AT };
export const TYPES = DocumentType.options;
export const STAGES = DocumentStage.options;
const answer = (value: boolean | null): number => (value === null ? 0 : value ? 3 : 1);
export const answersOf = ({ pinLetter, bringOldDocument }: Pick<DocumentLine, 'pinLetter' | 'bringOldDocument'>) =>
  answer(pinLetter) | (answer(bringOldDocument) << 2);
/** Days since 1970. */
export const dayNumber = (since: string): number => Math.round(Date.parse(since) / DAY_MS);

/** One statement of `sendDocuments`; while documents are moved from a former key, another one before it. */
export interface PackedDocuments {
  readonly values: readonly unknown[];
  readonly moved: readonly MovedDocument[];
}
/** A document under a former key, and what it becomes. */
export interface MovedDocument {
  readonly type: string;
  readonly from: Uint8Array;
  readonly hash: Uint8Array;
  readonly sealed: Uint8Array;
}

/** What a line is made of besides its number and hash: places in the lists of types and stages, days since 1970. */
export interface PackedFields {
  readonly type: number;
  readonly stage: number;
  readonly day: number;
  /** Its place in the list of offices, from 1; 0: none. */
  readonly office: number;
  /** By {@link answersOf}. */
  readonly answers: number;
}
export function packFields(packed: Buffer, at: number, { type, stage, day, office, answers }: PackedFields): void {
  packed[at + TYPE_AT] = type;
  packed[at + STAGE_AT] = stage;
  packed.writeInt32BE(day, at + DAY_AT);
  packed.writeUInt16BE(office, at + OFFICE_AT);
  packed[at + ANSWERS_AT] = answers;
}

/** The last line of a number counts. */
export function packDocuments(key: DocumentKey, lines: readonly DocumentLine[]): PackedDocuments {
  const last = new Map<string, { readonly line: DocumentLine; readonly hash: Buffer }>();
  for (const line of lines) last.set(`${line.type} ${line.number}`, { line, hash: key.hash(line.type, line.number) });
  // By their place in the index: neighbours are written together.
  const rows = [...last.values()].sort((a, b) => a.hash.compare(b.hash));
  const offices = [...new Set(rows.flatMap(({ line }) => line.office ?? []))];
  const places = new Map(offices.map((office, index) => [office, index + 1]));
  const packed = Buffer.alloc(rows.length * SIZE);
  const moved: MovedDocument[] = [];
  for (const [index, { line, hash }] of rows.entries()) {
    const at = index * SIZE;
    hash.copy(packed, at);
    packFields(packed, at, {
      type: TYPES.indexOf(line.type),
      stage: STAGES.indexOf(line.stage),
      day: dayNumber(line.since),
      office: line.office === null ? 0 : (places.get(line.office) ?? 0),
      answers: answersOf(line),
    });
    packed.write(line.number, at + NUMBER_AT, 'latin1');
    const from = key.formerHash(line.type, line.number);
    if (from !== null) moved.push({ type: line.type, from, hash, sealed: packed.subarray(at + NUMBER_AT, at + SIZE) });
  }
  key.sealRows(packed, SEALED_AT);
  return { values: [packed, [...TYPES], [...STAGES], offices, rows.length], moved };
}
