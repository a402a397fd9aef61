/** Documents by the thousand: one statement for a whole batch, or a copy of it. */
import { CompiledQuery } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { DocumentLine } from '../admin/contract-data.ts';
import type { DocumentKey } from '../keys/secrets.ts';
import type { BulkLine } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import type { DocumentBatch } from './document-lines.ts';
import { COPY_DOCUMENTS } from './document-rows.ts';
import {
  HASH_BYTES,
  SIZE,
  STAGES,
  TYPES,
  packDocuments,
  type MovedDocument,
  type PackedDocuments,
} from './packed-documents.ts';

/** SQLSTATE. */
const UNIQUE_VIOLATION = '23505';

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

/**
 * Documents that are sorted by their hashes: where there are none yet between the first one and the last, they are
 * copied in, which takes half the time. Answers how many rows are new or other than before.
 */
export async function writeDocumentBatch(
  { db, copyIn }: BulkLine,
  { count, packed, rows, moved }: DocumentBatch,
  offices: readonly string[],
  audit: (tx: Transaction<Tables>, count: number) => Promise<void>,
): Promise<number> {
  const write = (how: (tx: Transaction<Tables>) => Promise<number>): Promise<number> =>
    db.transaction().execute(async (tx) => {
      const written = await how(tx);
      await audit(tx, count);
      return written;
    });
  if (copyIn !== null && moved.length === 0 && (await isFree(db, packed))) {
    try {
      return await write(async () => {
        await copyIn(COPY_DOCUMENTS, rows);
        return count;
      });
    } catch (error) {
      // Somebody entered one of them meanwhile.
      if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    }
  }
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  return write((tx) => sendDocuments(tx, { values: [bytes, [...TYPES], [...STAGES], [...offices], count], moved }));
}

async function isFree(db: Kysely<Tables>, packed: Uint8Array): Promise<boolean> {
  const hashAt = (at: number): Buffer => Buffer.from(packed.subarray(at, at + HASH_BYTES));
  const { rows } = await db.executeQuery(
    CompiledQuery.raw(
      `
    select 1 from unnest($1::text[]) as one (type)
    where exists (select from document_status as d where d.type = one.type and d.number_hash between $2 and $3) limit 1`,
      [[...TYPES], hashAt(0), hashAt(packed.length - SIZE)],
    ),
  );
  return rows.length === 0;
}
