/** Lines of documents: what the quick way lets through is what the schema lets through, and it is packed the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DocumentStage } from '../../../../../register/contract/contract.ts';
import { checkDigit } from '../../../../../register/contract/document-number.ts';
import { generatedDocument } from '../../../../../register/demo/generate.ts';
import { DocumentLine } from '../../../../../register/server/admin/contract-data.ts';
import { documentKind } from '../../../../../register/server/bulk/document-lines.ts';
import { packDocuments } from '../../../../../register/server/bulk/packed-documents.ts';
import type { CellFault } from '../../../../../register/server/bulk/file/rows.ts';
import { createDocumentKey } from '../../../../../register/server/keys/secrets.ts';

const [SECRET, FORMER] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const OFFICES = ['buergerbuero', 'rathaus-süd'];
const COLUMNS = ['type', 'number', 'stage', 'since', 'office', 'pin_letter', 'bring_old_document'];

/** A reader, and what it kept. */
function opened(former?: Uint8Array) {
  const kept: Buffer[] = [];
  const kind = documentKind(
    { secrets: { secret: SECRET, former }, offices: OFFICES },
    (record, length) => void kept.push(Buffer.from(record.subarray(0, length))),
  );
  const read = kind.reader((column) => COLUMNS.indexOf(column));
  return { kind, kept, read: (cells: readonly string[]) => read(cells, 1) };
}
const answer = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const cellsOf = (line: DocumentLine): string[] => [
  line.type,
  line.number,
  line.stage,
  line.since,
  line.office ?? '',
  answer(line.pinLetter),
  answer(line.bringOldDocument),
];

const line = fc
  .record({
    index: fc.nat({ max: 5_000 }),
    stage: fc.constantFrom(...DocumentStage.exclude(['unknown']).options),
    since: fc.constantFrom('1970-01-01', '2026-02-28', '2024-02-29', '9999-12-31'),
    office: fc.constantFrom(null, ...OFFICES),
    pinLetter: fc.constantFrom(null, true, false),
    bringOldDocument: fc.constantFrom(null, true, false),
  })
  .map(({ index, ...rest }): DocumentLine => {
    const { type, number } = generatedDocument(index, 5, '2026-11-21');
    return { type, number, ...rest };
  });

test('good lines are kept as they are packed one by one, at the first time and the next', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), fc.boolean(), (lines, isMoving) => {
      const former = isMoving ? FORMER : undefined;
      const { kind, kept, read } = opened(former);
      for (const one of [...lines, ...lines]) expect(read(cellsOf(one))).toEqual([]);
      // As they are sorted: of each number the last line.
      const last = new Map(kept.map((record) => [record.toString('hex', 0, 32), record]));
      const records = [...last.values()].sort((a, b) => a.compare(b));
      const { packed, moved, count } = kind.batch(records).value;
      const key = createDocumentKey(SECRET, former);
      const { values, moved: expected } = packDocuments(key, lines);
      expect(count).toBe(records.length);
      // Offices have other places there.
      const [bytes, , , offices] = values as [Buffer, unknown, unknown, string[]];
      for (let at = 38; at < bytes.length; at += 57) {
        const place = bytes.readUInt16BE(at);
        bytes.writeUInt16BE(place === 0 ? 0 : OFFICES.indexOf(offices[place - 1] ?? '') + 1, at);
      }
      expect(Buffer.from(packed).equals(bytes)).toBe(true);
      const plain = (some: typeof moved) =>
        some.map((one) => [
          one.type,
          ...[one.from, one.hash, one.sealed].map((part) => Buffer.from(part).toString('hex')),
        ]);
      expect(plain(moved)).toEqual(plain(expected));
    }),
  );
});

test('a cell is refused or taken as the schema says, whatever was read before', () => {
  const odd: Record<string, readonly string[]> = {
    type: ['visa', '', 'Passport', 'passport'],
    number: ['', 'X', 'C4HX0N2P', 'C4HX0N2P79', '0'.repeat(300), 'c4hx 0n2p7'],
    stage: ['unknown', '', 'lost'],
    since: ['', '2026-02-29', '1969-12-31', '2026-1-1', '10000-01-01', '2026-11-21'],
    office: ['nowhere', 'BUERGERBUERO'],
    pin_letter: ['ja', 'YES', 'true'],
    bring_old_document: ['nein', '0'],
  };
  const change = fc
    .constantFrom(...COLUMNS)
    .chain((column) => fc.tuple(fc.constant(column), fc.constantFrom(...(odd[column] ?? []))));
  fc.assert(
    fc.property(line, fc.array(change, { maxLength: 3 }), (good, changes) => {
      const cells = cellsOf(good);
      for (const [column, value] of changes) cells[COLUMNS.indexOf(column)] = value;
      const fresh = opened();
      const warmed = opened();
      expect(warmed.read(cellsOf(good))).toEqual([]);
      const before = warmed.kept.length;
      const faults: readonly CellFault[] = fresh.read(cells);
      expect(warmed.read(cells)).toEqual(faults);
      expect(warmed.read(cells)).toEqual(faults);
      expect(fresh.kept.length).toBe(faults.length === 0 ? 1 : 0);
      expect(warmed.kept.length - before).toBe(faults.length === 0 ? 2 : 0);
      const values = changes.map(([, value]) => value).filter((value) => value.length > 4 && value !== 'passport');
      for (const { reason } of faults) for (const value of values) expect(reason).not.toContain(value);
    }),
  );
});

test('a number is taken with its check digit, in small letters and with blanks', () => {
  const { read, kept } = opened();
  for (const number of ['C4HX0N2P7', `C4HX0N2P7${checkDigit('C4HX0N2P7')}`, 'c4hx 0n2p7'])
    expect(
      read(
        cellsOf({
          type: 'passport',
          number,
          stage: 'sent',
          since: '2026-11-21',
          office: null,
          pinLetter: null,
          bringOldDocument: null,
        }),
      ),
    ).toEqual([]);
  expect(new Set(kept.map((record) => record.toString('hex'))).size).toBe(1);
});
