import type { Verbs } from '../driver/verbs.ts';
import type { EidReader } from './eid.ts';

/** Nothing waits for the visitor here: what they do comes as events. */
export const VERBS = {
  begin: { limit: 5_000 },
  accept: { limit: 5_000 },
  enter: { limit: 5_000 },
  cancel: { limit: 5_000 },
} as const satisfies Verbs<EidReader>;
