/** Whatever the file and however it arrives: the same records, in the same lines, as csv-parse alone reads. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NoCsv, csvRecords } from '../../../../../register/server/bulk/file/csv-records.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
async function read(text: string, size: number): Promise<[number, string[]][]> {
  const found: [number, string[]][] = [];
  for await (const records of csvRecords(inPieces(text, size), ','))
    for (const { cells, line } of records) found.push([line, cells]);
  return found;
}
function alone(text: string): [number, string[]][] {
  let before = 0;
  return (
    parse(text, { delimiter: ',', info: true, relax_column_count: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[]
  ).map(({ record, info }) => {
    const line = before + 1;
    before = info.lines;
    return [line, record];
  });
}

describe('records of a CSV text', () => {
  test('are those of csv-parse, in pieces of any size', async () => {
    const part = fc.constantFrom('a', 'Ä', ',', '\n', '\r\n', '\r', '"x"', '"a\nb"', '"c""d"', '');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const text = parts.join('');
        let expected: [number, string[]][];
        try {
          expected = alone(text);
        } catch {
          await expect(read(text, size)).rejects.toBeInstanceOf(NoCsv);
          return;
        }
        expect(await read(text, size)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
  test('are named by the line in which they begin, also behind a cell with line breaks', async () => {
    expect(await read('a,b\n1,2\n"3\n4",5\n6,7\n', 4)).toEqual([
      [1, ['a', 'b']],
      [2, ['1', '2']],
      [3, ['3\n4', '5']],
      [5, ['6', '7']],
    ]);
  });
  test('end with the line after which a quotation mark is wrong', async () => {
    await expect(read('a,b\n1,2\n3,x"4\n', 100)).rejects.toMatchObject({ after: 2 });
  });
});
