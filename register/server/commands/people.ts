/** `people`: who is known to the register, from a file of the town's own system, or invented. */
import { PersonLine } from '../admin/contract-data.ts';
import { ask } from './ask.ts';
import type { Command, CommandContext } from './ask.ts';
import { subcommand } from './subcommand.ts';
import { importCsv } from './csv.ts';
import { generate } from './generate.ts';

export const people: Command = (context) =>
  subcommand('people', context, { import: importPeople, generate: (rest) => generate(rest, 'people') });

/** From field to column. */
const COLUMNS = {
  id: 'id',
  familyName: 'family_name',
  givenNames: 'given_names',
  birthDate: 'birth_date',
  street: 'street',
  houseNumber: 'house_number',
  postalCode: 'postal_code',
  city: 'city',
  addition: 'addition',
  since: 'since',
  usualGivenName: 'usual_given_name',
  doctorate: 'doctorate',
  birthName: 'birth_name',
  birthPlace: 'birth_place',
  nationalities: 'nationalities',
  maritalStatus: 'marital_status',
} as const;
const OPTIONAL = [
  'addition',
  'since',
  'usual_given_name',
  'doctorate',
  'birth_name',
  'birth_place',
  'nationalities',
  'marital_status',
];

function importPeople(context: CommandContext): Promise<number> {
  return importCsv<PersonLine>(context, {
    what: 'people',
    columns: Object.values(COLUMNS),
    optional: OPTIONAL,
    schema: PersonLine,
    columnOf: (field) => (COLUMNS as Readonly<Record<string, string>>)[field] ?? field,
    read(cell) {
      const or = (column: string): string | null => cell(column) || null;
      return {
        id: cell('id'),
        familyName: cell('family_name'),
        givenNames: cell('given_names').replaceAll(/\s+/g, ' '),
        birthDate: cell('birth_date'),
        street: cell('street'),
        houseNumber: cell('house_number'),
        addition: or('addition'),
        postalCode: cell('postal_code'),
        city: cell('city'),
        since: or('since'),
        usualGivenName: or('usual_given_name'),
        doctorate: or('doctorate'),
        birthName: or('birth_name'),
        birthPlace: or('birth_place'),
        // More than one with a slash between them.
        nationalities: (or('nationalities') ?? 'deutsch').split('/').map((one) => one.trim()),
        maritalStatus: or('marital_status') ?? 'unknown',
      };
    },
    send: (lines) => ask(context.folder, 'importPeople', { lines }),
  });
}
