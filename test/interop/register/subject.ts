/** Our own tables, filled with Musterstadt's documents, as a subject of the conformance suite. */
import { DEMO_DOCUMENTS, DEMO_UNKNOWN } from '../../../register/demo/documents.ts';
import type { RegisterDatabase } from '../../../register/server/database/database.ts';
import type { ConformanceSubject } from '../../../register/server/ports/conformance.ts';
import { createPostgresResidents, putDocuments } from '../../../register/server/residents/postgres-residents.ts';
import { createDocumentKey } from '../../../register/server/keys/secrets.ts';

export async function conformanceSubject(
  database: RegisterDatabase,
  interrupt: () => Promise<void>,
): Promise<ConformanceSubject> {
  const key = createDocumentKey(new Uint8Array(32).fill(9));
  await putDocuments(
    database.db,
    key,
    DEMO_DOCUMENTS.map((document) => ({ ...document, since: '2026-11-20' })),
  );
  return {
    register: createPostgresResidents(database, key),
    documents: DEMO_DOCUMENTS,
    unknown: DEMO_UNKNOWN,
    interrupt,
    close: () => database.close(),
  };
}
