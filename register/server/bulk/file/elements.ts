/**
 * The records of an XML file of any length: elements below the root, each named as its record, its cells as attributes
 * named as the columns. Same content as the rows of a CSV file, element by row. No document type, no text, nothing
 * deeper: what is not read would be lost without a word.
 */
import { SaxesParser } from 'saxes';
import { TextFileError, textPieces } from '../../files/text-file.ts';
import { FileRefused, type CellFault, type LineFault, type LineKind } from './rows.ts';

export interface ElementKind extends LineKind {
  /** Name of the root element. */
  readonly root: string;
  /** The column in which a record's name stands. */
  readonly recordColumn: string;
}

/** Ends the reading: the parser throws what its handlers throw. */
const refuse = (sentence: string): never => {
  throw new FileRefused('broken', `FILE ${sentence}`);
};

/** Reads all of it. Returns how many records there were. Throws {@link FileRefused}. */
export async function readElements(
  chunks: AsyncIterable<Uint8Array>,
  kind: ElementKind,
  onFaults: (faults: readonly LineFault[]) => void,
): Promise<number> {
  const places = new Map(kind.columns.map((column, at) => [column, at]));
  const read = kind.reader((column) => places.get(column) ?? -1);
  const recordPlace = places.get(kind.recordColumn) ?? -1;
  const parser = new SaxesParser({ xmlns: false });
  let depth = 0;
  let records = 0;
  let line = 1;
  parser.on('error', (error) => refuse(`is no XML: ${placeOf(error.message)}`));
  parser.on('doctype', () => refuse(`has a document type (line ${parser.line}), which is not read.`));
  parser.on('cdata', () => refuse(`has a text, which ends in line ${parser.line}, where only elements may be.`));
  parser.on('text', (text) => {
    if (depth > 0 && text.trim() !== '')
      refuse(`has a text, which ends in line ${parser.line}, where only elements may be.`);
  });
  parser.on('opentagstart', () => (line = parser.line));
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    if (depth === 1 && name !== kind.root) refuse(`must have the root element ${kind.root}.`);
    if (depth > 2) refuse(`has an element within a record (line ${line}).`);
    if (depth !== 2) return;
    records += 1;
    const cells = kind.columns.map(() => '');
    const faults: CellFault[] = [];
    for (const [column, value] of Object.entries(attributes)) {
      const at = places.get(column);
      if (at === undefined || at === recordPlace)
        faults.push({ column: '(line)', reason: 'has an attribute that is not known' });
      else cells[at] = value.trim();
    }
    cells[recordPlace] = name;
    faults.push(...read(cells, line));
    if (faults.length > 0) onFaults(faults.map((fault) => ({ line, ...fault })));
  });
  parser.on('closetag', () => (depth -= 1));
  try {
    for await (const piece of textPieces('FILE', chunks)) parser.write(piece);
    parser.close();
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    throw new FileRefused('broken', `${error.message} Nothing was imported.`);
  }
  return records;
}

/** The parser's sentence may quote the file; its place does not. */
function placeOf(message: string): string {
  const [, line, column] = /^(\d+):(\d+): /.exec(message) ?? [];
  return line === undefined ? 'it cannot be read.' : `line ${line}, character ${column} cannot be read.`;
}

/** Whether a file begins as XML does; and all of it. */
export async function beginsAsXml(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly isXml: boolean; readonly chunks: AsyncIterable<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let first: number | undefined;
  while (first === undefined) {
    const next = await source.next();
    if (next.done === true) break;
    held.push(next.value);
    // Behind a byte order mark and blanks, of two bytes each in UTF-16.
    first = next.value.find((byte) => ![0xef, 0xbb, 0xbf, 0xff, 0xfe, 0, 0x20, 0x09, 0x0a, 0x0d].includes(byte));
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* held;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  return { isXml: first === '<'.charCodeAt(0), chunks: all() };
}
