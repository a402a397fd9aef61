/**
 * CSV files of any length, line by line: UTF-8 or UTF-16 with its mark, a row of column names first, separated by
 * commas or by semicolons (RFC 4180).
 */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { z } from 'zod';
import { LINES_AT_ONCE } from '../admin/contract-data.ts';
import { TextFileError, textPieces } from '../files/text-file.ts';
import { UsageError, readArguments } from './arguments.ts';
import { CommandFailed } from './ask.ts';
import type { CommandContext } from './ask.ts';

/** Faults that are printed; the others are counted. */
const PRINTED = 100;
const PROGRESS = 100_000;
/** Characters in which the names of the columns must end. */
const HEADER = 16 * 1024;

export interface CsvKind<Line> {
  /** "documents" */
  readonly what: string;
  readonly columns: readonly string[];
  /** Columns that may be missing. */
  readonly optional: readonly string[];
  readonly schema: z.ZodType<Line>;
  /** Cells by column, empty ones too, to what the schema checks. */
  read(cell: (column: string) => string): unknown;
  /** Column of a field of the schema. */
  columnOf(field: string): string;
  /** What can only be said by looking elsewhere, by column. */
  check?(line: Line): { readonly column: string; readonly reason: string } | null;
  send(lines: Line[]): Promise<{ readonly written: number }>;
}

interface Fault {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}
type Row<Line> = { readonly ok: true; readonly line: Line } | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * `… import FILE [--skip-bad]`: the whole file is checked before anything is sent, unless bad lines may be left out.
 */
export async function importCsv<Line>({ args, print }: CommandContext, kind: CsvKind<Line>): Promise<number> {
  const given = readArguments(args, { flags: ['skip-bad'], positionals: ['FILE'] });
  const [file = ''] = given.positionals;
  const skipBad = given.flag('skip-bad');
  const checked = { lines: 0, bad: 0, faults: 0 };
  for await (const row of readRows(file, kind)) {
    checked.lines += 1;
    if (row.ok) continue;
    checked.bad += 1;
    for (const { line, column, reason } of row.faults) {
      checked.faults += 1;
      if (checked.faults <= PRINTED) print(`line ${line}\t${column}\t${reason}`);
    }
  }
  if (checked.faults > PRINTED) print(`and ${checked.faults - PRINTED} more`);
  if (checked.bad > 0 && !skipBad)
    throw new CommandFailed(
      `${checked.bad} of ${checked.lines} lines are bad; nothing was imported. Leave them out with --skip-bad.`,
    );
  let sent = 0;
  let written = 0;
  let batch: Line[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    written += (await kind.send(batch)).written;
    const before = sent;
    sent += batch.length;
    batch = [];
    if (Math.floor(sent / PROGRESS) > Math.floor(before / PROGRESS))
      print(`${sent} of ${checked.lines - checked.bad} ${kind.what}`);
  };
  for await (const row of readRows(file, kind)) {
    if (row.ok) batch.push(row.line);
    else if (!skipBad)
      throw new CommandFailed(
        `The file was changed meanwhile: line ${row.faults[0]?.line} is bad. ${sent} ${kind.what} were imported.`,
      );
    if (batch.length >= LINES_AT_ONCE) await flush();
  }
  await flush();
  print(
    `imported: ${sent} ${kind.what}, new or changed: ${written}${checked.bad > 0 ? `, left out: ${checked.bad}` : ''}`,
  );
  return 0;
}

async function* readRows<Line>(file: string, kind: CsvKind<Line>): AsyncGenerator<Row<Line>> {
  const { delimiter, names } = await headerOf(file);
  const parser = parse({ delimiter, info: true, relax_column_count: true });
  const source = Readable.from(textPieces(file)).on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let columns: Map<string, number> | undefined;
  let before = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // A cell may have line breaks: named is the line in which the record begins.
      const line = before + 1;
      before = info.lines;
      // Spreadsheets end in rows of empty cells.
      if (record.every((cell) => cell.trim() === '')) continue;
      if (columns === undefined) columns = readHeader(record, kind);
      else yield readRow(record, line, columns, kind);
    }
  } catch (error) {
    if (error instanceof TextFileError) throw notText(file, error, delimiter, names);
    if (!(error instanceof CsvError)) throw error;
    throw new CommandFailed(`${file} is no CSV: a quotation mark or the end of a cell is wrong after line ${before}.`);
  } finally {
    source.destroy();
  }
  if (columns === undefined) throw new CommandFailed(`${file} is empty; the first line names the columns.`);
}

/** The place by its column, where the line leads to one. */
function notText(file: string, error: TextFileError, delimiter: string, names: readonly string[]): CommandFailed {
  const cells = error.before.replaceAll(/"[^"]*"?/g, '').split(delimiter).length;
  const column = names[cells - 1];
  return new CommandFailed(
    column === undefined || error.line === 1
      ? `${error.message} Nothing was imported.`
      : `${file}: line ${error.line}, column ${column}: ${error.reason} Nothing was imported.`,
  );
}

function readHeader(
  names: readonly string[],
  { columns, optional }: Pick<CsvKind<never>, 'columns' | 'optional'>,
): Map<string, number> {
  const read = names.map((name) => name.trim());
  const unknown = read.find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`FILE has a column that is not known. Known are: ${columns.join(', ')}.`);
  if (new Set(read).size !== read.length) throw new UsageError('FILE has a column twice.');
  const missing = columns.filter((name) => !read.includes(name) && !optional.includes(name));
  if (missing.length > 0) throw new UsageError(`FILE lacks the columns ${missing.join(', ')}.`);
  return new Map(read.map((name, index) => [name, index]));
}

function readRow<Line>(record: string[], line: number, columns: Map<string, number>, kind: CsvKind<Line>): Row<Line> {
  if (record.length !== columns.size)
    return {
      ok: false,
      faults: [{ line, column: '(line)', reason: `has ${record.length} cells, not ${columns.size}` }],
    };
  const parsed = kind.schema.safeParse(kind.read((column) => record[columns.get(column) ?? -1]?.trim() ?? ''));
  // Zod's sentences say what was expected and never what stood there.
  if (!parsed.success)
    return {
      ok: false,
      faults: parsed.error.issues.map(({ path, message }) => ({
        line,
        column: kind.columnOf(String(path[0] ?? '')),
        reason: message,
      })),
    };
  const fault = kind.check?.(parsed.data);
  return fault == null ? { ok: true, line: parsed.data } : { ok: false, faults: [{ line, ...fault }] };
}

/** The first line, as far as it can be read: what separates its cells, and what stands in them. */
async function headerOf(file: string): Promise<{ delimiter: ',' | ';'; names: string[] }> {
  let header = '';
  try {
    for await (const piece of textPieces(file)) {
      header += piece;
      if (header.length >= HEADER || /[\r\n]/.test(header)) break;
    }
  } catch (error) {
    // What is no text is said of when all of it is read, with its column.
    const { code } = error as NodeJS.ErrnoException;
    if (!(error instanceof TextFileError)) throw new UsageError(`FILE ${file} cannot be read (${code}).`);
  }
  const [line = ''] = header.slice(0, HEADER).split(/[\r\n]/);
  const delimiter = line.includes(';') ? ';' : ',';
  return { delimiter, names: line.split(delimiter).map((name) => name.replaceAll('"', '').trim()) };
}
