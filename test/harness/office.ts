/** The office's listener on a database in memory, and browsers that ask it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { CSRF_HEADER, OFFICE_API, type OfficeRole, type OfficeRouteName } from '../../register/contract/office.ts';
import { openPglite, type RegisterDatabase } from '../../register/server/database/database.ts';
import type { RegisterEvent } from '../../register/server/log.ts';
import { createAccounts } from '../../register/server/office/accounts/accounts.ts';
import type { AccountsDeps } from '../../register/server/office/accounts/deps.ts';
import { lazyChanges } from '../../register/server/database/changes.ts';
import { openPages } from '../../register/server/office/events.ts';
import { createDocumentKey } from '../../register/server/keys/secrets.ts';
import { residentHandlers } from '../../register/server/office/residents.ts';
import { createOwnResidents } from '../../register/server/residents/own-residents.ts';
import { deskHandlers, type DeskHandlers } from '../../register/server/office/handlers.ts';
import { createTerminalsView } from '../../register/server/office/terminals.ts';
import { Terminals } from '../../register/server/terminals/terminals.ts';
import { startOfficeListener, type OfficeListenerOptions } from '../../register/server/office/listener.ts';
import { createSessions } from '../../register/server/office/sessions.ts';
import { reserve } from '../../register/server/http/reserve.ts';

export interface OfficeBenchOptions
  extends
    Partial<Pick<AccountsDeps, 'local' | 'oidc' | 'town' | 'limits' | 'passwordLn'>>,
    Pick<OfficeListenerOptions, 'addPages'> {
  readonly clock: Clock;
  /** Default: one in memory, closed with the bench. */
  readonly database?: RegisterDatabase;
  /** Another origin than where it listens, as behind a proxy. */
  readonly url?: string;
  readonly sealingKey?: Uint8Array;
  /** Instead of the bench's own, which know no terminal. */
  readonly handlers?: Partial<DeskHandlers>;
}

/** Wide enough that only a test of limits meets them. */
const WIDE = {
  perNetwork: { capacity: 10_000, refillPerSecond: 100 },
  overall: { capacity: 10_000, refillPerSecond: 100 },
};

/** Milliseconds instead of a quarter of a second for each password. */
const QUICK_LN = 10;

export async function startOfficeBench({
  clock,
  handlers,
  addPages,
  database: given,
  url: origin,
  sealingKey = randomBytes(32),
  ...options
}: OfficeBenchOptions) {
  const database = given ?? (await openPglite());
  const { db } = database;
  const events: RegisterEvent[] = [];
  const log = (event: RegisterEvent): void => void events.push(event);
  const sessions = createSessions(db, clock, { local: options.local ?? true, oidc: true });
  const reserved = await reserve({ host: '127.0.0.1', port: 0, url: 'http://localhost:0' });
  const { url: address, host, port } = reserved.listener;
  const url = origin ?? address;
  const accounts = await createAccounts({
    db,
    clock,
    log,
    sessions,
    url,
    sealingKey,
    limits: WIDE,
    passwordLn: QUICK_LN,
    ...options,
  });
  const terminals = new Terminals(database, clock);
  const view = createTerminalsView({ db, clock, terminals, edition: async () => 'none' });
  const changes = await lazyChanges(database).open();
  const pages = openPages({
    db,
    changes,
    terminal: view.one,
    onError(error) {
      throw error;
    },
  });
  await reserved.release();
  const listener = await startOfficeListener({
    register: { database, clock, log },
    sessions,
    handlers: {
      ...deskHandlers(view),
      ...residentHandlers({
        db,
        residents: createOwnResidents(database, createDocumentKey(new Uint8Array(32)), { clock }),
      }),
      ...handlers,
      ...accounts.handlers,
    },
    openEvents(reply, session, find) {
      reply.hijack();
      pages.open(reply.raw, session, find);
    },
    async addPages(app) {
      await accounts.addPages(app);
      await addPages?.(app);
    },
    host,
    port,
    url,
  });
  const browser = (): OfficeBrowser => createBrowser(url, address);

  return {
    url,
    /** Where it listens. */
    address,
    database,
    db,
    clock,
    log,
    events,
    sessions,
    changes,
    browser,
    /** A local account that has nothing to sign in with, and a browser that is signed in as it. */
    async addAccount(roles: readonly OfficeRole[], { setUp = false } = {}) {
      const id = randomUUID();
      const login = `konto-${id.slice(0, 8)}`;
      await db
        .insertInto('office_account')
        .values({
          id,
          name: 'Kim Beispiel',
          login,
          subject: null,
          roles: JSON.stringify(roles),
          created_at: new Date(clock.now()),
        })
        .execute();
      const signedIn = browser();
      await signedIn.takeSession(await sessions.begin(id, { setUp }));
      return { id, login, browser: signedIn };
    },
    /** Entries of the audit, oldest first; of one action where it is given. */
    async audit(action?: string): Promise<{ actor: string; action: string; subject: string }[]> {
      const rows = await db.selectFrom('audit').select(['actor', 'action', 'subject', 'at']).orderBy('at').execute();
      return rows
        .filter((row) => action === undefined || row.action === action)
        .map(({ at: _, ...entry }) => ({ ...entry }));
    },
    async close() {
      pages.stop();
      await listener.stop();
      await changes.stop();
      if (given === undefined) await database.close();
    },
  };
}
export type OfficeBench = Awaited<ReturnType<typeof startOfficeBench>>;

