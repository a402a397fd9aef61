/** What is wrong with a terminal and what to do, from what the register tells of it. The worst first. */
import type { OfficeTerminal } from '../../../register/contract/office.ts';
import { since } from '../../parts/time.ts';
import { type Key, staffSentence, w } from '../../words.ts';
import { deviceClassWords, isDeviceState, type DeviceState } from './states.ts';

export interface Concern {
  /** Smaller is worse. */
  readonly rank: number;
  readonly what: string;
  readonly toDo: string;
}

const RANK = {
  silent: 0,
  outOfOrder: 10,
  faulted: 20,
  'needs-staff': 21,
  absent: 22,
  quarantined: 23,
  'back-off': 24,
  unknownState: 25,
  refused: 28,
  unfinished: 30,
  degraded: 40,
  edition: 50,
  locked: 60,
  attention: 70,
} as const;
/** Of the states of a device, those in which somebody should look. */
export const DEVICE_CONCERNS = ['faulted', 'needs-staff', 'absent', 'quarantined', 'back-off', 'degraded'] as const;

const isConcern = (state: DeviceState): state is (typeof DEVICE_CONCERNS)[number] =>
  DEVICE_CONCERNS.some((one) => one === state);

export function concernsOf(terminal: OfficeTerminal, now: number): readonly Concern[] {
  const { condition, mode, lastSeenAt, unfinished, queue, isCurrentEdition, devices } = terminal;
  if (condition === 'revoked' || condition === 'not-enrolled') return [];
  // Whatever it said before it fell silent may be otherwise by now.
  if (condition === 'silent') {
    const what =
      lastSeenAt === null
        ? w('concern.silent.never')
        : w('concern.silent.what', { since: since(now - Date.parse(lastSeenAt)) });
    return [{ rank: RANK.silent, what, toDo: w('concern.silent.toDo') }];
  }
  const found: Concern[] = [];
  const add = (rank: number, what: Key, toDo: Key, values: Record<string, string | number> = {}): void =>
    void found.push({ rank, what: w(what, values), toDo: w(toDo, values) });
  if (mode === 'out-of-order') add(RANK.outOfOrder, 'concern.outOfOrder.what', 'concern.outOfOrder.toDo');
  for (const { name, class: kind, state, says } of devices) {
    const device = kind === null ? name : w('device.named', { class: deviceClassWords(kind), name });
    if (!isDeviceState(state))
      add(RANK.unknownState, 'concern.unknownState.what', 'concern.unknownState.toDo', { device, state });
    else if (isConcern(state)) {
      // Its own sentence names the paper, the cover, the cable; the state alone does not.
      const own = says === null ? null : staffSentence(says);
      const toDo = own ?? w(`concern.device.${state}.toDo`, { device });
      found.push({ rank: RANK[state], what: w(`concern.device.${state}.what`, { device }), toDo });
    }
  }
  if (queue !== null && queue.refused > 0)
    add(RANK.refused, 'concern.refused.what', 'concern.refused.toDo', { count: queue.refused });
  if ((unfinished ?? 0) > 0)
    add(RANK.unfinished, 'concern.unfinished.what', 'concern.unfinished.toDo', { count: unfinished ?? 0 });
  if (isCurrentEdition === false) add(RANK.edition, 'concern.edition.what', 'concern.edition.toDo');
  if (mode === 'locked') add(RANK.locked, 'concern.locked.what', 'concern.locked.toDo');
  if (condition === 'attention' && found.length === 0)
    add(RANK.attention, 'concern.attention.what', 'concern.attention.toDo');
  return found.sort((a, b) => a.rank - b.rank);
}

export interface Concerned {
  readonly terminal: OfficeTerminal;
  readonly concerns: readonly Concern[];
}

/** Those of which something is wrong that somebody should mend; where they are alike, the longest first. */
export function concerned(terminals: Iterable<OfficeTerminal>, now: number): readonly Concerned[] {
  return [...terminals]
    .filter(({ condition }) => condition === 'silent' || condition === 'attention')
    .map((terminal) => ({ terminal, concerns: concernsOf(terminal, now) }))
    .sort(
      (a, b) =>
        (a.concerns[0]?.rank ?? 0) - (b.concerns[0]?.rank ?? 0) ||
        (a.terminal.lastSeenAt ?? '').localeCompare(b.terminal.lastSeenAt ?? '') ||
        a.terminal.name.localeCompare(b.terminal.name, 'de', { numeric: true }),
    );
}
