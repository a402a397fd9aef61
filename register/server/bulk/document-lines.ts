/**
 * Documents in a file: what a line must have, and what is kept of it until it is written. Runs in the thread of the
 * import (file/thread.ts).
 */
import type { z } from 'zod';
import { DocumentStage, DocumentType } from '../../contract/contract.ts';
import { parseDocumentNumber } from '../../contract/document-number.ts';
import { DocumentLine } from '../admin/contract-data.ts';
import { createDocumentKey, type DocumentKey, type DocumentSecrets } from '../keys/secrets.ts';
import { copyRows } from './document-rows.ts';
import {
  HASH_BYTES,
  NUMBER_AT,
  SEALED_AT,
  SIZE,
  STAGES,
  TYPES,
  TYPE_AT,
  answersOf,
  dayNumber,
  packFields,
  type MovedDocument,
  type PackedFields,
} from './packed-documents.ts';
import type { CellFault, LineKind } from './file/rows.ts';
import type { BatchOf, ImportKind, Keep } from './file/kind.ts';

export interface DocumentSettings {
  readonly secrets: DocumentSecrets;
  /** Ids of the catalogue. */
  readonly offices: readonly string[];
}

/** Documents in the order of their hashes, none twice. */
export interface DocumentBatch {
  readonly count: number;
  /** As `sendDocuments` takes them. */
  readonly packed: Uint8Array;
  /** As PostgreSQL's COPY takes them. */
  readonly rows: Uint8Array;
  readonly moved: readonly MovedDocument[];
}

/** Days that were read before: a list has some hundred. More than so many would be a burden. */
const MOST_DAYS = 20_000;
const COLUMN_OF: Readonly<Record<string, string>> = { pinLetter: 'pin_letter', bringOldDocument: 'bring_old_document' };
const ANSWERS: ReadonlyMap<string, boolean | null> = new Map([
  ['', null],
  ['yes', true],
  ['no', false],
]);

export function documentKind({ secrets, offices }: DocumentSettings, keep: Keep): ImportKind<DocumentBatch> {
  const key = createDocumentKey(secrets.secret, secrets.former);
  return {
    columns: ['type', 'number', 'stage', 'since', 'office', 'pin_letter', 'bring_old_document'],
    optional: ['office', 'pin_letter', 'bring_old_document'],
    reader: (place) => lineReader(place, keeper(key, keep), offices),
    batch: (records) => batchOf(records, key, offices),
  };
}

/**
 * What a cell may be is the schema's to say. Whatever it let through before is recognised by the text alone, which
 * takes a tenth of the time: types, stages, days, offices and answers come again and again.
 */
function lineReader(
  place: (column: string) => number,
  keepLine: (type: DocumentType, number: string, packed: PackedFields) => void,
  offices: readonly string[],
): ReturnType<LineKind['reader']> {
  const [type, number, stage, since, office, pinLetter, bringOldDocument] = [
    place('type'),
    place('number'),
    place('stage'),
    place('since'),
    place('office'),
    place('pin_letter'),
    place('bring_old_document'),
  ];
  const types = new Map<string, number>(TYPES.map((one, index) => [one, index]));
  const stages = new Map<string, number>(
    DocumentStage.exclude(['unknown']).options.map((one) => [one, STAGES.indexOf(one)]),
  );
  const officePlaces = new Map([['', 0], ...offices.map((one, index) => [one, index + 1] as const)]);
  const days = new Map<string, number>();

  function slowly(cell: (at: number) => string): readonly CellFault[] {
    const read = readLine(cell, { type, number, stage, since, office, pinLetter, bringOldDocument });
    if (!read.success)
      return read.error.issues.map(({ path, message }) => {
        const field = String(path[0] ?? '');
        return { column: COLUMN_OF[field] ?? field, reason: message };
      });
    const line = read.data;
    const at = officePlaces.get(line.office ?? '');
    if (at === undefined) return [{ column: 'office', reason: 'is not in the catalogue' }];
    if (days.size >= MOST_DAYS) days.clear();
    const day = dayNumber(line.since);
    days.set(line.since, day);
    keepLine(line.type, line.number, {
      type: TYPES.indexOf(line.type),
      stage: STAGES.indexOf(line.stage),
      day,
      office: at,
      answers: answersOf(line),
    });
    return [];
  }

  return (cells) => {
    const cell = (at: number): string => (at < 0 ? '' : (cells[at] ?? ''));
    const known = {
      type: types.get(cell(type)),
      stage: stages.get(cell(stage)),
      day: days.get(cell(since)),
      office: officePlaces.get(cell(office)),
      pinLetter: ANSWERS.get(cell(pinLetter)),
      bringOldDocument: ANSWERS.get(cell(bringOldDocument)),
    };
    const typeName = known.type === undefined ? undefined : TYPES[known.type];
    if (
      typeName === undefined ||
      known.type === undefined ||
      known.stage === undefined ||
      known.day === undefined ||
      known.office === undefined ||
      known.pinLetter === undefined ||
      known.bringOldDocument === undefined
    )
      return slowly(cell);
    const read = parseDocumentNumber(typeName, cell(number));
    if (!read.ok) return slowly(cell);
    keepLine(typeName, read.value.number, {
      type: known.type,
      stage: known.stage,
      day: known.day,
      office: known.office,
      answers: answersOf({ pinLetter: known.pinLetter, bringOldDocument: known.bringOldDocument }),
    });
    return [];
  };
}

