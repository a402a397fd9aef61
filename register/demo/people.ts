/** Invented people: family name, given names, birth date. */
export const PEOPLE: readonly (readonly [string, string, string])[] = [
  ['Mustermann', 'Erika', '1964-08-12'],
];
