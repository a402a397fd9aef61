import type { Catalogue } from '../../../register/contract/contract.ts';
import type { CatalogueIndex } from '../app-state.ts';
import { indexCatalogue } from './catalogue-index.ts';

export interface Editions {
  /** The one that is shown; null before the first. */
  shown(): CatalogueIndex | null;
  /** The newest one, also while its index is made. */
  newest(): Catalogue | undefined;
  take(catalogue: Catalogue): void;
  stop(): void;
}

/** An edition is shown when it can be searched; the one before it goes on until then. */
export function createEditions({ onShown }: { onShown(catalogue: Catalogue): void }): Editions {
  let shown: CatalogueIndex | null = null;
  let newest: Catalogue | undefined;
  let stopped = false;
  return {
    shown: () => shown,
    newest: () => newest,
    take(catalogue) {
      newest = catalogue;
      const next = indexCatalogue(catalogue);
      void Promise.all([next.search.ready, next.searchOffices.ready]).then(() => {
        if (newest !== catalogue || stopped) return;
        shown = next;
        onShown(catalogue);
      });
    },
    stop() {
      stopped = true;
    },
  };
}
