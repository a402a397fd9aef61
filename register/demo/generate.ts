/**
 * Invented documents and people by the million, for measuring a register of the size of a state. Everything follows
 * from the seed and a number: the same ones come again, and what is there already is left alone.
 */
import { CompiledQuery } from 'kysely';
import type { Transaction } from 'kysely';
import { FORMATS, checkDigit } from '../contract/document-number.ts';
import type { DocumentLine } from '../server/admin/contract-data.ts';
import type { Generate } from '../server/admin/data.ts';
import { sendDocuments } from '../server/bulk/documents.ts';
import { packDocuments } from '../server/bulk/packed-documents.ts';
import type { PackedDocuments } from '../server/bulk/packed-documents.ts';
import { plusDays, dayIn } from '../../base/calendar-day.ts';
import { searchKey } from '../server/residents/identity/search-form.ts';
import type { DocumentKey } from '../server/keys/secrets.ts';
import type { Tables } from '../server/database/tables.ts';
import { OFFICES } from './offices.ts';
import { LETTER_PEOPLE } from './people-letters.ts';
import { PEOPLE } from './people.ts';

/** Rows in one statement, which has seconds. */
const AT_ONCE = 10_000;
const STAGES = [
  'applied',
  'sent',
  'in-production',
  'in-production',
  'ready',
  'ready',
  'handed-over',
  'handed-over',
  'handed-over',
  'query',
] as const;
/** In twenty: as they are asked for at a counter, about. */
const TYPES = [
  ...Array<'identity-card'>(12).fill('identity-card'),
  ...Array<'passport'>(5).fill('passport'),
  'provisional',
  'residence-permit',
  'residence-permit',
] as const;
/** A prime: whatever factor below it numbers are multiplied with, no two become the same. Products stay below 2^53. */
const NUMBERS = 2_147_483_647;
/** Provisional documents have a letter and seven digits, so fewer numbers. */
const PROVISIONAL = 250_000_000;

function numberOf(type: DocumentLine['type'], index: number, seed: number): string {
  const { first, rest, length } = FORMATS[type];
  const size = type === 'provisional' ? PROVISIONAL : NUMBERS;
  // Ends in 1, so it has no factor in common with either size.
  let left = (index * ((seed % 100_000) * 10 + 1_000_001) + seed) % size;
  let number = first.charAt(left % first.length);
  left = Math.floor(left / first.length);
  // Apart from what is written down by hand elsewhere in the demonstration.
  if (type !== 'provisional') number += 'ZZ'.slice(0, length - 7);
  while (number.length < length) {
    number += rest.charAt(left % rest.length);
    left = Math.floor(left / rest.length);
  }
  return number;
}

export function generatedDocument(index: number, seed: number, today: string): DocumentLine {
  const type = TYPES[index % TYPES.length] ?? 'identity-card';
  const stage = STAGES[Math.floor(index / 7) % STAGES.length] ?? 'applied';
  const pick = (index * 31 + seed) % 97;
  return {
    type,
    number: numberOf(type, index, seed),
    stage,
    since: daysBefore(today, stage === 'handed-over' ? 20 + pick * 3 : pick % 20),
    office: OFFICES[pick % 2]?.id ?? null,
    pinLetter: type === 'identity-card' ? pick % 3 > 0 : null,
    bringOldDocument: pick % 5 === 0 ? true : null,
  };
}

const days = new Map<string, string>();
function daysBefore(today: string, count: number): string {
  const name = `${today} ${count}`;
  const known = days.get(name) ?? plusDays(today, -count);
  days.set(name, known);
  return known;
}

/** Letters from every corner of DIN 91379, in every combination. */
const FAMILY = [...PEOPLE, ...LETTER_PEOPLE].map(([family]) => family);
const GIVEN = [...new Set([...PEOPLE, ...LETTER_PEOPLE].flatMap(([, given]) => given.split(' ')))];
const STREETS = [
  'Lindenstraße',
  'Königsallee',
  'Am Mühlbach',
  'Straße des 17. Juni',
  'Großgörschenstraße',
  'Bouchéstraße',
  'Übungsstraße',
  'Schloßplatz',
];

// Everything is reckoned where it is stored. \`k\` mixes the number with the seed; family names are two in a row, so
// that there are thousands.
const PEOPLE_STATEMENT = `
  with numbers as (select i, (i::bigint * 2654435761 + $6::bigint * 40503) % 4294967296 as k from generate_series($4::integer, $4::integer + $5::integer - 1) as i),
  named as (
    select i, k, $1::text[] as family, $2::text[] as search, $3::text[] as given, cardinality($1::text[]) as f, cardinality($3::text[]) as g from numbers),
  fresh as (
    insert into person (external_id, family_name, given_names, birth_date, family_search)
    select 'gen-' || $6::text || '-' || i, family[1 + k % f] || '-' || family[1 + (k / 977) % f], given[1 + (k / 31) % g] || ' ' || given[1 + (k / 7919) % g],
      to_char(date '1935-01-01' + ((k / 13) % 30000)::integer, 'YYYY-MM-DD'), search[1 + k % f] || search[1 + (k / 977) % f]
    from named on conflict (external_id) do nothing returning id, external_id)
  insert into residence (id, person, kind, street, house_number, postal_code, city, since)
  select external_id, id, 'main', ($7::text[])[1 + id % cardinality($7::text[])], (1 + id % 180)::text, lpad((12000 + id % 800)::text, 5, '0'), 'Musterstadt', date '2001-01-01' + id % 8000 from fresh`;

export const generate: Generate = async (register, wanted) => {
  const {
    database: { db },
    clock,
    timeZone,
  } = register;
  const { what, from, count, seed } = wanted;
  const today = dayIn(timeZone, clock.now());
  const written = await db
    .transaction()
    .execute((tx) => (what === 'documents' ? documents(tx, register.documentKey, wanted, today) : people(tx, wanted)));
  if (what === 'people') return { written, examples: [] };
  return {
    written,
    examples: [0, 12, 17]
      .filter((index) => index < count)
      .map((index) => {
        const { type, number, stage } = generatedDocument(from + index, seed, today);
        return `${type}\t${number}${checkDigit(number)}\t${stage}`;
      }),
  };
};

type Wanted = Parameters<Generate>[1];

async function documents(
  tx: Transaction<Tables>,
  key: DocumentKey,
  { from, count, seed }: Wanted,
  today: string,
): Promise<number> {
  const pack = (start: number): PackedDocuments =>
    packDocuments(
      key,
      Array.from({ length: Math.min(AT_ONCE, from + count - start) }, (_, index) =>
        generatedDocument(start + index, seed, today),
      ),
    );
  let written = 0;
  let packed = pack(from);
  for (let start = from + AT_ONCE; start < from + count; start += AT_ONCE) {
    // While the database writes these, the next ones are made.
    const sent = sendDocuments(tx, packed);
    packed = pack(start);
    written += await sent;
  }
  return written + (await sendDocuments(tx, packed));
}

async function people(tx: Transaction<Tables>, { from, count, seed }: Wanted): Promise<number> {
  let written = 0;
  for (let start = from; start < from + count; start += AT_ONCE) {
    const { numAffectedRows } = await tx.executeQuery(
      CompiledQuery.raw(PEOPLE_STATEMENT, [
        FAMILY,
        FAMILY.map(searchKey),
        GIVEN,
        start,
        Math.min(AT_ONCE, from + count - start),
        String(seed),
        STREETS,
      ]),
    );
    written += Number(numAffectedRows ?? 0n);
  }
  return written;
}
