/** The sessions of the terminal's pages, each in memory only, and what has to be emptied of them. */
import type { Session } from 'electron/main';
import { closedSession } from './lock-down.ts';

export interface PageSessions {
  readonly visitor: Session;
  readonly staff: Session;
  /** For what is drawn to be printed. */
  readonly paper: Session;
  /** The visitors' session beside this one: two take turns, so that the next page has nothing of the visit before. */
  beside(session: Session): Session;
  /** From now on it counts as used. */
  use(session: Session): Session;
  isUsed(session: Session): boolean;
  /** Empties all that were used. Rejects where one cannot be; it stays used. */
  empty(): Promise<void>;
}

export async function openSessions(folder: string): Promise<PageSessions> {
  const [visitor, second, staff, paper] = await Promise.all([
    closedSession('visit-a', folder),
    closedSession('visit-b', folder),
    closedSession('staff', folder),
    closedSession('paper', folder),
  ]);
  const used = new Set<Session>();
  return {
    visitor,
    staff,
    paper,
    beside: (session) => (session === visitor ? second : visitor),
    use(session) {
      used.add(session);
      return session;
    },
    isUsed: (session) => used.has(session),
    async empty() {
      await Promise.all(
        [...used].map(async (one) => {
          await Promise.all([one.clearCache(), one.clearStorageData(), one.clearHostResolverCache()]);
          // What is drawn for paper can outlast this.
          if (one !== paper) used.delete(one);
        }),
      );
    },
  };
}
