/**
 * A thread of its own for a file that is imported: reads, checks, hashes and sorts its lines, so that the register goes
 * on answering. Once all of it is checked it hands out the records, batch by batch. It may be ended at any moment.
 */
import { on } from 'node:events';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { documentKind, type DocumentSettings } from '../document-lines.ts';
import { peopleKind } from '../people-lines.ts';
import { feedKind, type FeedSettings } from '../../residents/feed/lines.ts';
import { beginsAsXml, readElements } from './elements.ts';
import type { ImportKind, Keep } from './kind.ts';
import { FileRefused, readRows, type LineFault } from './rows.ts';
import { SortedRecords } from './sorted-records.ts';

/** What the thread is for: the first message. */
export interface Begin {
  readonly what: 'begin';
  readonly kind:
    | ({ readonly lines: 'documents' } & DocumentSettings)
    | { readonly lines: 'people' }
    | ({ readonly lines: 'delivery' } & FeedSettings);
  /** Where records lie until they are written. */
  readonly folder: string;
}
export type ToThread =
  | Begin
  | { readonly what: 'chunk'; readonly bytes: Uint8Array }
  | { readonly what: 'end' }
  | { readonly what: 'next'; readonly most: number };

/** What is known when all of the file was read, or when it was refused. Of the faults the first ones. */
export interface Checked {
  readonly lines: number;
  readonly bad: number;
  readonly faults: readonly LineFault[];
  /** How many faults there are beyond these. */
  readonly more: number;
  /** What the file says of itself, as far as it was read. */
  readonly about: unknown;
  readonly refused: { readonly kind: FileRefused['kind']; readonly sentence: string } | null;
}
export type FromThread =
  /** A chunk was taken: another one may come. */
  | { readonly what: 'taken' }
  | { readonly what: 'checked'; readonly checked: Checked }
  /** Null: there are no more. */
  | { readonly what: 'batch'; readonly batch: unknown };

/** Of 19: a third of the share that the register's own thread has. */
const NICE = 5;
/** Faults that are named where the kind of file says nothing else. */
const NAMED = 100;

function kindOf(kind: Begin['kind'], keep: Keep): ImportKind<unknown> {
  switch (kind.lines) {
    case 'documents':
      return documentKind(kind, keep);
    case 'people':
      return peopleKind(keep);
    case 'delivery':
      return feedKind(kind, keep);
  }
}

/** On Linux that of this thread alone: where processors are few, terminals' look-ups come first. */
function takeLess(): void {
  try {
    setPriority(NICE);
  } catch {
    // The package's unit forbids it with the rest of @resources; the import goes on without.
  }
}

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const messages = on(port, 'message') as AsyncIterator<[ToThread]>;
  const next = async (): Promise<ToThread> => (await messages.next()).value[0];
  const tell = (message: FromThread, transfer: readonly (ArrayBuffer | SharedArrayBuffer)[] = []): void =>
    port.postMessage(message, transfer as ArrayBuffer[]);
  const begin = await next();
  if (begin.what !== 'begin') throw new Error('The thread of an import was told nothing about the file.');
  const records = new SortedRecords(begin.folder);
  const kind = kindOf(begin.kind, (record, length) => records.add(record, length));
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let message = await next(); message.what === 'chunk'; message = await next()) {
      tell({ what: 'taken' });
      yield message.bytes;
    }
  }
  tell({ what: 'checked', checked: await check(chunks(), kind) });
  let batches: Generator<Buffer[]> | undefined;
  for (;;) {
    const message = await next();
    // Of a file that was refused the rest may still be on its way.
    if (message.what !== 'next') continue;
    batches ??= records.batches(message.most);
    const batch = batches.next();
    if (batch.done === true) tell({ what: 'batch', batch: null });
    else {
      const { value, transfer } = kind.batch(batch.value);
      tell({ what: 'batch', batch: value }, transfer);
    }
  }
}

async function readRecords(
  bytes: AsyncIterable<Uint8Array>,
  kind: ImportKind<unknown>,
  found: (faults: readonly LineFault[]) => void,
): Promise<number> {
  if (kind.elements === undefined) return readRows(bytes, kind, found);
  const { isXml, chunks } = await beginsAsXml(bytes);
  return isXml ? readElements(chunks, { ...kind, ...kind.elements }, found) : readRows(chunks, kind, found);
}

async function check(chunks: AsyncIterable<Uint8Array>, kind: ImportKind<unknown>): Promise<Checked> {
  let [bad, count] = [0, 0];
  const faults: LineFault[] = [];
  const named = kind.named ?? NAMED;
  const found = (some: readonly LineFault[]): void => {
    bad += 1;
    count += some.length;
    if (faults.length < named) faults.push(...some.slice(0, named - faults.length));
  };
  const told = (lines: number, refused: Checked['refused']): Checked => ({
    lines,
    bad,
    faults,
    more: count - faults.length,
    about: kind.about?.() ?? null,
    refused,
  });
  try {
    const lines = await readRecords(chunks, kind, found);
    kind.end?.();
    return told(lines, null);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return told(0, { kind: error.kind, sentence: error.message });
  }
}

if (parentPort !== null) {
  takeLess();
  await work(parentPort);
}