function readLine(
  cell: (at: number) => string,
  at: Readonly<Record<keyof DocumentLine, number>>,
): z.ZodSafeParseResult<DocumentLine> {
  const type = DocumentType.safeParse(cell(at.type));
  const number = type.success ? parseDocumentNumber(type.data, cell(at.number)) : null;
  const answer = (text: string): unknown => (ANSWERS.has(text) ? ANSWERS.get(text) : text);
  return DocumentLine.safeParse({
    // With its check digit or without.
    type: cell(at.type),
    number: number?.ok ? number.value.number : '',
    stage: cell(at.stage),
    since: cell(at.since),
    office: cell(at.office) || null,
    pinLetter: answer(cell(at.pinLetter)),
    bringOldDocument: answer(cell(at.bringOldDocument)),
  });
}

/** As a packed document, but with the number as it is; behind it the former hash, where there is one. */
function keeper(key: DocumentKey, keep: Keep): (type: DocumentType, number: string, packed: PackedFields) => void {
  const record = Buffer.alloc(SIZE + HASH_BYTES);
  return (type, number, packed) => {
    record.set(key.hash(type, number));
    packFields(record, 0, packed);
    record.fill(0, NUMBER_AT, SIZE);
    record.write(number, NUMBER_AT, 'latin1');
    const former = key.formerHash(type, number);
    if (former !== null) record.set(former, SIZE);
    keep(record, former === null ? SIZE : SIZE + HASH_BYTES);
  };
}

function batchOf(records: readonly Buffer[], key: DocumentKey, offices: readonly string[]): BatchOf<DocumentBatch> {
  const packed = Buffer.allocUnsafeSlow(records.length * SIZE);
  for (const [index, record] of records.entries()) record.copy(packed, index * SIZE, 0, SIZE);
  key.sealRows(packed, SEALED_AT);
  const moved = records.flatMap((record, index): MovedDocument[] => {
    if (record.length === SIZE) return [];
    const row = packed.subarray(index * SIZE, (index + 1) * SIZE);
    return [
      {
        type: TYPES[row[TYPE_AT] ?? 0] ?? '',
        from: Uint8Array.from(record.subarray(SIZE)),
        hash: Uint8Array.from(row.subarray(0, HASH_BYTES)),
        sealed: Uint8Array.from(row.subarray(NUMBER_AT)),
      },
    ];
  });
  // Where documents are moved from a former key they are there already, and cannot be copied in.
  const rows = moved.length > 0 ? Buffer.alloc(0) : copyRows(packed, offices);
  return { value: { count: records.length, packed, rows, moved }, transfer: [packed.buffer, rows.buffer] };
}
