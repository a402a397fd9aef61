/**
 * How the resident system stands, for the many who want to know: it is asked at most every ten seconds, by nobody's
 * request, so that ten thousand terminals ask it no more often than one does.
 */
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
  async function ask(): Promise<void> {
    const answer = await residents.health().catch(() => null);
    if (answer === null) last = { state: 'away' };
    else if (!answer.ok)
      last = answer.error.kind === 'maintenance' ? { state: 'away', until: answer.error.until } : { state: 'away' };
    else if (answer.value.takesChanges) last = { state: 'live' };
    else last = { state: 'copy', ...(answer.value.asOf === null ? {} : { asOf: answer.value.asOf }) };
  }
  return {
    state() {
      if (clock.now() - askedAt >= EVERY) {
        askedAt = clock.now();
        void ask();
      }
      return last;
    },
  };
}
