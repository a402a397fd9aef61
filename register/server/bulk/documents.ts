/** Documents by the thousand: one statement for a whole batch, with everything in one block of bytes, which no array of texts is as quick as. */
import { CompiledQuery } from 'kysely';
import type { Transaction } from 'kysely';
import { DocumentStage, DocumentType } from '../../contract.ts';
import type { DocumentLine } from '../admin/contract-data.ts';
import type { DocumentKey } from '../secrets.ts';
import type { Tables } from '../tables.ts';

const DAY_MS = 86_400_000;
/** Bytes of one document: keyed hash 32, type 1, stage 1, days since 1970 4, office 2, answers to yes or no 1; big-endian. */
const SIZE = 41;
const TYPES = DocumentType.options;
const STAGES = DocumentStage.options;
const answer = (value: boolean | null): number => (value === null ? 0 : value ? 3 : 1);

// What is as it was is left alone, so that a whole list every night is no change to what terminals keep.
const STATEMENT = `
  insert into document_status (type, number_hash, stage, since, office, pin_letter, bring_old_document)
  select ($2::text[])[1 + get_byte($1, o + 32)], substring($1::bytea from o + 1 for 32), ($3::text[])[1 + get_byte($1, o + 33)],
    date '1970-01-01' + (get_byte($1, o + 34) << 24 | get_byte($1, o + 35) << 16 | get_byte($1, o + 36) << 8 | get_byte($1, o + 37)),
    ($4::text[])[get_byte($1, o + 38) << 8 | get_byte($1, o + 39)],
    case get_byte($1, o + 40) & 3 when 0 then null when 1 then false else true end,
    case get_byte($1, o + 40) >> 2 when 0 then null when 1 then false else true end
  from (select i * ${SIZE} as o from generate_series(0, $5::integer - 1) as i) as places
  on conflict (type, number_hash) do update set stage = excluded.stage, since = excluded.since, office = excluded.office, pin_letter = excluded.pin_letter, bring_old_document = excluded.bring_old_document
  where (document_status.stage, document_status.since, document_status.office, document_status.pin_letter, document_status.bring_old_document)
    is distinct from (excluded.stage, excluded.since, excluded.office, excluded.pin_letter, excluded.bring_old_document)`;

/** One statement of {@link sendDocuments}. */
export interface PackedDocuments { readonly values: readonly unknown[] }

/** The last line of a number counts. */
export function packDocuments(key: DocumentKey, lines: readonly DocumentLine[]): PackedDocuments {
  const last = new Map<string, { readonly line: DocumentLine; readonly hash: Buffer }>();
  for (const line of lines) last.set(`${line.type} ${line.number}`, { line, hash: key.hash(line.type, line.number) });
  // By their place in the index: neighbours are written together.
  const rows = [...last.values()].sort((a, b) => a.hash.compare(b.hash));
  const offices = [...new Set(rows.flatMap(({ line }) => line.office ?? []))];
  const places = new Map(offices.map((office, index) => [office, index + 1]));
  const packed = Buffer.alloc(rows.length * SIZE);
  for (const [index, { line, hash }] of rows.entries()) {
    const at = index * SIZE;
    hash.copy(packed, at);
    packed.writeUInt8(TYPES.indexOf(line.type), at + 32);
    packed.writeUInt8(STAGES.indexOf(line.stage), at + 33);
    packed.writeInt32BE(Math.round(Date.parse(line.since) / DAY_MS), at + 34);
    packed.writeUInt16BE(line.office === null ? 0 : places.get(line.office) ?? 0, at + 38);
    packed.writeUInt8(answer(line.pinLetter) | (answer(line.bringOldDocument) << 2), at + 40);
  }
  return { values: [packed, [...TYPES], [...STAGES], offices, rows.length] };
}

/** Enters documents or moves them on. Returns how many rows are new or other than before. */
export async function sendDocuments(tx: Transaction<Tables>, { values }: PackedDocuments): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(STATEMENT, [...values]));
  return Number(numAffectedRows ?? 0n);
}

export const writeDocuments = (tx: Transaction<Tables>, key: DocumentKey, lines: readonly DocumentLine[]): Promise<number> => sendDocuments(tx, packDocuments(key, lines));
