/**
 * The line on which the register tells what happens (server-sent events). It counts as up only when it is open and all
 * was loaded anew behind it, so that what was missed meanwhile is there.
 */
import type { Cancel, Clock } from '../../base/clock.ts';
import { OfficeEvent } from '../../register/contract/office.ts';

/** `down`: for longer than {@link SHOWN_MS} nobody knows whether something happened. */
export type LineState = 'connecting' | 'up' | 'down';
/** What is used of an `EventSource`. */
export type Source = Pick<EventSource, 'readyState' | 'close' | 'addEventListener'>;

export interface LineDeps {
  open(): Source;
  readonly clock: Clock;
  /** Loads everything. False where that did not work. */
  load(): Promise<boolean>;
  /** The register refuses the line, and a source does not say why: to ask whether the session still holds. */
  onRefused(): void;
  onEvent(event: OfficeEvent): void;
  onState(state: LineState): void;
}

/** The register says something at least every 15 seconds. */
export const SHOWN_MS = 20_000;
const LOOK_MS = 1_000;
/** Growing pauses where the register refuses the line, so that a fleet of pages does not ask all at once. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
/** HTML Living Standard, 9.2.2: the source has given up. */
const CLOSED = 2;

export interface Line {
  /** Opens a fresh one and loads everything: what is known has turned out not to be. */
  renew(): void;
  stop(): void;
}

export function openLine({ open, clock, load, onRefused, onEvent, onState }: LineDeps): Line {
  let source: Source | null = null;
  let state: LineState = 'connecting';
  let stopped = false;
  let refusals = 0;
  // By the clock of the day: the one that never goes back stands still while a laptop sleeps.
  let heardAt = clock.now();
  let triedAt = heardAt;
  let cancelRetry: Cancel = () => undefined;
  let cancelLook: Cancel = () => undefined;

  const show = (next: LineState): void => {
    if (next === state) return;
    state = next;
    onState(next);
  };
  const heard = (): void => {
    heardAt = clock.now();
  };
  const retry = (): void => {
    source?.close();
    source = null;
    cancelRetry();
    const pause = PAUSES_MS[Math.min(refusals, PAUSES_MS.length - 1)] ?? 0;
    refusals += 1;
    cancelRetry = clock.after(pause, connect);
  };
  const takeUp = async (of: Source): Promise<void> => {
    const loaded = await load();
    // Meanwhile it may have gone, and another one taken its place.
    if (of !== source || stopped) return;
    if (!loaded) return retry();
    refusals = 0;
    heard();
    show('up');
  };
  function connect(): void {
    if (stopped) return;
    const own = open();
    source = own;
    triedAt = clock.now();
    own.addEventListener('open', () => {
      if (own !== source) return;
      heard();
      void takeUp(own);
    });
    own.addEventListener('message', (event) => {
      if (own !== source) return;
      heard();
      const read = readEvent((event as MessageEvent).data);
      if (read !== null) onEvent(read);
    });
    own.addEventListener('beat', () => {
      if (own === source) heard();
    });
    own.addEventListener('error', () => {
      if (own !== source) return;
      if (own.readyState !== CLOSED) return;
      onRefused();
      retry();
    });
  }
  const look = (): void => {
    const now = clock.now();
    // Where somebody set the clock back.
    heardAt = Math.min(heardAt, now);
    triedAt = Math.min(triedAt, now);
    if (now - heardAt > SHOWN_MS) show('down');
    // Open by name only, or never answered: a fresh one finds out.
    if (source !== null && now - Math.max(heardAt, triedAt) > SHOWN_MS) retry();
    cancelLook = clock.after(LOOK_MS, look);
  };
  connect();
  cancelLook = clock.after(LOOK_MS, look);
  return {
    renew: retry,
    stop() {
      stopped = true;
      cancelRetry();
      cancelLook();
      source?.close();
    },
  };
}

function readEvent(data: unknown): OfficeEvent | null {
  try {
    const read = OfficeEvent.safeParse(JSON.parse(String(data)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
