/** What Musterstadt's resident system answers to questions that change nothing. */
import type { z } from 'zod';
import {
  MOST_CANDIDATES,
  SYSTEM_ROUTES,
  type Candidate,
  type Home,
  type ResidentRecord,
  type SystemRoute,
} from '../../resident-system/contract.ts';
import type { TestPerson } from '../../resident-system/test-town.ts';
import type { SystemTables } from './tables.ts';
import { ContractProblem } from './problem.ts';

export type RequestOf<R extends SystemRoute> = z.output<(typeof SYSTEM_ROUTES)[R]['request']>;
export type AnswerOf<R extends SystemRoute> = z.output<(typeof SYSTEM_ROUTES)[R]['answer']>;

interface PersonRow {
  readonly id: string;
  readonly version: number;
  readonly body: string;
}
type Known = Omit<TestPerson, 'id' | 'homes' | 'blocks' | 'family'>;
const known = ({ body }: PersonRow): Known => JSON.parse(body) as Known;

const HOMES = `
  select id, kind, street, house_number as "houseNumber", addition, postal_code as "postalCode", city, since from home
  where person = ? and (until is null or until > ?) order by kind, since`;

export const livedIn = (db: SystemTables, person: string, today: string): Home[] =>
  db
    .prepare(HOMES)
    .all(person, today)
    .map((row) => ({ ...row })) as unknown as Home[];

export function personRow(db: SystemTables, id: string): PersonRow {
  const row = db.prepare('select id, version, body from person where id = ?').get(id) as PersonRow | undefined;
  if (row === undefined) throw new ContractProblem('unknown-resident');
  return row;
}

export function candidates(
  db: SystemTables,
  { familyName, birthYear }: RequestOf<'candidates'>,
  today: string,
): AnswerOf<'candidates'> {
  const rows = db
    .prepare(`select id, version, body from person where search = ? and birth_date like ? || '%' limit ?`)
    .all(familyName, birthYear, MOST_CANDIDATES + 1) as unknown as PersonRow[];
  if (rows.length > MOST_CANDIDATES) return { complete: false, candidates: [] };
  const found = rows.map((row): Candidate => {
    const { familyName: name, givenNames, birthDate } = known(row);
    const homes = livedIn(db, row.id, today).map(({ street, houseNumber, addition, postalCode }) => ({
      street,
      houseNumber,
      addition,
      postalCode,
    }));
    return { id: row.id, familyName: name, givenNames, birthDate, homes };
  });
  return { complete: true, candidates: found };
}

export function resident(db: SystemTables, { id }: RequestOf<'resident'>, today: string): ResidentRecord {
  const row = personRow(db, id);
  const blocks = db.prepare('select kind from block where person = ? order by kind').all(id) as { kind: string }[];
  return {
    ...known(row),
    version: row.version,
    homes: livedIn(db, id, today),
    blocks: blocks.map(({ kind }) => kind),
  };
}

export function family(db: SystemTables, { id }: RequestOf<'family'>): AnswerOf<'family'> {
  personRow(db, id);
  const rows = db
    .prepare(
      'select p.id, p.version, p.body, r.relation from relative r join person p on p.id = r.relative where r.person = ? order by p.birth_date',
    )
    .all(id) as unknown as (PersonRow & { relation: AnswerOf<'family'>['relatives'][number]['relation'] })[];
  return {
    relatives: rows.map((row) => {
      const { familyName, givenNames, birthDate } = known(row);
      return { id: row.id, relation: row.relation, familyName, givenNames, birthDate };
    }),
  };
}

export function documentStatus(
  db: SystemTables,
  { type, number }: RequestOf<'documentStatus'>,
): AnswerOf<'documentStatus'> {
  const row = db.prepare('select body from document where type = ? and number = ?').get(type, number) as
    | { body: string }
    | undefined;
  return row === undefined ? { stage: 'unknown' } : (JSON.parse(row.body) as AnswerOf<'documentStatus'>);
}
