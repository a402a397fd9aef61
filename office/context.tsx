import { createContext, use, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { Result } from '../base/result.ts';
import type { OfficeRouteName, OfficeSession } from '../register/contract/office.ts';
import type { Client, Failure } from './data/client.ts';
import { mayAsk, type Feed, type FeedState } from './data/feed.ts';
import { w } from './words.ts';

export interface Office {
  readonly client: Client;
  readonly session: OfficeSession;
  readonly feed: Feed;
  readonly town: string | null;
  /** Whether this account may ask for that. */
  may(name: OfficeRouteName): boolean;
  /** The session after one's own account was changed. */
  takeSession(session: OfficeSession): void;
  /** Says something to those who do not see it. */
  say(words: string): void;
}

const OfficeContext = createContext<Office | null>(null);

export function OfficeProvider({ office, children }: { office: Omit<Office, 'may'>; children: ReactNode }) {
  return <OfficeContext value={{ ...office, may: (name) => mayAsk(office.session, name) }}>{children}</OfficeContext>;
}

export function useOffice(): Office {
  const office = use(OfficeContext);
  if (office === null) throw new Error('outside of the office');
  return office;
}

export function useFeed(): FeedState {
  const { feed } = useOffice();
  return useSyncExternalStore(feed.subscribe, feed.state);
}

/** The register's time, milliseconds since 1970, anew each `everyMs`. */
export function useNow(client: Client, everyMs: number): number {
  const [now, setNow] = useState(client.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(client.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [client, everyMs]);
  return now;
}

/** Something that is done at the register: not twice at the same time, and what went wrong stays to be read. */
export function useAction<Args extends unknown[], T, F = Failure>(
  action: (...args: Args) => Promise<Result<T, F>>,
  onFailure?: (failure: F) => void,
): {
  readonly busy: boolean;
  readonly failure: F | null;
  /** Null where it did not work. */
  run(...args: Args): Promise<T | null>;
} {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<F | null>(null);
  const running = useRef(false);
  return {
    busy,
    failure,
    async run(...args) {
      if (running.current) return null;
      running.current = true;
      setBusy(true);
      setFailure(null);
      const done = await action(...args);
      running.current = false;
      setBusy(false);
      if (done.ok) return done.value;
      setFailure(done.error);
      onFailure?.(done.error);
      return null;
    },
  };
}

/** The window's name: what waits, which page, whose. */
export function useTitle(page: string, { count = 0, town }: { count?: number; town: string | null }): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${page} – ${town ?? w('head.foyer')}`;
  }, [page, count, town]);
}
