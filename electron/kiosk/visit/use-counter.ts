import type { Clock } from '../../../base/clock.ts';
import { localDay } from '../catalogue/notices.ts';
import { counted, NO_USE, type Use } from '../store/use.ts';

/** Counts what is begun at this terminal, so that the start page and home can show first what most come for. */
export interface UseCounter {
  counts(): Use['counts'];
  begun(tile: string): void;
  /** As the last run left it. */
  restore(kept: Use): void;
}

export function createUseCounter({ clock, save }: { readonly clock: Clock; save(use: Use): void }): UseCounter {
  let use = NO_USE;
  return {
    counts: () => use.counts,
    begun(tile) {
      use = counted(use, tile, localDay(new Date(clock.now())));
      save(use);
    },
    restore(kept) {
      use = kept;
    },
  };
}
