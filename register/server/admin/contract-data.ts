/** What the operator's commands about data, catalogue and audit ask of the running register. */
import { z } from 'zod';
import {
  BlockKind,
  Catalogue,
  DocumentStage,
  DocumentType,
  LegalNotice,
  MaritalStatus,
  Offer,
} from '../../contract/contract.ts';
import { textFault, type DataType } from '../../din91379/text.ts';
import { parseDocumentNumber } from '../../contract/document-number.ts';
import { isPartialDate, withoutZeros } from '../../contract/partial-date.ts';
import { DeliveryReport } from '../residents/feed/report.ts';

export const DAY = z.iso.date('must be a day: 2026-11-21');
/** A day from which the town has documents; also what four bytes of days can hold. */
const Since = DAY.refine((day) => day >= '1970-01-01', 'is before 1970');

const document = z.object({
  type: DocumentType,
  /** Without check digit. */
  number: z.string(),
  stage: DocumentStage.exclude(['unknown']),
  since: Since,
  office: z.string().min(1).nullable(),
  pinLetter: z.boolean().nullable(),
  bringOldDocument: z.boolean().nullable(),
});
const isNumber = ({ type, number }: { type: DocumentType; number: string }): boolean => {
  const read = parseDocumentNumber(type, number);
  return read.ok && read.value.number === number;
};
const NO_NUMBER = { path: ['number'], message: 'is no number of such a document' };
export const DocumentLine = document.refine(isNumber, NO_NUMBER);
export type DocumentLine = z.infer<typeof DocumentLine>;

/**
 * A cell in NFC, of characters that its kind of text has by DIN 91379. Its fault says which character, not what stands
 * there.
 */
const checked = (type: DataType, most = 200) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .max(most)
    .superRefine((text, context) => {
      const fault = textFault(text, type);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault.reason });
      else if (/[\t\r\n]/.test(text)) context.addIssue({ code: 'custom', message: 'has a line break or a tabulator' });
    });
