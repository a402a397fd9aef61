import type { Kysely } from 'kysely';
import type { EidData } from '../../ports/eid-server.ts';
import type { Tables } from '../../database/tables.ts';
import { cardBirthDate, isPerson } from './rules.ts';
import { searchKey } from './search-form.ts';

/**
 * The one person of the register whose card this is; more is never said than that there is none, or not just one.
 * `today`: the register's calendar day.
 */
export async function findPerson(
  db: Kysely<Tables>,
  card: EidData,
  today: string,
): Promise<number | 'none' | 'several'> {
  const born = cardBirthDate(card.dateOfBirth);
  if (born === null || card.familyNames === undefined) return 'none';
  const people = await db
    .selectFrom('person')
    .select(['id', 'family_name', 'given_names', 'birth_date'])
    .where('family_search', '=', searchKey(card.familyNames))
    .where('birth_date', '>=', born.slice(0, 4))
    .where('birth_date', '<', `${born.slice(0, 4)}~`)
    .execute();
  if (people.length === 0) return 'none';
  const homes = await db
    .selectFrom('residence')
    .select(['person', 'street', 'house_number', 'addition', 'postal_code'])
    .where(
      'person',
      'in',
      people.map(({ id }) => id),
    )
    .where((where) => where.or([where('until', 'is', null), where('until', '>', today)]))
    .execute();
  const found = people.filter((person) =>
    isPerson(card, {
      familyName: person.family_name,
      givenNames: person.given_names,
      birthDate: person.birth_date,
      homes: homes
        .filter((home) => home.person === person.id)
        .map((home) => ({
          street: home.street,
          houseNumber: home.house_number,
          addition: home.addition,
          postalCode: home.postal_code,
        })),
    }),
  );
  return found.length === 0 ? 'none' : found.length === 1 && found[0] !== undefined ? found[0].id : 'several';
}
