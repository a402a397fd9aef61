/**
 * The format in which a town's resident system delivers people as a file (register/README.md, "People by delivery"):
 * one kind of line for each kind of thing, so that a person with three homes needs no columns by number, and one file,
 * so that nothing of it can be missing. Each record says which columns it has; the others are empty.
 */

/** Raised when a file of the former version would be misread. */
export const FORMAT = '1';

export const RECORD_COLUMNS = {
  /** First. `as_of`: of which instant the data are. */
  delivery: ['format', 'kind', 'sequence', 'as_of'],
  person: [
    'id',
    'family_name',
    'birth_name',
    'former_names',
    'religious_name',
    'doctorate',
    'given_names',
    'usual_given_name',
    'birth_date',
    'birth_place',
    'nationalities',
    'marital_status',
    'death',
    'departure',
    'removed',
  ],
  home: ['person', 'id', 'kind', 'street', 'house_number', 'addition', 'postal_code', 'city', 'since', 'until'],
  block: ['person', 'kind', 'since', 'until'],
  relative: ['person', 'relation', 'id'],
  /** Last. `lines`: how many records are between the first and this one, so that a file that was cut is seen. */
  end: ['lines'],
} as const;
export type RecordName = keyof typeof RECORD_COLUMNS;
export const RECORDS = Object.keys(RECORD_COLUMNS) as readonly RecordName[];
export type Column = (typeof RECORD_COLUMNS)[RecordName][number];

/** As they are written. `record` says what a line is. */
export const COLUMNS: readonly (Column | 'record')[] = [
  ...new Set<Column | 'record'>(['record', ...RECORDS.flatMap((name) => RECORD_COLUMNS[name])]),
];
/** Without these there is no delivery; the others may be missing where nothing would stand in them. */
export const NEEDED: readonly (Column | 'record')[] = ['record', 'format', 'kind', 'sequence', 'as_of', 'id', 'lines'];

export interface DeliveryHead {
  readonly kind: 'complete' | 'delta';
  readonly sequence: number;
  /** ISO 8601. */
  readonly asOf: string;
}
