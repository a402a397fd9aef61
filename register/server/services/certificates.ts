/** The certificate of registration (§ 18 BMG): composed from the register's data and issued once per key. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { CertificateOrder, ExtendedField } from '../../../services/certificate/order.ts';
import type { Payment, Resident } from '../../contract/contract.ts';
import type { CertificateContent, TownLetterhead } from '../documents/document-signer.ts';
import { HttpProblem } from '../http/problems.ts';
import type { SealingKeys } from '../keys/sealing/keys.ts';
import type { Tables } from '../database/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';

/** Makes the paper: layout, signature and seal. */
export interface DocumentMaker {
  certificate(
    content: CertificateContent,
  ): Promise<{ readonly pdf: Uint8Array; readonly sha256: string; readonly pages: number }>;
}

const MARITAL: Record<Resident['maritalStatus'], string> = {
  single: 'ledig',
  married: 'verheiratet',
  widowed: 'verwitwet',
  divorced: 'geschieden',
  partnership: 'in eingetragener Lebenspartnerschaft',
  unknown: 'nicht bekannt',
};

/** § 18 (2) BMG: what was asked for beyond the simple certificate, where the register has it. */
export function extendedLines(
  resident: Resident,
  fields: readonly ExtendedField[],
): { label: string; value: string }[] {
  return fields.flatMap((field): { label: string; value: string }[] => {
    switch (field) {
      case 'birth-name':
        return [{ label: 'Geburtsname', value: resident.birthName ?? 'kein abweichender Geburtsname' }];
      case 'birth-place':
        return [{ label: 'Geburtsort', value: resident.birthPlace ?? 'nicht bekannt' }];
      case 'nationalities':
        return [{ label: 'Staatsangehörigkeiten', value: resident.nationalities.join(', ') }];
      case 'marital-status':
        return [{ label: 'Familienstand', value: MARITAL[resident.maritalStatus] }];
      // They stand with the addresses.
      case 'move-in-dates':
        return [];
    }
  });
}

export function composeCertificate(
  resident: Resident,
  order: CertificateOrder,
  about: {
    reference: string;
    issuedOn: string;
    dataOf?: string;
    letterhead: TownLetterhead;
    feeCents: number;
    verifyUrl: string;
  },
): CertificateContent {
  return {
    kind: order.kind,
    delivery: order.delivery,
    ...about,
    person: {
      familyName: resident.familyName,
      givenNames: resident.givenNames,
      usualGivenName: resident.usualGivenName,
      doctorate: resident.doctorate,
      birthDate: resident.birthDate,
    },
    // Days of moving in are none of what § 18 (1) BMG lets a simple certificate say.
    addresses: resident.residences.map(
      ({ kind, street, houseNumber, addition, postalCode, city, since }, _at, all) => ({
        kind: all.length === 1 && kind === 'main' ? ('sole' as const) : kind,
        street,
        houseNumber,
        addition,
        postalCode,
        city,
        since: order.kind === 'extended' && order.fields.includes('move-in-dates') ? since : null,
      }),
    ),
    extended: order.kind === 'extended' ? extendedLines(resident, order.fields) : [],
  };
}

/**
 * A document as it waits for its holder: sealed for the register's own keys, so that no copy of the database shows it.
 */
export interface SealedDocument {
  readonly content: Uint8Array;
  readonly kid: string;
  readonly sha256: string;
  readonly pages: number;
}

/** Throws {@link Refused}: `unavailable` where the register has no key to seal with. */
export async function sealDocument(
  sealing: SealingKeys,
  { pdf, sha256, pages }: Awaited<ReturnType<DocumentMaker['certificate']>>,
): Promise<SealedDocument> {
  const sealed = await sealing.seal(pdf);
  if (!sealed.ok) throw new HttpProblem({ code: 'unavailable', retryAfterSeconds: 300 });
  return { content: Buffer.from(sealed.value.jwe, 'latin1'), kid: sealed.value.kid, sha256, pages };
}

/** The PDF. Without `kid` it is one from before documents were sealed. */
export async function openContent(
  sealing: SealingKeys,
  { content, kid }: { readonly content: Uint8Array; readonly kid: string | null },
): Promise<Buffer> {
  if (kid === null) return Buffer.from(content);
  const opened = await sealing.open(Buffer.from(content).toString('latin1'));
  // A register does not start without the keys of what it keeps.
  if (!opened.ok) throw new Error('A document is sealed for none of the keys.');
  return Buffer.from(opened.value.plaintext);
}

export interface NewDocument {
  readonly key: string;
  readonly terminal: Terminal;
  readonly person: string;
  readonly reference: string;
  readonly kind: string;
  readonly delivery: CertificateOrder['delivery'];
  readonly made: SealedDocument;
  readonly amountCents: number;
  readonly payment: Payment | null;
  readonly now: number;
}

/** Stores an issued document; who may have it is said by its grants (deliveries.ts). */
export async function keepDocument(
  tx: Transaction<Tables>,
  { key, terminal, person, reference, kind, delivery, made, amountCents, payment, now }: NewDocument,
): Promise<void> {
  await tx
    .insertInto('issued_document')
    .values({
      id: randomUUID(),
      key,
      terminal: terminal.id,
      person,
      reference,
      kind,
      delivery,
      ...made,
      content: Buffer.from(made.content),
      amount_cents: amountCents,
      receipt: payment === null ? null : JSON.stringify({ receipt: payment.receipt, terminalId: payment.terminalId }),
      issued_at: new Date(now),
    })
    .execute();
}