/** The same, closed when the test that asks for it is over. */
export async function useOfficeBench(options: OfficeBenchOptions): Promise<OfficeBench> {
  const bench = await startOfficeBench(options);
  onTestFinished(bench.close);
  return bench;
}

export interface OfficeAnswer {
  readonly status: number;
  /** Parsed where it is JSON, otherwise the text. */
  readonly body: unknown;
  readonly headers: Headers;
}

export interface OfficeBrowser {
  readonly cookies: Map<string, string>;
  /** Of the session that it has; sent with everything that is posted. */
  csrf: string | null;
  /** `path` may be a whole address. A header that is null is not sent. */
  send(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string | null>>,
  ): Promise<OfficeAnswer>;
  /** A route of the contract. */
  ask(
    name: Exclude<OfficeRouteName, 'events'>,
    request?: object,
    headers?: Record<string, string | null>,
  ): Promise<OfficeAnswer>;
  takeSession(token: string): Promise<void>;
}

export const SESSION = '__Host-foyer-office';

/** `url`: of the site that it is at; other sites' cookies it has none of. `address`: where that listens. */
export function createBrowser(url: string, address = url): OfficeBrowser {
  const cookies = new Map<string, string>();
  const browser: OfficeBrowser = {
    cookies,
    csrf: null,
    async send(method, path, body, headers = {}) {
      const sent: Record<string, string | null> = {
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(method === 'POST' ? { origin: url, 'sec-fetch-site': 'same-origin' } : {}),
        ...(method === 'POST' && browser.csrf !== null ? { [CSRF_HEADER]: browser.csrf } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      };
      const answer = await fetch(new URL(path, address), {
        method,
        redirect: 'manual',
        headers: Object.entries(sent).flatMap(([name, value]): [string, string][] =>
          value === null ? [] : [[name, value]],
        ),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const read: unknown = isJson ? JSON.parse(text) : text;
      const { csrf } = (read ?? {}) as { csrf?: unknown };
      if (isJson && typeof csrf === 'string') browser.csrf = csrf;
      return { status: answer.status, body: read, headers: answer.headers };
    },
    ask(name, request = {}, headers = {}) {
      const { method, path } = OFFICE_API[name];
      if (method === 'POST') return browser.send('POST', path, request, headers);
      const query = new URLSearchParams(request as Record<string, string>).toString();
      return browser.send('GET', query === '' ? path : `${path}?${query}`, undefined, headers);
    },
    async takeSession(token) {
      cookies.set(SESSION, token);
      await browser.ask('session');
    },
  };
  return browser;
}

/** The six digits that an app shows for a secret (base 32) at this moment. */
export const totpAt = (secret: string, now: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 }).generate({
    timestamp: now,
  });
