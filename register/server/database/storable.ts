import { textFault } from '../../din91379/text.ts';

/** Whether every text of a value can be stored: PostgreSQL takes neither U+0000 nor half of a surrogate pair. */
export function storable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.entries(value).every(([name, entry]) => storable(name) && storable(entry))
  );
}

/** What stands in the texts of a value, by field, that should not: also what JSON wrote as an escape. */
export function unwantedText(value: unknown, field = ''): { field: string; message: string }[] {
  if (typeof value === 'string') {
    const fault = textFault(value.normalize('NFC'), 'text');
    return fault === null ? [] : [{ field, message: fault.reason }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    unwantedText(entry, field === '' ? name : `${field}.${name}`),
  );
}
