/**
 * What the services are shown and asked with in tests: a resident, a provider, cards' steps, and the answers of a
 * register.
 */
import { randomUUID } from 'node:crypto';
import { ok } from '../../base/result.ts';
import type { EidProvider } from '../../devices/eid/eid.ts';
import type { Resident } from '../../register/contract/contract.ts';
import { SERVICES } from '../../services/index.ts';
import { keyOf, ROUTED, type Routed } from '../../services/kit/services.ts';
import type { ServiceTerms } from '../../state-machines/services/ports.ts';
import type { ScriptedRegister } from './scripted.ts';

/** Every fee at what it usually is, in cents. */
export const usualFees = (): ServiceTerms['fees'] =>
  Object.fromEntries(SERVICES.flatMap(({ fees }) => fees.map(({ id, cents }) => [id, cents]))) as ServiceTerms['fees'];

/** Stands in every value that is personal, so that one search finds any of them. */
export const CANARY = 'Zaunkönig';

export const RESIDENT: Resident = {
  version: 3,
  familyName: `${CANARY}-Muster`,
  givenNames: [`Erika${CANARY}`, 'Johanna'],
  usualGivenName: `Erika${CANARY}`,
  doctorate: 'Dr.',
  birthName: `${CANARY}-Gabler`,
  birthDate: '1964-08-12',
  birthPlace: `${CANARY}hausen`,
  nationalities: ['deutsch'],
  maritalStatus: 'married',
  residences: [
    {
      id: 'main-1',
      kind: 'main',
      street: `${CANARY}straße`,
      houseNumber: '17',
      addition: null,
      postalCode: '12345',
      city: 'Musterstadt',
      since: '2001-04-01',
    },
    {
      id: 'second-1',
      kind: 'secondary',
      street: `${CANARY}weg`,
      houseNumber: '4',
      addition: 'Hinterhaus',
      postalCode: '12345',
      city: 'Musterstadt',
      since: '2019-10-01',
    },
  ],
  blocks: ['parties'],
  age: 62,
};

export const PROVIDER: EidProvider = {
  subjectName: 'Stadt Musterstadt',
  subjectUrl: 'https://musterstadt.example',
  issuerName: 'Muster-CA',
  issuerUrl: 'https://ca.example',
  purpose: 'Anmeldung am Terminal',
  termsOfUsage: 'Stadt Musterstadt\nMarktplatz 1',
  effectiveDate: '2026-11-20',
  expirationDate: '2026-11-22',
};

const token = (letter: string): string => letter.repeat(43);
export const TOKEN = {
  session: token('s'),
  visit: token('v'),
  document: token('d'),
  link: token('l'),
  nonce: token('n'),
};
export const REFRESH = `https://eid.musterstadt.example/refresh?nonce=${TOKEN.nonce}&ResultMajor=ok`;
const LATER = '2026-11-23T10:30:00+01:00';
export const PICK_UP = 'ABCD-1234-EFGH';

/** What a service's route answers, under the same reference for the same key. */
const answerOf =
  ({ follows }: Routed, reference: (key: string, of: string) => string) =>
  ({ key }: { key: string }) => {
    const number = reference(key, follows.reference);
    switch (follows.kind) {
      case 'document':
        return ok({ document: TOKEN.document, reference: number, pages: 1 });
      case 'case':
        return ok({ reference: number, acceptedAt: LATER, secret: 'AB12-CD34-EF56' });
      case 'change':
        return ok({ reference: number, acceptedAt: LATER });
    }
  };

/** A register that signs everybody in and does what it is asked. Answers the keys that it saw for each order. */
export function answerAll(register: ScriptedRegister): { readonly issued: Map<string, string> } {
  const issued = new Map<string, string>();
  const reference = (key: string, of: string): string => {
    const found = issued.get(key) ?? `${of}-2026-${String(issued.size + 1).padStart(6, '0')}`;
    issued.set(key, found);
    return found;
  };
  Object.assign(register.answers, {
    eidSession: () =>
      ok({
        session: TOKEN.session,
        tcTokenUrl: 'https://eid.musterstadt.example/tctoken',
        refreshOrigin: 'https://eid.musterstadt.example',
        expiresAt: LATER,
      }),
    eidOutcome: () => ok({ state: 'signed-in', visit: TOKEN.visit, expiresAt: LATER, name: `Erika${CANARY}` }),
    signOut: () => ok({ done: true }),
    resident: () => ok(RESIDENT),
    document: () =>
      ok({ pdf: Buffer.from(`%PDF-1.7 ${CANARY}`).toString('base64'), pages: 1, reference: 'MB-2026-000001' }),
    downloadLink: () =>
      ok({ url: `https://dokumente.musterstadt.example/d/${randomUUID()}#key`, expiresAt: LATER, link: TOKEN.link }),
    linkState: () => ok({ state: 'waiting' }),
    handOver: () => ok({ done: true }),
    reprint: ({ key }: { key: string }) => ok({ document: TOKEN.document, reference: issued.get(key) ?? '', pages: 1 }),
    pickUp: () => ok({ code: PICK_UP, expiresAt: LATER }),
    redeem: () => ok({ document: TOKEN.document, reference: 'MB-2026-000001', pages: 1, issuedAt: LATER }),
    ...Object.fromEntries(ROUTED.map((service) => [keyOf(service.id), answerOf(service, reference)])),
    order: ({ key }: { key: string }) =>
      ok(issued.has(key) ? { state: 'issued', document: null, reference: issued.get(key) ?? '' } : { state: 'void' }),
  } satisfies ScriptedRegister['answers']);
  return { issued };
}
