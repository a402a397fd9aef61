/** States of ID documents in our own tables. */
import type { Kysely } from 'kysely';
import { DocumentStage } from '../../../contract/contract.ts';
import type { DocumentStatus, DocumentType } from '../../../contract/contract.ts';
import { writeDocuments } from '../../bulk/documents.ts';
import type { RegisterDatabase } from '../../database/database.ts';
import type { ResidentSystem } from '../../ports/resident-system.ts';
import type { DocumentKey } from '../../keys/secrets.ts';
import type { Tables } from '../../database/tables.ts';
import { together } from '../../database/together.ts';
import { asked } from './asked.ts';

type StatusRow = Pick<Tables['document_status'], 'stage' | 'since' | 'office' | 'pin_letter' | 'bring_old_document'>;

/** One row by the primary key. */
const LOOKUP =
  'select stage, since, office, pin_letter, bring_old_document from document_status where type = $1 and number_hash = $2';
/** The same for several: types, and their hashes one behind the other. `offset 0` keeps it one look each. */
const LOOKUPS = `
  select (asked.place - 1)::integer as place, found.* from unnest($1::text[]) with ordinality as asked (type, place)
  cross join lateral (
    select stage, since, office, pin_letter, bring_old_document from document_status
    where type = asked.type and number_hash = substring($2::bytea from (asked.place::integer - 1) * 32 + 1 for 32) offset 0
  ) as found`;

interface Asked {
  readonly type: DocumentType;
  readonly hash: Buffer;
}

export function createDocumentLookup(
  database: Pick<RegisterDatabase, 'prepared'>,
  key: DocumentKey,
): ResidentSystem['documentStatus'] {
  const find = together<Asked, StatusRow | undefined>(async (documents) => {
    const [only] = documents;
    if (documents.length === 1 && only !== undefined)
      return [(await database.prepared<StatusRow>('document-status', LOOKUP, [only.type, only.hash]))[0]];
    const rows = await database.prepared<StatusRow & { readonly place: number }>('document-statuses', LOOKUPS, [
      documents.map(({ type }) => type),
      Buffer.concat(documents.map(({ hash }) => hash)),
    ]);
    const found: (StatusRow | undefined)[] = documents.map(() => undefined);
    for (const row of rows) found[row.place] = row;
    return found;
  });
  return (type, number) =>
    asked(async (): Promise<DocumentStatus> => {
      let row = await find({ type, hash: key.hash(type, number) });
      const former = key.formerHash(type, number);
      if (row === undefined && former !== null) row = await find({ type, hash: former });
      // Moved between the two looks.
      if (row === undefined && former !== null) row = await find({ type, hash: key.hash(type, number) });
      if (!row) return { stage: 'unknown' };
      return {
        stage: DocumentStage.parse(row.stage),
        since: row.since,
        ...(row.office === null ? {} : { office: row.office }),
        ...(row.pin_letter === null ? {} : { pinLetter: row.pin_letter }),
        ...(row.bring_old_document === null ? {} : { bringOldDocument: row.bring_old_document }),
      };
    });
}

export interface DocumentRecord extends DocumentStatus {
  readonly type: DocumentType;
  /** Normalised, without check digit. Stored as its keyed hash only. */
  readonly number: string;
  readonly stage: Exclude<DocumentStage, 'unknown'>;
  readonly since: string;
}

/** Enters documents or moves them on to another stage. */
export async function putDocuments(
  db: Kysely<Tables>,
  key: DocumentKey,
  documents: readonly DocumentRecord[],
): Promise<void> {
  const lines = documents.map(({ office = null, pinLetter = null, bringOldDocument = null, ...document }) => ({
    ...document,
    office,
    pinLetter,
    bringOldDocument,
  }));
  for (let start = 0; start < lines.length; start += 1000)
    await writeDocuments(db, key, lines.slice(start, start + 1000));
}
