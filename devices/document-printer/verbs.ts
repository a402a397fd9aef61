import type { Verbs } from '../driver/verbs.ts';
import type { DocumentPrinter } from './document-printer.ts';

/** A document that was paid for is waited for. */
export const VERBS = {
  check: { limit: 30_000 },
  /** 200 pages of a slow printer, and staff on the way. */
  print: { limit: 1_800_000, mustFinish: true },
  purge: { limit: 30_000 },
} as const satisfies Verbs<DocumentPrinter>;
