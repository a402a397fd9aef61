/**
 * The rows of a CSV file of any length (RFC 4180), each checked by what its kind of line is: UTF-8, or UTF-16 with its
 * mark; a row of column names first; separated by commas or by semicolons.
 */
import { TextFileError, textPieces } from '../../files/text-file.ts';
import { NoCsv, csvRecords } from './csv-records.ts';

/** Of a cell, or of a whole line. Says what was expected, never what stands there. */
export interface CellFault {
  readonly column: string;
  readonly reason: string;
}
export interface LineFault extends CellFault {
  /** From 1, as an editor counts; the one in which the record begins. */
  readonly line: number;
}

/** A kind of line. */
export interface LineKind {
  readonly columns: readonly string[];
  /** Columns that may be missing. */
  readonly optional: readonly string[];
  /**
   * `place` of a column in the cells, -1 where the file has none. The answer takes the trimmed cells of one line: keeps
   * it, or says what is wrong with it. `line`: where it begins, from 1.
   */
  reader(place: (column: string) => number): (cells: readonly string[], line: number) => readonly CellFault[];
}

/**
 * Of the whole file, which is none of ours. The sentence calls it FILE. `usage`: the operator has named the wrong file;
 * otherwise the file is broken.
 */
export class FileRefused extends Error {
  readonly kind: 'usage' | 'broken';

  constructor(kind: FileRefused['kind'], sentence: string) {
    super(sentence);
    this.kind = kind;
  }
}

/** Characters in which the names of the columns must end. */
const HEADER = 16 * 1024;

/** Reads all of it. Returns how many lines there were, without empty ones. Throws {@link FileRefused}. */
export async function readRows(
  chunks: AsyncIterable<Uint8Array>,
  kind: LineKind,
  onFaults: (faults: readonly LineFault[]) => void,
): Promise<number> {
  const { delimiter, names, pieces } = await withHeader(textPieces('FILE', chunks));
  let read: ReturnType<LineKind['reader']> | undefined;
  let width = 0;
  let lines = 0;
  try {
    for await (const records of csvRecords(pieces, delimiter))
      for (const { cells, line } of records) {
        for (let at = 0; at < cells.length; at += 1) cells[at] = (cells[at] ?? '').trim();
        // Spreadsheets end in rows of empty cells.
        if (cells.every((cell) => cell === '')) continue;
        if (read === undefined) {
          const places = placesOf(cells, kind);
          width = cells.length;
          read = kind.reader((column) => places.get(column) ?? -1);
          continue;
        }
        lines += 1;
        const faults =
          cells.length === width
            ? read(cells, line)
            : [{ column: '(line)', reason: `has ${cells.length} cells, not ${width}` }];
        if (faults.length > 0) onFaults(faults.map((fault) => ({ line, ...fault })));
      }
  } catch (error) {
    if (error instanceof TextFileError) throw notText(error, delimiter, names);
    if (!(error instanceof NoCsv)) throw error;
    throw new FileRefused(
      'broken',
      `FILE is no CSV: a quotation mark or the end of a cell is wrong after line ${error.after}.`,
    );
  }
  if (read === undefined) throw new FileRefused('broken', 'FILE is empty; the first line names the columns.');
  return lines;
}

/** The place by its column, where the line leads to one. */
function notText(error: TextFileError, delimiter: string, names: readonly string[]): FileRefused {
  const cells = error.before.replaceAll(/"[^"]*"?/g, '').split(delimiter).length;
  const column = names[cells - 1];
  return new FileRefused(
    'broken',
    column === undefined || error.line === 1
      ? `${error.message} Nothing was imported.`
      : `FILE: line ${error.line}, column ${column}: ${error.reason} Nothing was imported.`,
  );
}

function placesOf(
  names: readonly string[],
  { columns, optional }: Pick<LineKind, 'columns' | 'optional'>,
): Map<string, number> {
  const unknown = names.find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new FileRefused('usage', `FILE has a column that is not known. Known are: ${columns.join(', ')}.`);
  if (new Set(names).size !== names.length) throw new FileRefused('usage', 'FILE has a column twice.');
  const missing = columns.filter((name) => !names.includes(name) && !optional.includes(name));
  if (missing.length > 0) throw new FileRefused('usage', `FILE lacks the columns ${missing.join(', ')}.`);
  return new Map(names.map((name, index) => [name, index]));
}

/** The first line, as far as it can be read: what separates its cells, and what stands in them. And all the pieces. */
async function withHeader(
  source: AsyncGenerator<string>,
): Promise<{ delimiter: ',' | ';'; names: string[]; pieces: AsyncIterable<string> }> {
  let header = '';
  let failure: { readonly error: unknown } | null = null;
  try {
    while (header.length < HEADER && !/[\r\n]/.test(header)) {
      const next = await source.next();
      if (next.done === true) break;
      header += next.value;
    }
  } catch (error) {
    failure = { error };
  }
  const [line = ''] = header.slice(0, HEADER).split(/[\r\n]/);
  const delimiter = line.includes(';') ? ';' : ',';
  async function* pieces(): AsyncGenerator<string> {
    if (header !== '') yield header;
    // What is no text is said of with its column.
    if (failure !== null) throw failure.error;
    yield* source;
  }
  return {
    delimiter,
    names: line.split(delimiter).map((name) => name.replaceAll('"', '').trim()),
    pieces: pieces(),
  };
}
