/** Whether every text of a value can be stored: PostgreSQL takes neither U+0000 nor half of a surrogate pair. */
export function storable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return typeof value !== 'object' || value === null || Object.entries(value).every(([name, entry]) => storable(name) && storable(entry));
}
