/** Who is here, and by which ways somebody may come in. */
import type { OfficeSession } from '../../register/contract/office.ts';
import { createClient, type Answer, type Client, type ClientDeps, type Failure } from './client.ts';

export type Ways = Answer<'ways'>;
/** Why somebody stands at the sign-in: came, was here and the session ended, went. */
export type Why = 'start' | 'ended' | 'left';
export type EntranceState =
  | { readonly at: 'asking' }
  | { readonly at: 'nowhere'; readonly failure: Failure }
  | { readonly at: 'outside'; readonly ways: Ways; readonly why: Why }
  | { readonly at: 'inside'; readonly ways: Ways; readonly session: OfficeSession };

export interface Entrance {
  readonly client: Client;
  state(): EntranceState;
  subscribe(listener: () => void): () => void;
  /** Asks who is here. */
  begin(): Promise<void>;
  enter(session: OfficeSession): void;
  leave(why: Why): void;
}

export function createEntrance(deps: Pick<ClientDeps, 'fetch' | 'now'>): Entrance {
  const listeners = new Set<() => void>();
  let state: EntranceState = { at: 'asking' };
  let ways: Ways | null = null;
  const show = (next: EntranceState): void => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const enter = (session: OfficeSession): void => {
    client.use(session);
    if (ways !== null) show({ at: 'inside', ways, session });
  };
  const leave = (why: Why): void => {
    client.use(null);
    // What is said first is why; a late answer to a request of the same session says nothing new.
    if (ways !== null && state.at !== 'outside') show({ at: 'outside', ways, why });
  };
  const client = createClient({
    ...deps,
    // The first question of a fresh page finds nobody signed in, and nothing has ended by that.
    onSignedOut: () => leave(state.at === 'inside' ? 'ended' : 'start'),
    onSession: enter,
  });
  return {
    client,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async begin() {
      const found = await client.ask('ways');
      if (!found.ok) return show({ at: 'nowhere', failure: found.error });
      ways = found.value;
      const session = await client.ask('session');
      if (session.ok) return enter(session.value);
      if (session.error.code !== 'signed-out') show({ at: 'nowhere', failure: session.error });
    },
    enter,
    leave,
  };
}
