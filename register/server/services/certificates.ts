/** The certificate of registration (§ 18 BMG): composed from the register's data and issued once per key. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { CertificateOrder, ExtendedField, IssuedDocument, Payment, Resident } from '../../contract.ts';
import type { CertificateContent, TownLetterhead } from '../documents/document-signer.ts';
import { newKey } from '../secrets.ts';
import type { Tables } from '../tables.ts';
import type { Terminal } from '../terminals.ts';
import { hashOf } from './codes.ts';

/** Makes the paper: layout, signature and seal. */
export interface DocumentMaker {
  certificate(content: CertificateContent): Promise<{ readonly pdf: Uint8Array; readonly sha256: string; readonly pages: number }>;
}

const MARITAL: Record<Resident['maritalStatus'], string> = {
  single: 'ledig', married: 'verheiratet', widowed: 'verwitwet', divorced: 'geschieden', partnership: 'in eingetragener Lebenspartnerschaft', unknown: 'nicht bekannt',
};

/** § 18 (2) BMG: what was asked for beyond the simple certificate, where the register has it. */
export function extendedLines(resident: Resident, fields: readonly ExtendedField[]): { label: string; value: string }[] {
  return fields.flatMap((field): { label: string; value: string }[] => {
    switch (field) {
      case 'birth-name': return [{ label: 'Geburtsname', value: resident.birthName ?? 'kein abweichender Geburtsname' }];
      case 'birth-place': return [{ label: 'Geburtsort', value: resident.birthPlace ?? 'nicht bekannt' }];
      case 'nationalities': return [{ label: 'Staatsangehörigkeiten', value: resident.nationalities.join(', ') }];
      case 'marital-status': return [{ label: 'Familienstand', value: MARITAL[resident.maritalStatus] }];
      // They stand with the addresses.
      case 'move-in-dates': return [];
    }
  });
}

export function composeCertificate(resident: Resident, order: CertificateOrder, about: { reference: string; issuedOn: string; letterhead: TownLetterhead; feeCents: number; verifyUrl: string }): CertificateContent {
  return {
    kind: order.kind, delivery: order.delivery, ...about,
    person: { familyName: resident.familyName, givenNames: resident.givenNames, usualGivenName: resident.usualGivenName, doctorate: resident.doctorate, birthDate: resident.birthDate },
    // Days of moving in are none of what § 18 (1) BMG lets a simple certificate say.
    addresses: resident.residences.map(({ kind, street, houseNumber, addition, postalCode, city, since }, _at, all) => ({
      kind: all.length === 1 && kind === 'main' ? 'sole' as const : kind, street, houseNumber, addition, postalCode, city, since: order.kind === 'extended' && order.fields.includes('move-in-dates') ? since : null,
    })),
    extended: order.kind === 'extended' ? extendedLines(resident, order.fields) : [],
  };
}

export interface NewDocument {
  readonly key: string;
  readonly terminal: Terminal;
  readonly person: number;
  readonly reference: string;
  readonly kind: string;
  readonly made: { readonly pdf: Uint8Array; readonly sha256: string; readonly pages: number };
  readonly amountCents: number;
  readonly payment: Payment | null;
  readonly now: number;
}

/** Keeps an issued document; its token is the only way to it. */
export async function keepDocument(tx: Transaction<Tables>, { key, terminal, person, reference, kind, made, amountCents, payment, now }: NewDocument): Promise<IssuedDocument> {
  const token = newKey();
  await tx.insertInto('issued_document').values({
    id: randomUUID(), token_hash: hashOf(token), key, terminal: terminal.id, person, reference, kind, pages: made.pages, pdf: Buffer.from(made.pdf), sha256: made.sha256,
    amount_cents: amountCents, receipt: payment === null ? null : JSON.stringify({ receipt: payment.receipt, terminalId: payment.terminalId }), issued_at: new Date(now),
  }).execute();
  return { document: token, reference, pages: made.pages };
}

/** The document behind a token, as long as it is kept. */
export const documentBy = (db: Kysely<Tables>, token: string) => db.selectFrom('issued_document').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst();
