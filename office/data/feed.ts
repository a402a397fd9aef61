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
import { openLine, type LineState, type Source } from './line.ts';

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
  const showTerminals = (): void => {
    cancelShow ??= clock.after(TERMINALS_SHOWN_MS, () => {
      cancelShow = null;
      publish({ terminals: terminals === null ? null : new Map(terminals) });
    });
  };
  const takeCall = (call: OfficeHelpCall): void => {
    if (calls === null) return;
    calls.set(call.key, call);
    publish({ calls: inOrder(calls.values()) });
  };
  const take = (event: OfficeEvent): void => {
    if (event.type === 'signed-out') return onSignedOut();
    if (waiting !== null) return void waiting.push(event);
    if (event.type === 'help') return takeCall(event.call);
    terminals?.set(event.terminal.id, event.terminal);
    showTerminals();
  };
  const load = async (): Promise<boolean> => {
    waiting = [];
    const [gotCalls, gotTerminals] = await Promise.all([
      mayAsk(session, 'helpCalls') ? client.ask('helpCalls') : null,
      mayAsk(session, 'terminals') ? client.ask('terminals') : null,
    ]);
    const arrived = waiting;
    waiting = null;
    if (gotCalls?.ok) calls = new Map(gotCalls.value.map((call) => [call.key, call]));
    if (gotTerminals?.ok) terminals = new Map(gotTerminals.value.map((terminal) => [terminal.id, terminal]));
    for (const event of arrived) take(event);
    publish({
      calls: calls === null ? null : inOrder(calls.values()),
      terminals: terminals === null ? null : new Map(terminals),
    });
    return (gotCalls?.ok ?? true) && (gotTerminals?.ok ?? true);
  };

  let line: { stop(): void } | null = null;
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    takeCall,
    takeTerminal(terminal) {
      terminals?.set(terminal.id, terminal);
      publish({ terminals: terminals === null ? null : new Map(terminals) });
    },
    start() {
      line ??= openLine({
        open,
        clock,
        load,
        onRefused: () => void client.ask('session'),
        onEvent: take,
        onState: (next) => publish({ line: next }),
      });
    },
    stop() {
      line?.stop();
      line = null;
      cancelShow?.();
    },
  };
}
