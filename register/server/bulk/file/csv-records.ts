/**
 * Records of a CSV text (RFC 4180), some hundred at once. Lines without a quotation mark are split where they lie; from
 * the first quotation mark on, csv-parse reads the rest, which takes five times as long.
 */
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';

export interface CsvRecord {
  readonly cells: string[];
  /** In which it begins, from 1: a cell may have line breaks. */
  readonly line: number;
}

/** Records that csv-parse reads before they are handed on. */
const AT_ONCE = 500;

/** `after`: the last line that could be read. */
export class NoCsv extends Error {
  readonly after: number;

  constructor(after: number) {
    super(`no CSV after line ${after}`);
    this.after = after;
  }
}

/** Anything but the same ends of lines throughout: what a lone one of the other kind means is csv-parse's to say. */
const OTHER_END = { '\n': /["\r]/, '\r\n': /"|\r(?!\n)|(?<!\r)\n/ } as const;
type LineEnd = keyof typeof OTHER_END;

/** Throws {@link NoCsv}, and what the pieces throw. */
export async function* csvRecords(pieces: AsyncIterable<string>, delimiter: ',' | ';'): AsyncGenerator<CsvRecord[]> {
  const source = pieces[Symbol.asyncIterator]();
  let end: LineEnd | undefined;
  let line = 1;
  let rest = '';
  try {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      const text = rest + next.value;
      end ??= endOf(text);
      const odd = end === undefined ? text.search(/"|\r[^\n]/) : withoutLast(text).search(OTHER_END[end]);
      // Whole lines, as far as they are even: what ends in a return may go on with a line feed.
      const to = end === undefined ? 0 : lineStart(text, end, odd < 0 ? text.length : odd);
      if (end !== undefined && to > 0) {
        const first = line;
        const records = text
          .slice(0, to - end.length)
          .split(end)
          .map((one, index) => ({ cells: one.split(delimiter), line: first + index }));
        line += records.length;
        yield records;
      }
      rest = text.slice(to);
      if (odd < 0) continue;
      yield* slowly(rest, source, { delimiter, end, line });
      return;
    }
    if (rest !== '') yield* slowly(rest, source, { delimiter, end, line });
  } finally {
    await source.return?.(undefined);
  }
}

const withoutLast = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

/** Where the line begins in which this place is. */
function lineStart(text: string, end: LineEnd, place: number): number {
  const former = place < end.length ? -1 : text.lastIndexOf(end, place - end.length);
  return former < 0 ? 0 : former + end.length;
}

/**
 * Undefined where it cannot be said yet, or the lines end in returns alone, or a cell before it may have line breaks.
 */
function endOf(text: string): LineEnd | undefined {
  const [found] = /"|\r\n|\n|\r[^]/.exec(text) ?? [];
  return found === '\n' || found === '\r\n' ? found : undefined;
}

/** `before`: what was read of the text already. */
async function* slowly(
  before: string,
  source: AsyncIterator<string>,
  {
    delimiter,
    end,
    line: from,
  }: { readonly delimiter: string; readonly end: LineEnd | undefined; readonly line: number },
): AsyncGenerator<CsvRecord[]> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    ...(end === undefined ? {} : { record_delimiter: end }),
  });
  const all = Readable.from(
    (async function* () {
      if (before !== '') yield before;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    })(),
  ).on('error', (error) => parser.destroy(error));
  all.pipe(parser);
  let read = 0;
  let records: CsvRecord[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      records.push({ cells: record, line: from + read });
      read = info.lines;
      if (records.length < AT_ONCE) continue;
      yield records;
      records = [];
    }
  } catch (error) {
    failure = { error: error instanceof CsvError ? new NoCsv(from + read - 1) : error };
  } finally {
    all.destroy();
  }
  // What stands before the fault is read all the same.
  if (records.length > 0) yield records;
  if (failure !== null) throw failure.error;
}
