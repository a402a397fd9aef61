import type { LostReason } from './status.ts';

/**
 * A connection's life cycle as a pure machine: every event leads from one state to the next, and nothing else changes
 * it.
 */
export interface LifeState {
  readonly phase: 'opening' | 'identifying' | 'linked' | 'lost' | 'quarantined' | 'closed';
  /** What the last failed attempt came to; shown until the next one succeeds, so that the status does not flicker. */
  readonly lost: LifeStatus | null;
  /** Attempts to get a working link that failed one after another. */
  readonly failures: number;
  /** When it was lost after having worked, in milliseconds since the epoch; those of the last `FLAPPING.within`. */
  readonly drops: readonly number[];
}

/** The part of the status that no driver has to think of. */
export type LifeStatus =
  | { readonly state: 'absent' | 'opening' | 'identifying' | 'quarantined' }
  | { readonly state: 'back-off'; readonly reason: LostReason }
  | { readonly state: 'faulted'; readonly reason: LostReason };

/** `absent`: no such port, or nothing listens at the address. `denied`: it may not be opened. */
export type EndReason = Exclude<LostReason, 'host'> | 'absent' | 'denied';

export type LifeEvent =
  | { readonly type: 'open' }
  | { readonly type: 'opened' }
  /** Everything between "answers" and "works" is done. */
  | { readonly type: 'ready' }
  /** Something has to be put in order before it works again; the link stays. */
  | { readonly type: 'unready' }
  | { readonly type: 'lost'; readonly reason: EndReason; readonly at: number }
  /** Staff or technician want it tried anew. */
  | { readonly type: 'restart' }
  | { readonly type: 'close' };

export const INITIAL_CONNECTION: LifeState = { phase: 'opening', lost: null, failures: 0, drops: [] };

/** So many failures in a row, about a minute and a half, are more than a hiccup: staff have to look. Attempts go on. */
export const FAULTED_AFTER = 6;

/**
 * More than `drops` losses of a working link `within` so many milliseconds are a loose cable: the device is left alone
 * for `rest` ms.
 */
export const FLAPPING = { drops: 5, within: 600_000, rest: 600_000 } as const;

export function live(state: LifeState, event: LifeEvent): LifeState {
  if (state.phase === 'closed') return state;
  switch (event.type) {
    case 'open':
      return { ...state, phase: 'opening' };
    case 'opened':
      return { ...state, phase: 'identifying' };
    case 'ready':
      return { ...state, phase: 'linked', failures: 0, lost: null };
    case 'unready':
      return { ...state, phase: 'identifying' };
    // Not a loss of its own: what is dropped on purpose does not flap.
    case 'restart':
      return { phase: state.phase === 'opening' ? 'opening' : 'identifying', failures: 0, drops: [], lost: null };
    case 'close':
      return { ...state, phase: 'closed' };
    case 'lost': {
      const failures = state.failures + 1;
      const drops = [
        ...state.drops.filter((at) => event.at - at < FLAPPING.within),
        ...(state.phase === 'linked' ? [event.at] : []),
      ];
      // The rest begins the count anew: after it the device has another chance.
      if (drops.length > FLAPPING.drops)
        return { phase: 'quarantined', failures, drops: [], lost: { state: 'quarantined' } };
      return { phase: 'lost', failures, drops, lost: lostStatus(event.reason, failures) };
    }
  }
}

function lostStatus(reason: EndReason, failures: number): LifeStatus {
  if (reason === 'absent') return { state: 'absent' };
  // The port is there and may not be opened: waiting does not help, an administrator has to.
  if (reason === 'denied') return { state: 'faulted', reason: 'link' };
  return failures >= FAULTED_AFTER ? { state: 'faulted', reason } : { state: 'back-off', reason };
}

/** The status as far as the link decides it; null when the device does. */
export function lifeStatus(state: LifeState): LifeStatus | null {
  switch (state.phase) {
    case 'closed':
      return { state: 'absent' };
    case 'quarantined':
      return { state: 'quarantined' };
    case 'lost':
    case 'opening':
      return state.lost ?? { state: 'opening' };
    case 'identifying':
      return state.lost ?? { state: 'identifying' };
    case 'linked':
      return null;
  }
}
