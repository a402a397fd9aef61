import type { Verbs } from '../driver/verbs.ts';
import type { IoBoard } from './io-board.ts';

/** Lights only: inputs come as events. */
export const VERBS = {
  light: { limit: 2_000 },
} as const satisfies Verbs<IoBoard>;
