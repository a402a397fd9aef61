/** People by the thousand, each with the main home, as the town's own system has them. */
import { CompiledQuery } from 'kysely';
import type { Transaction } from 'kysely';
import type { PersonLine } from '../admin/contract-data.ts';
import { searchKey } from '../residents/identity/search-form.ts';
import type { Tables } from '../database/tables.ts';

const LINES = `jsonb_to_recordset($1::jsonb) as line (id text, "familyName" text, "givenNames" text, "birthDate" text, "usualGivenName" text, doctorate text, "birthName" text,
  "birthPlace" text, nationalities jsonb, "maritalStatus" text, "familySearch" text, "birthSearch" text, street text, "houseNumber" text, addition text, "postalCode" text, city text, since date)`;

/** Columns of \`person\`, and where they come from. */
const COLUMNS = {
  family_name: '"familyName"',
  given_names: '"givenNames"',
  birth_date: '"birthDate"',
  usual_given_name: '"usualGivenName"',
  doctorate: 'doctorate',
  birth_name: '"birthName"',
  birth_place: '"birthPlace"',
  nationalities: 'nationalities',
  marital_status: '"maritalStatus"',
  family_search: '"familySearch"',
  birth_search: '"birthSearch"',
} as const;
const names = Object.keys(COLUMNS);
const HOME = '(home.street, home.house_number, home.addition, home.postal_code, home.city, home.since)';

// The new version shows a clerk with the old one on the screen that it is outdated.
const PEOPLE = `
  insert into person (external_id, ${names.join(', ')}) select line.id, ${Object.values(COLUMNS)
    .map((column) => `line.${column}`)
    .join(', ')} from ${LINES}
  on conflict (external_id) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}, version = person.version + 1
  where (${names.map((name) => `person.${name}`).join(', ')}) is distinct from (${names.map((name) => `excluded.${name}`).join(', ')})`;
const MOVED = `
  with moved as (
    update residence as home set street = line.street, house_number = line."houseNumber", addition = line.addition, postal_code = line."postalCode", city = line.city, since = line.since
    from ${LINES} join person on person.external_id = line.id
    where home.person = person.id and home.kind = 'main' and home.until is null
      and ${HOME} is distinct from (line.street, line."houseNumber", line.addition, line."postalCode", line.city, line.since)
    returning home.person)
  update person set version = version + 1 from moved where person.id = moved.person`;
const HOMES = `
  insert into residence (id, person, kind, street, house_number, addition, postal_code, city, since)
  select gen_random_uuid()::text, person.id, 'main', line.street, line."houseNumber", line.addition, line."postalCode", line.city, line.since
  from ${LINES} join person on person.external_id = line.id
  where not exists (select from residence as home where home.person = person.id and home.kind = 'main' and home.until is null)`;

/**
 * Enters people or brings them up to date, by their id in the town's system. The last line of an id counts; other homes
 * and blocks stay. Returns how many people there were.
 */
export async function writePeople(tx: Transaction<Tables>, lines: readonly PersonLine[]): Promise<number> {
  const last = [...new Map(lines.map((line) => [line.id, line])).values()];
  const rows = JSON.stringify(
    last.map((line) => ({
      ...line,
      familySearch: searchKey(line.familyName),
      birthSearch: line.birthName === null ? null : searchKey(line.birthName),
    })),
  );
  for (const statement of [PEOPLE, MOVED, HOMES]) await tx.executeQuery(CompiledQuery.raw(statement, [rows]));
  return last.length;
}
