/** Everyone who lives in Musterstadt, in one order: by their place they have one id wherever they are kept. */
import { LETTER_PEOPLE } from './people-letters.ts';
import { PEOPLE } from './people.ts';
import { RESIDENTS, type DemoResident } from './residents.ts';

export type { DemoResident };

/** In the town's resident system. */
export const residentId = (index: number): string => `musterstadt-${index + 1}`;

/** People who are only a name in the lists of letters live in a street of their own, so that every name can sign in. */
export function demoResidents(): readonly DemoResident[] {
  const named = new Set(RESIDENTS.map(({ familyName }) => familyName));
  const plain = [...PEOPLE, ...LETTER_PEOPLE]
    .filter(([familyName]) => !named.has(familyName))
    .map(([familyName, givenNames, birthDate], index): DemoResident => ({
      familyName,
      givenNames,
      birthDate,
      homes: [
        {
          kind: 'main',
          street: 'Übungsstraße',
          houseNumber: String(index + 1),
          addition: null,
          postalCode: '12345',
          city: 'Musterstadt',
          since: null,
        },
      ],
    }));
  return [...RESIDENTS, ...plain];
}
