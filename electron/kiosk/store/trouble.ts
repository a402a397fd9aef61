/** Why the journal cannot be kept: what SQLite says, in words that staff can do something about. */

/**
 * `full`: no room on the disk. `read-only`: the disk takes nothing. `damaged`: what stands there cannot be read.
 * `unusable`: anything else that the disk refuses.
 */
export const JOURNAL_TROUBLES = ['full', 'read-only', 'damaged', 'unusable'] as const;
export type JournalTrouble = (typeof JOURNAL_TROUBLES)[number];

/** Result codes, https://www.sqlite.org/rescode.html; the lowest byte is the primary one. */
const CODES: Readonly<Record<number, JournalTrouble>> = {
  8: 'read-only',
  10: 'unusable',
  11: 'damaged',
  13: 'full',
  14: 'unusable',
  23: 'unusable',
  26: 'damaged',
};

/** Crosses processes by its message alone, which holds nothing of what was to be written. */
const PREFIX = 'journal: ';
export class JournalFailure extends Error {
  constructor(trouble: JournalTrouble) {
    super(PREFIX + trouble);
  }
}

/** Null for an error that has nothing to do with the disk: that is a bug. */
export function diskErrorOf(error: unknown): JournalTrouble | null {
  if (!(error instanceof Error)) return null;
  const said = JOURNAL_TROUBLES.find((one) => error.message === PREFIX + one);
  if (said !== undefined) return said;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return CODES[errcode & 0xff] ?? null;
  return code === 'EROFS' ? 'read-only' : code === 'ENOSPC' ? 'full' : null;
}

/** Every verb of a book; where the disk is the reason, it throws a {@link JournalFailure}. */
export function withDiskErrors<T extends object>(book: T): T {
  return Object.fromEntries(
    Object.entries(book).map(([name, verb]) => [
      name,
      (...args: unknown[]) => {
        try {
          return (verb as (...values: unknown[]) => unknown)(...args);
        } catch (error) {
          const trouble = diskErrorOf(error);
          throw trouble === null ? error : new JournalFailure(trouble);
        }
      },
    ]),
  ) as T;
}
