/** What the thread of an import has to know of a kind of line. */
import type { ElementKind } from './elements.ts';
import type { LineKind } from './rows.ts';

/**
 * Keeps a record until all of the file is checked, by copying it. First in it stands its key, evenly spread (a hash):
 * of records with the same key the last one counts.
 */
export type Keep = (record: Uint8Array, length?: number) => void;

/** Sent to the thread that writes: `transfer` is moved there instead of copied. */
export interface BatchOf<Batch> {
  readonly value: Batch;
  readonly transfer: readonly (ArrayBuffer | SharedArrayBuffer)[];
}

export interface ImportKind<Batch> extends LineKind {
  /** Records in the order of their keys, each key once. */
  batch(records: readonly Buffer[]): BatchOf<Batch>;
  /** Where the file may be XML as well: its root element, and the column with a record's name. */
  readonly elements?: Pick<ElementKind, 'root' | 'recordColumn'>;
  /** Behind the last line. Throws `FileRefused` where something is missing. */
  end?(): void;
  /** What the file says of itself. */
  about?(): unknown;
  /** Faults that are named; the others are counted. 100 where nothing is said. */
  readonly named?: number;
}
