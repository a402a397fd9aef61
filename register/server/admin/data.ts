/** What the operator's commands about data, the whole catalogue and the audit do. */
import { createHash } from 'node:crypto';
import { dropAudit } from '../audit/drop.ts';
import type { AuditAction } from '../audit/entry.ts';
import { readSignedHeads } from '../audit/signed-heads.ts';
import { auditHeads, verifyAudit } from '../audit/verify.ts';
import { writeAudit } from '../audit/write.ts';
import { catalogueFaults, replaceCatalogue } from '../bulk/catalogue.ts';
import { writeDocuments } from '../bulk/documents.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import { rotateDocumentKey } from '../keys/document-key/rotate.ts';
import { beginEpoch } from '../status-index/epochs.ts';
import { statusIndexState } from '../status-index/state.ts';
import { addSealingKey } from '../keys/sealing/files.ts';
import { succeedSigner } from '../keys/signing.ts';
import { storable, unwantedText } from '../database/storable.ts';
import type { ADMIN_DATA } from './contract-data.ts';
import type { FileImports } from './files.ts';
import type { Handlers } from './server.ts';

/**
 * Invented documents or people, numbered from `from`; the same ones for the same seed. Only the demonstration has it.
 */
export type Generate = (
  register: Register,
  wanted: {
    readonly what: 'documents' | 'people';
    readonly from: number;
    readonly count: number;
    readonly seed: number;
  },
) => Promise<{ written: number; examples: string[] }>;

const wrong = (field: string, message: string): HttpProblem =>
  new HttpProblem({ code: 'invalid-request', errors: [{ field, message }] });

export function dataHandlers({
  register,
  generate,
  imports,
}: {
  readonly register: Register;
  readonly generate: Generate | undefined;
  readonly imports: FileImports;
}): Pick<Handlers, keyof typeof ADMIN_DATA> {
  const {
    server: { catalogue },
    documentKey,
    timeZone,
    clock,
    log,
    database: { db },
  } = register;
  const auditEntry = (action: AuditAction, subject: string) =>
    ({ at: clock.now(), actor: 'admin', action, subject }) as const;

  async function checkOffices(offices: Iterable<string | null>, field: (index: number) => string): Promise<void> {
    const known = new Set((await catalogue.current()).catalogue.offices.map(({ id }) => id));
    const errors = [...offices].flatMap((office, index) =>
      office === null || known.has(office) ? [] : [{ field: field(index), message: 'is not in the catalogue' }],
    );
    if (errors.length > 0) throw new HttpProblem({ code: 'invalid-request', errors: errors.slice(0, 20) });
  }

  return {
    async setDocument(document) {
      await checkOffices([document.office], () => 'office');
      const since = document.since ?? dayIn(timeZone, clock.now());
      return db.transaction().execute(async (tx) => {
        await writeDocuments(tx, documentKey, [{ ...document, since }]);
        // Only a holder of both the number and the key finds the entries about it.
        const subject = createHash('sha256')
          .update(documentKey.hash(document.type, document.number))
          .digest('hex')
          .slice(0, 24);
        await writeAudit(tx, auditEntry('document-stage', `document:${subject}`));
        return { since };
      });
    },
    async generate(wanted) {
      if (generate === undefined)
        throw wrong(
          'COUNT',
          'is for the demonstration: nothing is invented for a register that was not started with --demo',
        );
      const made = await generate(register, wanted);
      await db
        .transaction()
        .execute((tx) =>
          writeAudit(
            tx,
            auditEntry(
              wanted.what === 'documents' ? 'documents-generated' : 'people-generated',
              `${wanted.what}:${made.written}`,
            ),
          ),
        );
      return made;
    },
    async rotateStatusIndex() {
      return { epoch: await beginEpoch(db, clock.now()) };
    },
    statusIndexState: () => statusIndexState(db, clock.now()),
    async rotateSealingKey() {
      const made = await addSealingKey(register.folder, register.server.sealing, clock);
      // With it the catalogue is another edition, which offers it.
      await catalogue.change(async (tx) => {
        await tx.updateTable('setting').set({ value: made.kid }).where('name', '=', 'sealing-key').execute();
        await writeAudit(tx, auditEntry('key-rotated', `sealing:${made.kid}`));
      });
      return made;
    },
    async rotateSigningKey() {
      const { kid } = await succeedSigner(register.folder, register.server.signer, clock.now());
      await db.transaction().execute(async (tx) => {
        await tx.updateTable('setting').set({ value: kid }).where('name', '=', 'signing-key').execute();
        await writeAudit(tx, auditEntry('key-rotated', `signing:${kid}`));
      });
      return { kid };
    },
    async rotateDocumentKey() {
      // They are hashed under the key that there is.
      if (imports.running('importDocuments')) throw wrong('documents', 'are being imported: wait for that');
      const rotated = await rotateDocumentKey({ db, folder: register.folder, key: documentKey, now: clock.now() });
      if (rotated.ok) return rotated.value;
      throw wrong(
        'document-numbers',
        rotated.error.kind === 'under-way'
          ? 'are being moved from a former key already: wait for that'
          : `cannot be moved: ${rotated.error.documents} documents were entered without their number. Import the documents once, then ask again`,
      );
    },
    async publishCatalogue(file) {
      if (!storable(file)) throw wrong('FILE', 'has characters that are none');
      const errors = [...unwantedText(file), ...catalogueFaults(file)];
      if (errors.length > 0) throw new HttpProblem({ code: 'invalid-request', errors: errors.slice(0, 20) });
      await catalogue.change(async (tx) => {
        await replaceCatalogue(tx, file);
        await writeAudit(tx, auditEntry('catalogue-published', 'catalogue'));
      });
      const {
        catalogue: { version, services, offices },
      } = await catalogue.current();
      log({ event: 'catalogue-replaced', version, services: services.length, offices: offices.length });
      return { version, services: services.length, offices: offices.length };
    },
    async exportCatalogue() {
      const { version: _version, sealingKeys: _keys, ...file } = (await catalogue.current()).catalogue;
      return file;
    },
    auditHeads: () => auditHeads(db),
    async auditVerify({ heads, signed }) {
      const read = signed === undefined ? null : await readSignedHeads(register.server.signer, signed);
      if (read !== null && !read.ok)
        throw wrong(
          'heads',
          read.error === 'unknown-key'
            ? 'were signed by another register, or with a key that this one does not know any more'
            : 'are not as a register signed them',
        );
      const { findings, ...verdict } = await verifyAudit(db, read === null ? heads : read.value);
      return { ...verdict, findings: [...findings] };
    },
    async auditDrop({ before }) {
      const dropped = await dropAudit(db, before, clock.now());
      if (!dropped.ok)
        throw wrong(
          '--before',
          dropped.error === 'not-over'
            ? 'names a month that is not over'
            : 'must wait: the audit does not verify; see audit verify',
        );
      return { months: [...dropped.value.months] };
    },
  };
}
