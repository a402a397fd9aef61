/** A case as another system gets it. */
import type { Kysely } from 'kysely';
import { ServiceInfo } from '../../contract/contract.ts';
import type { ForwardedAttachment, ForwardedCase } from '../ports/forwarder.ts';
import { openContent } from '../cases/content.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Tables } from '../database/tables.ts';
import { adapterStateStore } from './adapter-state.ts';

/** Null where its content was removed. */
export async function readForwardedCase(
  db: Kysely<Tables>,
  sealing: SealingKeys,
  id: string,
  adapter: string,
): Promise<ForwardedCase | null> {
  const row = await db.selectFrom('case_record').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined || row.reference === null || row.accepted_at === null || row.body === null) return null;
  const service =
    row.service === null
      ? undefined
      : await db.selectFrom('service').select('body').where('id', '=', row.service).executeTakeFirst();
  const schema =
    row.schema_id === null || row.schema_version === null
      ? undefined
      : await db
          .selectFrom('case_schema')
          .select(['id', 'version', 'body'])
          .where('id', '=', row.schema_id)
          .where('version', '=', row.schema_version)
          .executeTakeFirst();
  const attachments = await db
    .selectFrom('case_attachment')
    .select(['id', 'mime_type', 'sha512'])
    .where('case_id', '=', id)
    .orderBy('position')
    .execute();
  return {
    id,
    reference: row.reference,
    kind: row.kind,
    service: service === undefined ? null : ServiceInfo.parse(service.body),
    schema: schema ?? null,
    data: await openContent(sealing, row.body),
    attachments: attachments.map((one): ForwardedAttachment => ({
      id: one.id,
      mimeType: one.mime_type ?? 'application/octet-stream',
      sha512: Buffer.from(one.sha512 ?? []).toString('hex'),
      read: () => readAttachment(db, sealing, id, one.id),
    })),
    acceptedAt: row.accepted_at,
    adapterState: adapterStateStore(db, id, adapter),
  };
}

/** The plaintext. Throws where it was removed, or the key was put away: the start checks for that. */
export async function readAttachment(
  db: Kysely<Tables>,
  sealing: SealingKeys,
  caseId: string,
  id: string,
): Promise<Uint8Array> {
  const row = await db
    .selectFrom('case_attachment')
    .select('sealed')
    .where('case_id', '=', caseId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const opened = row.sealed === null ? undefined : await sealing.open(Buffer.from(row.sealed).toString('latin1'));
  if (opened?.ok !== true) throw new Error('An attachment cannot be read.');
  return opened.value.plaintext;
}
