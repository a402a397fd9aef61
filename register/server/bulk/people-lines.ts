/** People in a file: what a line must have. Runs in the thread of the import (file/thread.ts). */
import { hash } from 'node:crypto';
import { PersonLine } from '../admin/contract-data.ts';
import type { ImportKind, Keep } from './file/kind.ts';
import { KEY_BYTES } from './file/sorted-records.ts';

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

export function peopleKind(keep: Keep): ImportKind<readonly PersonLine[]> {
  return {
    columns: Object.values(COLUMNS),
    optional: OPTIONAL,
    reader(place) {
      const places = new Map(Object.values(COLUMNS).map((column) => [column, place(column)]));
      return (cells) => {
        const read = PersonLine.safeParse(personOf((column) => cells[places.get(column) ?? -1] ?? ''));
        if (!read.success)
          return read.error.issues.map(({ path, message }) => {
            const field = String(path[0] ?? '');
            return { column: (COLUMNS as Readonly<Record<string, string>>)[field] ?? field, reason: message };
          });
        keep(Buffer.concat([hash('sha256', read.data.id, 'buffer'), Buffer.from(JSON.stringify(read.data), 'utf8')]));
        return [];
      };
    },
    batch: (records) => ({
      value: records.map((record) => JSON.parse(record.toString('utf8', KEY_BYTES)) as PersonLine),
      transfer: [],
    }),
  };
}

function personOf(cell: (column: (typeof COLUMNS)[keyof typeof COLUMNS]) => string): unknown {
  const or = (column: (typeof COLUMNS)[keyof typeof COLUMNS]): string | null => cell(column) || null;
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
}
