/** The rows of a file that is imported: whatever its form, however its bytes arrive and whatever is broken in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileRefused, readRows, type LineFault, type LineKind } from '../../../../../register/server/bulk/file/rows.ts';

const COLUMNS = ['id', 'name', 'place'];
interface Read {
  readonly lines: number;
  readonly cells: string[][];
  readonly faults: LineFault[];
  readonly refused: { readonly kind: string; readonly sentence: string } | null;
}

async function read(bytes: Buffer, pieces: readonly number[] = []): Promise<Read> {
  const cells: string[][] = [];
  const faults: LineFault[] = [];
  const kind: LineKind = {
    columns: COLUMNS,
    optional: ['place'],
    reader: (place) => (line) => {
      if (line[place('id')] === 'bad') return [{ column: 'id', reason: 'is bad' }];
      cells.push(COLUMNS.map((column) => line[place(column)] ?? ''));
      return [];
    },
  };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let from = 0;
    for (const length of pieces) {
      yield bytes.subarray(from, from + length);
      from += length;
    }
    yield bytes.subarray(from);
  }
  try {
    const lines = await readRows(chunks(), kind, (some) => faults.push(...some));
    return { lines, cells, faults, refused: null };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { lines: cells.length, cells, faults, refused: { kind: error.kind, sentence: error.message } };
  }
}

/** A cell may have whatever a quoted one may have. */
const cell = fc
  .array(fc.constantFrom('a', 'ß', '€', '𝄞', ',', ';', '"', '\n', '\r\n', 'x y'), { maxLength: 5 })
  .map((parts) => parts.join(''));
const row = fc.tuple(fc.integer({ min: 1, max: 9_999 }).map(String), cell, cell);
const form = fc.record({
  delimiter: fc.constantFrom(',', ';'),
  end: fc.constantFrom('\n', '\r\n'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be'),
  isQuoted: fc.boolean(),
});
type Form = typeof form extends fc.Arbitrary<infer T> ? T : never;

function written(rows: readonly (readonly string[])[], { delimiter, end, encoding, isQuoted }: Form): Buffer {
  const quoted = (text: string): string =>
    isQuoted || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = [COLUMNS, ...rows].map((one) => one.map(quoted).join(delimiter) + end).join('');
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    default:
      return Buffer.from(`\ufeff${text}`);
  }
}

describe('the rows of a file', () => {
  test('are what was written, in every form and cut at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        form,
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }),
        async (rows, how, pieces) => {
          const bytes = written(rows, how);
          expect(await read(bytes, pieces)).toEqual({
            lines: rows.length,
            cells: rows.map((one) => one.map((text) => text.trim())),
            faults: [],
            refused: null,
          });
        },
      ),
      { numRuns: 500 },
    );
  });
  test('are the same ones, or refused, where the file ends at any byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), form, fc.nat(), async (rows, how, at) => {
        const bytes = written(rows, how);
        const { cells, refused } = await read(bytes.subarray(0, at % bytes.length));
        const whole = rows.map((one) => one.map((text) => text.trim()));
        // The last line may lack some of its end.
        const kept = refused === null ? cells.slice(0, -1) : cells;
        expect(whole.slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });
  test('are refused as a whole for a byte that is no text, by line and column, and no cell is quoted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 200 }),
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 4 }),
        async (at, pieces) => {
          const lines = Array.from({ length: 400 }, (_, index) => `${index + 1},Geheim,Ort`);
          const before = `id,name,place\n${lines.slice(0, at).join('\n')}${at === 0 ? '' : '\n'}77,Gehe`;
          const bytes = Buffer.concat([
            Buffer.from(before),
            Buffer.of(0xfc),
            Buffer.from(`im,Ort\n${lines.join('\n')}`),
          ]);
          const { refused } = await read(bytes, pieces);
          expect(refused?.kind).toBe('broken');
          expect(refused?.sentence).toMatch(new RegExp(`^FILE: line ${at + 2}, column name: is not UTF-8`));
          expect(refused?.sentence).not.toContain('Gehe');
        },
      ),
    );
  });
  test('never fail in another way, whatever the bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.boolean(), async (bytes, hasHeader) => {
        await read(Buffer.concat([Buffer.from(hasHeader ? 'id,name\n' : ''), bytes]));
      }),
      { numRuns: 1_000 },
    );
  });
  test('are named by the line in which they begin, with every fault', async () => {
    const { faults, lines } = await read(Buffer.from('name,id\n"a\nb",1\n\n,\nx,bad\ny\n'));
    expect(faults).toEqual([
      { line: 6, column: 'id', reason: 'is bad' },
      { line: 7, column: '(line)', reason: 'has 1 cells, not 2' },
    ]);
    expect(lines).toBe(3);
  });
  test('of which some are bad before one that is no CSV are named all the same', async () => {
    expect(await read(Buffer.from('id,name\nbad,x\n1,x"y\n'))).toMatchObject({
      faults: [{ line: 2, column: 'id', reason: 'is bad' }],
      refused: { kind: 'broken', sentence: expect.stringContaining('FILE is no CSV') as string },
    });
  });
});
