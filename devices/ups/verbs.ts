import type { Verbs } from '../driver/verbs.ts';
import type { Ups } from './ups.ts';

/** What it says of its battery comes as its status. */
export const VERBS = {
  power: { limit: 2_000 },
} as const satisfies Verbs<Ups>;
