/**
 * The public holidays of the sixteen Länder, each with the law that makes it one, and those that only some
 * municipalities have. The library that reads opening hours knows Länder only; `differences` says on which days a
 * town's own calendar is another one.
 */

/** ISO 3166-2:DE without "DE-". */
export const LAENDER = [
  'BB',
  'BE',
  'BW',
  'BY',
  'HB',
  'HE',
  'HH',
  'MV',
  'NI',
  'NW',
  'RP',
  'SH',
  'SL',
  'SN',
  'ST',
  'TH',
] as const;
export type Land = (typeof LAENDER)[number];

/** Public holidays that a law gives to some municipalities of a Land only. */
export const LOCAL_HOLIDAYS = ['assumption-day', 'corpus-christi', 'peace-festival'] as const;
export type LocalHoliday = (typeof LOCAL_HOLIDAYS)[number];

/** Month and day, or days after Easter Sunday, or the Wednesday before 23 November. */
type Rule = { readonly month: number; readonly date: number } | { readonly afterEaster: number } | 'repentance-day';

interface Holiday {
  readonly name: string;
  readonly rule: Rule;
  readonly laender: readonly Land[];
  /** First year, where the law began after 2020. */
  readonly from?: number;
  /** The only year. */
  readonly only?: number;
}

const fixed = (month: number, date: number): Rule => ({ month, date });
const easter = (afterEaster: number): Rule => ({ afterEaster });

/**
 * By the Länder's own laws (Feiertagsgesetze, in their versions of 2026); German Unity Day is the only one that the
 * Federation made (Einigungsvertrag Art. 2 (2)). Held against the library's own list in the tests, so that neither is
 * alone.
 */
export const HOLIDAYS: readonly Holiday[] = [
  { name: 'Neujahr', rule: fixed(1, 1), laender: LAENDER },
  { name: 'Heilige Drei Könige', rule: fixed(1, 6), laender: ['BW', 'BY', 'ST'] },
  { name: 'Internationaler Frauentag', rule: fixed(3, 8), laender: ['BE'] },
  { name: 'Internationaler Frauentag', rule: fixed(3, 8), laender: ['MV'], from: 2023 },
  { name: 'Karfreitag', rule: easter(-2), laender: LAENDER },
  { name: 'Ostersonntag', rule: easter(0), laender: ['BB'] },
  { name: 'Ostermontag', rule: easter(1), laender: LAENDER },
  { name: 'Tag der Arbeit', rule: fixed(5, 1), laender: LAENDER },
  { name: '80. Jahrestag der Befreiung vom Nationalsozialismus', rule: fixed(5, 8), laender: ['BE'], only: 2025 },
  { name: 'Christi Himmelfahrt', rule: easter(39), laender: LAENDER },
  { name: 'Pfingstsonntag', rule: easter(49), laender: ['BB'] },
  { name: 'Pfingstmontag', rule: easter(50), laender: LAENDER },
  { name: 'Fronleichnam', rule: easter(60), laender: ['BW', 'BY', 'HE', 'NW', 'RP', 'SL'] },
  { name: '75. Jahrestag des Volksaufstandes in der DDR', rule: fixed(6, 17), laender: ['BE'], only: 2028 },
  { name: 'Mariä Himmelfahrt', rule: fixed(8, 15), laender: ['SL'] },
  { name: 'Weltkindertag', rule: fixed(9, 20), laender: ['TH'] },
  { name: 'Tag der Deutschen Einheit', rule: fixed(10, 3), laender: LAENDER },
  { name: 'Reformationstag', rule: fixed(10, 31), laender: ['BB', 'HB', 'HH', 'MV', 'NI', 'SH', 'SN', 'ST', 'TH'] },
  { name: 'Allerheiligen', rule: fixed(11, 1), laender: ['BW', 'BY', 'NW', 'RP', 'SL'] },
  { name: 'Buß- und Bettag', rule: 'repentance-day', laender: ['SN'] },
  { name: 'Erster Weihnachtstag', rule: fixed(12, 25), laender: LAENDER },
  { name: 'Zweiter Weihnachtstag', rule: fixed(12, 26), laender: LAENDER },
];

/**
 * Which Land leaves which day to its municipalities. Assumption Day: where more Catholics than Protestants live, as the
 * Land's statistical office lists them (BayFTG Art. 1 (1)). Peace Festival: the city of Augsburg (BayFTG Art. 1 (2)).
 * Corpus Christi: the municipalities that an ordinance names (SächsSFG § 1), and where it was one in 1994 (ThürFGtG § 2
 * (2) with § 10 (1)).
 */
export const LOCAL: Readonly<Record<LocalHoliday, { readonly rule: Rule; readonly laender: readonly Land[] }>> = {
  'assumption-day': { rule: fixed(8, 15), laender: ['BY'] },
  'peace-festival': { rule: fixed(8, 8), laender: ['BY'] },
  'corpus-christi': { rule: easter(60), laender: ['SN', 'TH'] },
};

/** The local holidays that a town in this Land may have. */
export const localHolidaysOf = (land: Land): LocalHoliday[] =>
  LOCAL_HOLIDAYS.filter((name) => LOCAL[name].laender.includes(land));

/** Days of a year (ISO 8601) on which a town has a public holiday. `land` null: only those of all Länder. */
export function holidaysOf(land: Land | null, local: readonly LocalHoliday[], year: number): Set<string> {
  const days = HOLIDAYS.filter(
    ({ laender, from = 0, only }) =>
      (land === null ? laender === LAENDER : laender.includes(land)) && year >= from && (only ?? year) === year,
  ).map(({ rule }) => dayOf(rule, year));
  return new Set([...days, ...local.map((name) => dayOf(LOCAL[name].rule, year))]);
}

function dayOf(rule: Rule, year: number): string {
  if (rule === 'repentance-day') {
    // The Wednesday before the last Sunday of the church's year, which is the Sunday before the first of Advent: 16 to
    // 22 November.
    const day = new Date(Date.UTC(year, 10, 22));
    day.setUTCDate(22 - ((day.getUTCDay() + 4) % 7));
    return iso(day);
  }
  if ('month' in rule) return iso(new Date(Date.UTC(year, rule.month - 1, rule.date)));
  const day = easterSunday(year);
  day.setUTCDate(day.getUTCDate() + rule.afterEaster);
  return iso(day);
}

/** Gauss's Easter formula as Heiner Lichtenberg completed it (1997), for the Gregorian calendar. */
function easterSunday(year: number): Date {
  const k = Math.floor(year / 100);
  const m = 15 + Math.floor((3 * k + 3) / 4) - Math.floor((8 * k + 13) / 25);
  const s = 2 - Math.floor((3 * k + 3) / 4);
  const a = year % 19;
  const d = (19 * a + m) % 30;
  const r = Math.floor((d + Math.floor(a / 11)) / 29);
  const og = 21 + d - r;
  const sz = 7 - ((year + Math.floor(year / 4) + s) % 7);
  const oe = 7 - ((og - sz) % 7);
  return new Date(Date.UTC(year, 2, og + oe));
}

/** Of a day that was made as midnight UTC. */
const iso = (day: Date): string =>
  `${day.getUTCFullYear()}-${String(day.getUTCMonth() + 1).padStart(2, '0')}-${String(day.getUTCDate()).padStart(2, '0')}`;
