import type { Verbs } from '../driver/verbs.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';

/**
 * A slip is nothing that a hanging host is kept alive for: the visitor stands there, has the same as a code, and the
 * next host clears the printer.
 */
export const VERBS = {
  print: { limit: 600_000 },
  abandon: { limit: 5_000 },
} as const satisfies Verbs<ReceiptPrinter>;
