import { ok, type Result } from '../../../../base/result.ts';
import type { EidData } from '../../ports/eid-server.ts';
import type { Away, ResidentSystem } from '../../ports/resident-system.ts';
import { cardBirthDate, isPerson } from './rules.ts';
import { searchKey } from './search-form.ts';

/** The one person whose card this is, by the system's id; more is never said than that there is none, or several. */
export async function findPerson(
  residents: Pick<ResidentSystem, 'candidates'>,
  card: EidData,
): Promise<Result<{ readonly id: string } | 'none' | 'several', Away>> {
  const born = cardBirthDate(card.dateOfBirth);
  const familyName = searchKey(card.familyNames ?? '');
  if (born === null || familyName === '') return ok('none');
  const asked = await residents.candidates({ familyName, birthYear: born.slice(0, 4) });
  if (!asked.ok) return asked;
  // Among more people than an answer holds, another one may be the same.
  if (!asked.value.complete) return ok('several');
  const [first, ...others] = asked.value.candidates.filter((person) =>
    isPerson(card, { ...person, givenNames: person.givenNames.join(' ') }),
  );
  if (first === undefined) return ok('none');
  return ok(others.length > 0 ? 'several' : { id: first.id });
}
