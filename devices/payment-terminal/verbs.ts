import type { Verbs } from '../driver/verbs.ts';
import type { PaymentTerminal } from './payment-terminal.ts';

/**
 * The driver ends before: T4 can be extended by 99 minutes again and again, but no command takes longer than
 * `timing.total`, and the configuration keeps that and the asking after it below this limit.
 */
export const VERBS = {
  authorize: { limit: 900_000, mustFinish: true },
  resolve: { limit: 900_000, mustFinish: true },
  reverse: { limit: 900_000, mustFinish: true },
  endOfDay: { limit: 900_000, mustFinish: true },
  diagnose: { limit: 900_000, mustFinish: true },
  abort: { limit: 5_000 },
} as const satisfies Verbs<PaymentTerminal>;
