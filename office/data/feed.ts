/**
 * What the register has told this page: calls for help and terminals, kept current by the line. In memory only, and
 * gone with the session.
 */
import type { Cancel, Clock } from '../../base/clock.ts';
import {
  OFFICE_API,
  type OfficeEvent,
  type OfficeHelpCall,
  type OfficeRouteName,
  type OfficeSession,
  type OfficeTerminal,
} from '../../register/contract/office.ts';
import type { Client } from './client.ts';
import { openLine, type Line, type LineState, type Source } from './line.ts';

export interface FeedState {
  readonly line: LineState;
  /** Those that go on, the oldest first. Null: not loaded yet, or not for this account. */
  readonly calls: readonly OfficeHelpCall[] | null;
  readonly terminals: ReadonlyMap<string, OfficeTerminal> | null;
}

export interface Feed {
  state(): FeedState;
  subscribe(listener: () => void): () => void;
  /** What an answer said that is newer than what arrived before. */
  takeCall(call: OfficeHelpCall): void;
  takeTerminal(terminal: OfficeTerminal): void;
  start(): void;
  stop(): void;
}

export interface FeedDeps {
  readonly client: Client;
  readonly session: OfficeSession;
  readonly clock: Clock;
  open(): Source;
  onSignedOut(): void;
}

/** Milliseconds: thousands of terminals report within minutes, and nobody reads faster. Calls are shown at once. */
const TERMINALS_SHOWN_MS = 500;
/**
 * Milliseconds: that a terminal falls silent is no event, nor is each of its words. A list of thousands is asked for
 * less often.
 */
const REFRESH = { usual: 60_000, many: 300_000, manyFrom: 1_000 };

/** Milliseconds until a list of so many is asked for anew. */
const pauseFor = (count: number): number => (count < REFRESH.manyFrom ? REFRESH.usual : REFRESH.many);

export function mayAsk({ account }: Pick<OfficeSession, 'account'>, name: OfficeRouteName): boolean {
  const { may } = OFFICE_API[name];
  return (
    typeof may === 'string' || (may as readonly string[]).some((role) => account.roles.some((own) => own === role))
  );
}

const inOrder = (calls: Iterable<OfficeHelpCall>): readonly OfficeHelpCall[] =>
  [...calls]
    .filter(({ state }) => state !== 'ended')
    .sort((a, b) => a.acceptedAt.localeCompare(b.acceptedAt) || a.key.localeCompare(b.key));

/** What this account may see; null where it may not, or where the register did not say. */
async function lookUpAll(client: Client, session: OfficeSession) {
  const [calls, terminals] = await Promise.all([
    mayAsk(session, 'helpCalls') ? client.lookUp('helpCalls') : null,
    mayAsk(session, 'terminals') ? client.lookUp('terminals') : null,
  ]);
  return {
    calls: calls?.ok ? calls.value : null,
    terminals: terminals?.ok ? terminals.value : null,
    isWhole: (calls?.ok ?? true) && (terminals?.ok ?? true),
  };
}

/** Calls `task` after each pause, milliseconds, for ever. */
function again(clock: Clock, { pause, task }: { pause: () => number; task: () => Promise<void> }): Cancel {
  let cancel: Cancel = () => undefined;
  const wait = (): void => {
    cancel = clock.after(pause(), () => {
      wait();
      void task();
    });
  };
  wait();
  return () => cancel();
}

export function createFeed({ client, session, clock, open, onSignedOut }: FeedDeps): Feed {
  const listeners = new Set<() => void>();
  let calls: Map<string, OfficeHelpCall> | null = null;
  let terminals: Map<string, OfficeTerminal> | null = null;
  let state: FeedState = { line: 'connecting', calls: null, terminals: null };
  let cancelShow: Cancel | null = null;
  /** What arrived while all was being loaded: an answer on its way may be older. */
  let waiting: OfficeEvent[] | null = null;

  const publish = (change: Partial<FeedState>): void => {
    state = { ...state, ...change };
    for (const listener of [...listeners]) listener();
  };
  const showAll = (): void => {
    cancelShow?.();
    cancelShow = null;
    publish({
      calls: calls === null ? null : inOrder(calls.values()),
      terminals: terminals === null ? null : new Map(terminals),
    });
  };
  const takeCall = (call: OfficeHelpCall): void => {
    calls?.set(call.key, call);
    showAll();
  };
  const take = (event: OfficeEvent): void => {
    if (event.type === 'signed-out') return onSignedOut();
    if (waiting !== null) return void waiting.push(event);
    if (event.type === 'help') return takeCall(event.call);
    terminals?.set(event.terminal.id, event.terminal);
    cancelShow ??= clock.after(TERMINALS_SHOWN_MS, showAll);
  };
  const loadNow = async (): Promise<boolean> => {
    waiting = [];
    const found = await lookUpAll(client, session);
    const arrived = waiting;
    waiting = null;
    if (found.calls !== null) calls = new Map(found.calls.map((call) => [call.key, call]));
    if (found.terminals !== null) terminals = new Map(found.terminals.map((terminal) => [terminal.id, terminal]));
    for (const event of arrived) take(event);
    showAll();
    return found.isWhole;
  };

  // One after the other: what arrives meanwhile belongs to one of them.
  let last: Promise<boolean> = Promise.resolve(true);
  const load = (): Promise<boolean> => (last = last.then(loadNow));

  let line: Line | null = null;
  let stopRefresh: Cancel = () => undefined;
  const pause = (): number => pauseFor(terminals?.size ?? 0);
  const refresh = async (): Promise<void> => {
    if (state.line !== 'up' || !mayAsk(session, 'terminals')) return;
    // Otherwise it looks well and is not.
    if (!(await load())) line?.renew();
  };
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    takeCall,
    takeTerminal(terminal) {
      terminals?.set(terminal.id, terminal);
      showAll();
    },
    start() {
      line ??= openLine({
        open,
        clock,
        load,
        onRefused: () => void client.lookUp('session'),
        onEvent: take,
        onState: (next) => publish({ line: next }),
      });
      stopRefresh = again(clock, { pause, task: refresh });
    },
    stop() {
      line?.stop();
      line = null;
      cancelShow?.();
      stopRefresh();
    },
  };
}
