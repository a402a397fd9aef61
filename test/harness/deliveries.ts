/** Deliveries of a resident system as files, and a register in which they are taken in. */
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { createOwnResidents } from '../../register/server/residents/own-residents.ts';
import { createDocumentKey } from '../../register/server/keys/secrets.ts';
import type { RegisterDatabase } from '../../register/server/database/database.ts';
import type { Register } from '../../register/server/register.ts';
import { COLUMNS, type Column } from '../../register/server/residents/feed/columns.ts';
import { deliver, type DeliveryOutcome } from '../../register/server/residents/feed/deliver.ts';
import { REMOVAL_LIMIT } from '../../register/server/residents/feed/limit.ts';
import type { ResidentSystem } from '../../register/server/ports/resident-system.ts';

export const THREAD = join(import.meta.dirname, '../../register/server/bulk/file/thread.ts');
export const BLOCKS = ['parties', 'jubilees'] as const;

export type FeedLine = Partial<Record<Column | 'record', string>>;

export const person = (id: string, more: FeedLine = {}): FeedLine => ({
  record: 'person',
  id,
  family_name: 'Mustermann',
  given_names: 'Erika Maria',
  birth_date: '1964-08-12',
  ...more,
});
export const home = (of: string, more: FeedLine = {}): FeedLine => ({
  record: 'home',
  person: of,
  kind: 'main',
  street: 'Lindenstraße',
  house_number: '7',
  postal_code: '12345',
  city: 'Musterstadt',
  since: '2001-05-01',
  ...more,
});

export const csvLine = (line: FeedLine): string =>
  COLUMNS.map((column) => {
    const cell = line[column] ?? '';
    return /[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }).join(',');

export const headLine = (
  kind: 'complete' | 'delta',
  sequence: number,
  asOf = '2026-11-20T02:00:00+01:00',
): FeedLine => ({
  record: 'delivery',
  format: '1',
  kind,
  sequence: String(sequence),
  as_of: asOf,
});
export const allOf = (head: FeedLine, lines: readonly FeedLine[]): FeedLine[] => [
  head,
  ...lines,
  { record: 'end', lines: String(lines.length) },
];
/** A file of records as they are, with its header. */
export const csvFile = (lines: readonly FeedLine[]): string =>
  `${[COLUMNS.join(','), ...lines.map(csvLine)].join('\n')}\n`;
export const complete = (sequence: number, lines: readonly FeedLine[], asOf?: string): string =>
  csvFile(allOf(headLine('complete', sequence, asOf), lines));
export const delta = (sequence: number, lines: readonly FeedLine[], asOf?: string): string =>
  csvFile(allOf(headLine('delta', sequence, asOf), lines));

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
/** The same records as XML. */
export const xmlFile = (lines: readonly FeedLine[]): string => {
  const elements = lines.map(({ record = '', ...cells }) => {
    const attributes = Object.entries(cells).map(
      ([name, value]) => ` ${name}="${value.replaceAll(/[&<"]/g, (one) => ESCAPES[one] ?? one)}"`,
    );
    return `  <${record}${attributes.join('')}/>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<residents>\n${elements.join('')}</residents>\n`;
};

export interface DeliveryRig {
  readonly database: RegisterDatabase;
  readonly residents: ResidentSystem;
  readonly clock: { now(): number; set(now: number): void };
  take(
    file: string | Uint8Array,
    options?: { readonly confirm?: number; readonly people?: number; readonly percent?: number },
  ): Promise<DeliveryOutcome>;
}

/** `folder`: where the thread may lay a file. */
export async function deliveryRig(database: RegisterDatabase, folder: string): Promise<DeliveryRig> {
  let now = Date.parse('2026-11-21T12:00:00+01:00');
  const clock = { now: () => now, set: (to: number) => void (now = to) };
  for (const [position, id] of BLOCKS.entries()) {
    const body = { id, name: { de: id }, line: { de: id }, law: 'BMG', spouses: false };
    await database.db
      .insertInto('block_kind')
      .values({ id, position, body: JSON.stringify(body) })
      .execute();
  }
  const key = createDocumentKey(new Uint8Array(32).fill(9));
  const register: Pick<Register, 'database' | 'folder' | 'clock' | 'timeZone'> = {
    database,
    folder,
    clock,
    timeZone: 'Europe/Berlin',
  };
  return {
    database,
    clock,
    residents: createOwnResidents(database, key, { clock }),
    take: (file, { confirm, ...limit } = {}) =>
      deliver(register, Readable.from([Buffer.from(file)]), {
        script: THREAD,
        limit: { ...REMOVAL_LIMIT, ...limit },
        confirmed: confirm === undefined ? null : { id: confirm, by: 'operator:test' },
        goesOn: () => true,
      }),
  };
}
