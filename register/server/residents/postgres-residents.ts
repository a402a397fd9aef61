/** The resident register in our own tables: what runs where no other system is connected. */
import type { Kysely } from 'kysely';
import { DocumentStage } from '../../contract/contract.ts';
import type { DocumentStatus, DocumentType } from '../../contract/contract.ts';
import { err, ok } from '../../../base/result.ts';
import { writeDocuments } from '../bulk/documents.ts';
import type { RegisterDatabase } from '../database/database.ts';
import type { ResidentRegister } from '../ports/resident-register.ts';
import type { DocumentKey } from '../keys/secrets.ts';
import type { Tables } from '../database/tables.ts';
import { isUnavailable } from '../database/unavailable.ts';

type StatusRow = Pick<Tables['document_status'], 'stage' | 'since' | 'office' | 'pin_letter' | 'bring_old_document'>;

/** One row by the primary key. */
const LOOKUP =
  'select stage, since, office, pin_letter, bring_old_document from document_status where type = $1 and number_hash = $2';

export function createPostgresResidents(
  database: Pick<RegisterDatabase, 'prepared'>,
  key: DocumentKey,
): ResidentRegister {
  const asked = async <T>(query: () => Promise<T>) => {
    try {
      return ok(await query());
    } catch (error) {
      if (isUnavailable(error)) return err('unavailable' as const);
      throw error;
    }
  };
  return {
    documentStatus: (type, number) =>
      asked(async (): Promise<DocumentStatus> => {
        let [row] = await database.prepared<StatusRow>('document-status', LOOKUP, [type, key.hash(type, number)]);
        const former = key.formerHash(type, number);
        if (row === undefined && former !== null)
          [row] = await database.prepared<StatusRow>('document-status', LOOKUP, [type, former]);
        // Moved between the two looks.
        if (row === undefined && former !== null)
          [row] = await database.prepared<StatusRow>('document-status', LOOKUP, [type, key.hash(type, number)]);
        if (!row) return { stage: 'unknown' };
        return {
          stage: DocumentStage.parse(row.stage),
          since: row.since,
          ...(row.office === null ? {} : { office: row.office }),
          ...(row.pin_letter === null ? {} : { pinLetter: row.pin_letter }),
          ...(row.bring_old_document === null ? {} : { bringOldDocument: row.bring_old_document }),
        };
      }),
    health: () => asked(async () => void (await database.prepared('health', 'select 1', []))),
  };
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
