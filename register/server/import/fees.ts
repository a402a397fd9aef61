import type { ServiceInfo } from '../../contract/contract.ts';

const AMOUNT = /\d[\d.]*(,\d{1,2})?\s*(€|Euro\b|EUR\b)/i;
const FREE =
  /\b(kostenlos|kostenfrei|gebührenfrei|gebuehrenfrei|unentgeltlich)\b|\bkeine?n? Gebühr(en)?\b|\bkeine Kosten\b/i;
/** Words that turn "free" into its opposite. */
const NOT_FREE = /\b(nicht|gebührenpflichtig|kostenpflichtig)\b/i;

/**
 * Whether the town's text says that a service costs something. `unknown` where it says both, or neither: then the
 * visitor reads the text itself.
 */
export function feeKind(text: string): ServiceInfo['fee']['kind'] {
  const costs = AMOUNT.test(text) || NOT_FREE.test(text);
  const free = FREE.test(text);
  if (costs === free) return 'unknown';
  return costs ? (AMOUNT.test(text) ? 'fee' : 'unknown') : 'free';
}
