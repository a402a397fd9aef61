/** Another key for document numbers, without a gap: the former one finds what is not moved yet. */
import type { Kysely } from 'kysely';
import { DocumentType } from '../../../contract/contract.ts';
import { err, ok, type Result } from '../../../../base/result.ts';
import { writeAudit } from '../../audit/write.ts';
import { moveDocuments } from '../../bulk/documents.ts';
import type { DocumentKey } from '../secrets.ts';
import type { Tables } from '../../database/tables.ts';
import { dropFormerSecret, prependDocumentSecret, recordDocumentKey } from './file.ts';
import { newSecret } from './../secret-file.ts';

/** Documents that are moved in one transaction. */
const BATCH = 2_000;

export interface RotateDeps {
  readonly db: Kysely<Tables>;
  readonly folder: string;
  readonly key: DocumentKey;
  readonly now: number;
}

/** `without-number`: so many documents were entered before their numbers were kept encrypted; an import brings them. */
export async function rotateDocumentKey(
  deps: RotateDeps,
): Promise<Result<{ moved: number }, { kind: 'without-number'; documents: number } | { kind: 'under-way' }>> {
  const { db, folder, key, now } = deps;
  if (key.formerHash('passport', '') !== null) return err({ kind: 'under-way' });
  const { count } = await db
    .selectFrom('document_status')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where('number_sealed', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(count) > 0) return err({ kind: 'without-number', documents: Number(count) });
  const next = newSecret();
  await prependDocumentSecret(folder, next);
  key.succeed(next);
  await db.transaction().execute(async (tx) => {
    await recordDocumentKey(tx, key);
    await writeAudit(tx, { at: now, actor: 'admin', action: 'key-rotated', subject: 'document-numbers' });
  });
  return ok({ moved: await moveToCurrentKey(deps) });
}

/** Goes on where a server ended while it moved; does nothing where there is no former key. */
export async function moveToCurrentKey({
  db,
  folder,
  key,
}: Pick<RotateDeps, 'db' | 'folder' | 'key'>): Promise<number> {
  if (key.formerHash('passport', '') === null) return 0;
  let moved = 0;
  // Until nothing is found: what was being entered when the key changed may have come in behind the first look.
  for (let found = await moveOnce(db, key); found > 0; found = await moveOnce(db, key)) moved += found;
  await dropFormerSecret(folder);
  key.forget();
  return moved;
}

/** In the order of the primary key. What is moved may come by a second time, and is left alone then. */
async function moveOnce(db: Kysely<Tables>, key: DocumentKey): Promise<number> {
  let moved = 0;
  for (const type of DocumentType.options) {
    for (let after: Uint8Array | null = Buffer.alloc(0); after !== null;) {
      const rows: { readonly number_hash: Uint8Array; readonly number_sealed: Uint8Array | null }[] = await db
        .selectFrom('document_status')
        .select(['number_hash', 'number_sealed'])
        .where('type', '=', type)
        .where('number_hash', '>', after)
        .orderBy('number_hash')
        .limit(BATCH)
        .execute();
      const chosen = rows.flatMap(({ number_hash: from, number_sealed: sealed }) => {
        const number = sealed === null ? null : key.open(type, from, sealed);
        const hash = number === null ? null : key.hash(type, number);
        return number === null || hash === null || hash.equals(from)
          ? []
          : [{ type, from, hash, sealed: key.seal(hash, number) }];
      });
      await db.transaction().execute((tx) => moveDocuments(tx, chosen));
      moved += chosen.length;
      after = rows.length < BATCH ? null : (rows.at(-1)?.number_hash ?? null);
    }
  }
  return moved;
}
