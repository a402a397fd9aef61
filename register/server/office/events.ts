/**
 * What pages are told as it happens (server-sent events, HTML Living Standard 9.2). Each page is told of what its
 * account may see; what it missed it asks for anew when its line is there again.
 */
import type { ServerResponse } from 'node:http';
import type { Kysely } from 'kysely';
import type { OfficeEvent, OfficeRole, OfficeTerminal } from '../../contract/office.ts';
import { OFFICE_API } from '../../contract/office.ts';
import type { Tables } from '../database/tables.ts';
import type { Change, Changes } from '../database/changes.ts';
import { helpCall } from './help.ts';
import type { Session } from './sessions.ts';

/** Milliseconds between two signs of life, so that a proxy or a page notices a dead line. */
const BEAT_MS = 15_000;
/** An event, not a comment: of a comment a page is told nothing (9.2.6). */
const BEAT = 'event: beat\ndata: 1\n\n';

/** Bytes that a page may leave unread. */
const UNREAD_AT_MOST = 1024 * 1024;

export interface Pages {
  /** Takes over an answer that has not begun. `find`: whether the session still holds, asked at each beat. */
  open(to: ServerResponse, session: Session, find: () => Promise<Session | null>): void;
  stop(): void;
}

interface Page {
  readonly to: ServerResponse;
  readonly account: string;
  readonly roles: ReadonlySet<OfficeRole>;
  readonly find: () => Promise<Session | null>;
}

export interface PagesDeps {
  readonly db: Kysely<Tables>;
  readonly changes: Changes;
  terminal(id: string): Promise<OfficeTerminal | null>;
  onError(error: unknown): void;
}

export function openPages({ db, changes, terminal, onError }: PagesDeps): Pages {
  const pages = new Set<Page>();
  const see = (roles: readonly OfficeRole[]) => [...pages].filter((page) => roles.some((role) => page.roles.has(role)));
  const send = (to: Iterable<Page>, event: OfficeEvent): void => {
    // Once for all of them: what a page costs does not grow with what is told.
    const text = `data: ${JSON.stringify(event)}\n\n`;
    for (const page of to) write(page, text);
  };
  /** A page that does not read what it is told would fill the memory: it comes back and asks for everything. */
  const write = (page: Page, text: string): void => {
    if (page.to.writableLength <= UNREAD_AT_MOST) return void page.to.write(text);
    pages.delete(page);
    page.to.destroy();
  };
  const close = (page: Page): void => {
    if (!pages.delete(page)) return;
    send([page], { type: 'signed-out' });
    page.to.end();
  };
  /** No page is written to after its end, which may be long before its line is gone. */
  const leave = (): void => {
    const all = [...pages];
    pages.clear();
    for (const page of all) page.to.end();
  };
  const look = async (which: Iterable<Page>): Promise<void> => {
    for (const page of which) if ((await page.find()) === null) close(page);
  };

  const take = async (change: Change): Promise<void> => {
    if (pages.size === 0) return;
    switch (change.what) {
      case 'help': {
        const call = await helpCall(db, change.key);
        return call === null ? undefined : send(see(OFFICE_API.helpCalls.may), { type: 'help', call });
      }
      case 'terminal': {
        const one = await terminal(change.id);
        return one === null ? undefined : send(see(OFFICE_API.terminals.may), { type: 'terminal', terminal: one });
      }
      case 'sessions':
        return look([...pages].filter(({ account }) => account === change.account));
      case 'all':
        // They come back at once and ask for everything.
        return leave();
    }
  };
  // One after the other, so that what is told last is what was so last.
  let last: Promise<void> = Promise.resolve();
  const unsubscribe = changes.subscribe((change) => {
    last = last.then(() => take(change)).catch(onError);
  });
  const beat = setInterval(() => {
    for (const page of pages) write(page, BEAT);
    void look([...pages]).catch(onError);
  }, BEAT_MS);

  return {
    open(to, session, find) {
      const page: Page = { to, account: session.account.id, roles: new Set(session.account.roles), find };
      to.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      to.write('retry: 1000\n\n');
      pages.add(page);
      to.on('close', () => pages.delete(page));
      // A line that breaks is no fault of ours, and without a listener it would end the process.
      to.on('error', () => pages.delete(page));
    },
    stop() {
      clearInterval(beat);
      unsubscribe();
      leave();
    },
  };
}
