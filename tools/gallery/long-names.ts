/** Names as long as a register of residents may hold them (120 characters), in the places where names stand. */
import { View } from '../../electron/ipc/view.ts';

export const LONG = {
  person:
    'Wolkenstein-Oberniederthal Freifrau von Hohenmusterberg-Untermusterbach-Langenmusterhausen auf Groß und Klein Mustersdorf',
  town: 'Musterstadt an der Langen Musterach, Verwaltungsgemeinschaft Obermusterbach-Untermusterbach-Hintermusterwald und Umland',
  service:
    'Bescheinigung über die Anmeldung einer Nebenwohnung für Familienangehörige beantragen, verlängern, ändern oder abholen',
} as const;

/** The same View with long names; nothing else of it changes. */
export const withLongNames = (view: View): View => View.parse(renamed(view, []));

function renamed(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, path));
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? nameAt(value, path) : value;
  const inRow = 'label' in value && /name/i.test(JSON.stringify(value.label)) ? ['person'] : [];
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, renamed(inner, [...path, ...inRow, name])]),
  );
}

/** `name` of an office, a service or a group of them; `name` and `town` among the values of a sentence. */
function nameAt(value: string, path: readonly string[]): string {
  const [above, last] = path.slice(-2);
  if (above === 'town' && last === 'name') return LONG.town;
  if (above === 'values' && last === 'town') return LONG.town;
  if (above === 'values' && last === 'name') return LONG.person;
  if (above === 'name' && last === 'text') return LONG.service;
  if (path.includes('person') && above === 'value' && last === 'text') return LONG.person;
  return value;
}
