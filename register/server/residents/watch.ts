/**
 * How the resident system stands, for the many who want to know: it is asked at most every ten seconds, by nobody's
 * request, so that ten thousand terminals ask it no more often than one does.
 */
import { err } from '../../../base/result.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { ResidentsState } from '../../contract/contract.ts';
import type { ResidentSystem } from '../ports/resident-system.ts';

/** Milliseconds. */
const EVERY = 10_000;

export interface ResidentsWatch {
  /** What was last heard; undefined before the first answer. */
  state(): ResidentsState | undefined;
}

export function watchResidents(residents: Pick<ResidentSystem, 'health'>, clock: TimeSource): ResidentsWatch {
  let last: ResidentsState | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    state() {
      if (clock.now() - askedAt >= EVERY) {
        askedAt = clock.now();
        void residentsState(residents).then((state) => (last = state));
      }
      return last;
    },
  };
}

/** How it stands now, and who says so: `source` and `product` are for staff. */
export async function residentsState(
  residents: Pick<ResidentSystem, 'health'>,
): Promise<ResidentsState & { readonly source?: string; readonly product?: string }> {
  const answer = await residents.health().catch(() => err({ kind: 'unavailable' } as const));
  if (!answer.ok)
    return { state: 'away', ...(answer.error.kind === 'maintenance' ? { until: answer.error.until } : {}) };
  const { source, product, takesChanges, asOf } = answer.value;
  return {
    state: takesChanges ? 'live' : 'copy',
    source,
    ...(product === undefined ? {} : { product }),
    ...(asOf === null ? {} : { asOf }),
  };
}