const Name = checked('A').min(1);
const Words = checked('C').min(1);
export const PersonLine = z.object({
  /** In the town's own system. */
  id: z.string().regex(/^[A-Za-z0-9._:/-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens'),
  familyName: Name,
  givenNames: checked('A'),
  birthDate: z
    .string()
    .transform(withoutZeros)
    .refine(isPartialDate, 'must be a day that there is, or what is known of it: 1950, 1950-07 or 1950-07-31'),
  usualGivenName: Name.nullable(),
  doctorate: Words.nullable(),
  birthName: Name.nullable(),
  birthPlace: Words.nullable(),
  nationalities: z.array(Words).min(1).max(10),
  maritalStatus: MaritalStatus,
  street: Words,
  /** Empty for a house without one. */
  houseNumber: checked('C', 20),
  addition: Words.nullable(),
  postalCode: z.string().regex(/^\d{5}$/, 'must be five digits'),
  city: Words,
  since: DAY.nullable(),
});
export type PersonLine = z.infer<typeof PersonLine>;

/**
 * The catalogue as it is written to a file and read from one: all of it, without what the register adds. A file without
 * `legal` leaves the town's texts as they are.
 */
export const CatalogueFile = Catalogue.omit({ version: true, sealingKeys: true })
  .extend({ offers: z.array(Offer), blockKinds: z.array(BlockKind), legal: z.array(LegalNotice).optional() })
  .strict();
export type CatalogueFile = z.infer<typeof CatalogueFile>;

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month: 2026-11');
const Head = z.object({
  lane: z.number().int().nonnegative(),
  position: z.number().int().nonnegative(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export const AuditHeads = z.array(Head);
export type AuditHeads = z.infer<typeof AuditHeads>;

/** At most so many are generated in one request, so that the command can say how far it is. */
export const GENERATED_AT_ONCE = 100_000;

/**
 * Files that are sent as they are (`text/csv`), with `?skip-bad=true` where their bad lines are to be left out. The
 * answer comes in lines of JSON (`application/x-ndjson`), each an {@link ImportNews}. A delivery has
 * `?confirm=ID` where somebody lets one through that waits.
 */
export const ADMIN_FILES = {
  importDocuments: '/documents/import',
  importPeople: '/people/import',
  deliverResidents: '/residents/deliver',
} as const;

const Fault = z.object({ line: z.number(), column: z.string(), reason: z.string() });
export const ImportNews = z.discriminatedUnion('what', [
  /** All of it was read; `more` faults are not named. Nothing follows where bad lines are not to be left out. */
  z.object({
    what: z.literal('checked'),
    lines: z.number(),
    bad: z.number(),
    faults: z.array(Fault),
    more: z.number(),
  }),
  /** The sentence calls the file FILE. `usage`: it is another file than the command is for. */
  z.object({ what: z.literal('refused'), kind: z.enum(['usage', 'broken']), sentence: z.string() }),
  z.object({ what: z.literal('progress'), done: z.number(), of: z.number() }),
  /** `lines`: good ones; `written`: what is new or other than before. */
  z.object({ what: z.literal('imported'), lines: z.number(), written: z.number() }),
  /** What became of a delivery. */
  z.object({
    what: z.literal('delivered'),
    id: z.number(),
    state: z.enum(['applied', 'waiting', 'refused']),
    report: DeliveryReport,
  }),
  /** `done`: what was imported before, and stays. */
  z.object({ what: z.literal('failed'), title: z.string(), done: z.number() }),
]);
export type ImportNews = z.infer<typeof ImportNews>;

export const ADMIN_DATA = {
  /** Unlike a line's, `since` may be missing: today. */
  setDocument: {
    path: '/documents/set',
    request: document.extend({ since: Since.nullable() }).refine(isNumber, NO_NUMBER),
    answer: z.object({ since: z.string() }),
  },
  generate: {
    path: '/generate',
    request: z.object({
      what: z.enum(['documents', 'people']),
      from: z.number().int().nonnegative(),
      count: z.number().int().positive().max(GENERATED_AT_ONCE),
      seed: z.number().int().nonnegative().max(999_999),
    }),
    answer: z.object({ written: z.number(), examples: z.array(z.string()) }),
  },
  rotateStatusIndex: { path: '/status-index/rotate', request: z.object({}), answer: z.object({ epoch: z.number() }) },
  statusIndexState: {
    path: '/status-index/state',
    request: z.object({}),
    answer: z.object({
      epoch: z.number(),
      cost: z.number(),
      published: z.number(),
      waiting: z.number(),
      withoutNumber: z.number(),
      terminals: z.number(),
    }),
  },
  rotateSealingKey: {
    path: '/keys/sealing',
    request: z.object({}),
    answer: z.object({ kid: z.string(), file: z.string() }),
  },
  rotateSigningKey: { path: '/keys/signing', request: z.object({}), answer: z.object({ kid: z.string() }) },
  rotateDocumentKey: { path: '/keys/document-numbers', request: z.object({}), answer: z.object({ moved: z.number() }) },
  publishCatalogue: {
    path: '/catalogue/publish',
    request: CatalogueFile,
    answer: z.object({ version: z.string(), services: z.number(), offices: z.number() }),
  },
  exportCatalogue: { path: '/catalogue/export', request: z.object({}), answer: CatalogueFile },
  auditHeads: { path: '/audit/heads', request: z.object({}), answer: AuditHeads },
  auditVerify: {
    path: '/audit/verify',
    request: z.object({ heads: AuditHeads, /** As a terminal kept them. */ signed: z.string().max(16_000).optional() }),
    answer: z.object({
      entries: z.number(),
      uncheckable: z.number(),
      findings: z.array(
        z.object({
          lane: z.number(),
          position: z.number(),
          kind: z.enum(['removed', 'inserted', 'changed', 'end', 'head', 'lane']),
        }),
      ),
    }),
  },
  auditDrop: {
    path: '/audit/drop',
    request: z.object({ before: Month }),
    answer: z.object({ months: z.array(z.string()) }),
  },
} as const;
