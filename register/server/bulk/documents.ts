/**
 * Documents by the thousand: one statement for a whole batch, with everything in one block of bytes, which no array of
 * texts is as quick as.
 */
import { CompiledQuery } from 'kysely';
import type { Kysely } from 'kysely';
import { DocumentStage, DocumentType } from '../../contract/contract.ts';
import type { DocumentLine } from '../admin/contract-data.ts';
import type { DocumentKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';

const DAY_MS = 86_400_000;
/**
 * Bytes of one document: keyed hash 32, type 1, stage 1, days since 1970 4, office 2, answers to yes or no 1, encrypted
 * number 16; big-endian.
 */
const SIZE = 57;
const TYPES = DocumentType.options;
const STAGES = DocumentStage.options;
const answer = (value: boolean | null): number => (value === null ? 0 : value ? 3 : 1);

// What is as it was is left alone, so that a whole list every night is no change to what terminals keep.
const STATEMENT = `
  insert into document_status (type, number_hash, stage, since, office, pin_letter, bring_old_document, number_sealed)
  select ($2::text[])[1 + get_byte($1, o + 32)], substring($1::bytea from o + 1 for 32), ($3::text[])[1 + get_byte($1, o + 33)],
    date '1970-01-01' + (get_byte($1, o + 34) << 24 | get_byte($1, o + 35) << 16 | get_byte($1, o + 36) << 8 | get_byte($1, o + 37)),
    ($4::text[])[get_byte($1, o + 38) << 8 | get_byte($1, o + 39)],
    case get_byte($1, o + 40) & 3 when 0 then null when 1 then false else true end,
    case get_byte($1, o + 40) >> 2 when 0 then null when 1 then false else true end,
    substring($1::bytea from o + 42 for 16)
  from (select i * ${SIZE} as o from generate_series(0, $5::integer - 1) as i) as places
  on conflict (type, number_hash) do update set stage = excluded.stage, since = excluded.since, office = excluded.office, pin_letter = excluded.pin_letter, bring_old_document = excluded.bring_old_document,
    number_sealed = excluded.number_sealed
  where (document_status.stage, document_status.since, document_status.office, document_status.pin_letter, document_status.bring_old_document, document_status.number_sealed)
    is distinct from (excluded.stage, excluded.since, excluded.office, excluded.pin_letter, excluded.bring_old_document, excluded.number_sealed)`;

/** One statement of {@link sendDocuments}; while documents are moved from a former key, another one before it. */
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
    const sealed = key.seal(hash, line.number);
    hash.copy(packed, at);
    packed.writeUInt8(TYPES.indexOf(line.type), at + 32);
    packed.writeUInt8(STAGES.indexOf(line.stage), at + 33);
    packed.writeInt32BE(Math.round(Date.parse(line.since) / DAY_MS), at + 34);
    packed.writeUInt16BE(line.office === null ? 0 : (places.get(line.office) ?? 0), at + 38);
    packed.writeUInt8(answer(line.pinLetter) | (answer(line.bringOldDocument) << 2), at + 40);
    sealed.copy(packed, at + 41);
    const from = key.formerHash(line.type, line.number);
    if (from !== null) moved.push({ type: line.type, from, hash, sealed });
  }
  return { values: [packed, [...TYPES], [...STAGES], offices, rows.length], moved };
}

/** Enters documents or moves them on. Returns how many rows are new or other than before. */
export async function sendDocuments(db: Kysely<Tables>, { values, moved }: PackedDocuments): Promise<number> {
  await moveDocuments(db, moved);
  const { numAffectedRows } = await db.executeQuery(CompiledQuery.raw(STATEMENT, [...values]));
  return Number(numAffectedRows ?? 0n);
}

/** Writes documents under their new hash; those that are there already stay as they are. */
export async function moveDocuments(db: Kysely<Tables>, moved: readonly MovedDocument[]): Promise<void> {
  if (moved.length === 0) return;
  await db.executeQuery(
    CompiledQuery.raw(
      `
    update document_status as d set number_hash = m.hash, number_sealed = m.sealed
    from unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[]) as m (type, old, hash, sealed) where d.type = m.type and d.number_hash = m.old`,
      [
        moved.map(({ type }) => type),
        moved.map(({ from }) => from),
        moved.map(({ hash }) => hash),
        moved.map(({ sealed }) => sealed),
      ],
    ),
  );
}

export const writeDocuments = (db: Kysely<Tables>, key: DocumentKey, lines: readonly DocumentLine[]): Promise<number> =>
  sendDocuments(db, packDocuments(key, lines));
