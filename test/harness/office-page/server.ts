/**
 * The register's office listener with scripted answers: its own routes, roles, checks and headers, without accounts,
 * terminals and a database behind them. What a test changes, open pages are told as the register tells it.
 */
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { systemClock } from '../../../base/clock.ts';
import {
  OfficeEvent,
  type OfficeHelpCall,
  type OfficeRole,
  type OfficeTerminal,
} from '../../../register/contract/office.ts';
import { HttpProblem } from '../../../register/server/http/problems.ts';
import { ROOT } from '../../../tools/setup/paths.mjs';
import { startOfficeListener, type OfficeListenerOptions } from '../../../register/server/office/listener.ts';
import { addPage } from '../../../register/server/office/page.ts';
import type { Session, Sessions } from '../../../register/server/office/sessions.ts';
import { aCall, anAccount, someAccounts, someResidents, someTerminals } from './data.ts';
import { someHistory, someReports } from './terminal-data.ts';
import { createHandlers } from './handlers.ts';
import type { Known } from './known.ts';

export interface OfficePage {
  readonly url: string;
  readonly known: Known;
  /** What was asked and may be looked at afterwards: orders to terminals. */
  readonly orders: readonly unknown[];
  /** Somebody calls, or a call is changed by somebody else. */
  call(change?: Partial<OfficeHelpCall>): OfficeHelpCall;
  terminal(terminal: OfficeTerminal): void;
  /** Ends the session, as the register does after its time. */
  endSession(): void;
  /** The same, and no page is told. */
  forgetSession(): void;
  /** The lines are cut, and none comes up before {@link mendLine}. */
  cutLine(): void;
  mendLine(): void;
  /** How many lines are open. */
  lines(): number;
  stop(): Promise<void>;
}

export interface OfficePageOptions {
  readonly roles?: OfficeRole[];
  readonly terminals?: readonly OfficeTerminal[];
  readonly port?: number;
}

export async function startOfficePage(options: OfficePageOptions = {}): Promise<OfficePage> {
  const { roles = ['office', 'operator'], terminals = someTerminals(), port = await freePort() } = options;
  const { id, name } = anAccount();
  const known: Known = {
    calls: new Map(),
    terminals: new Map(terminals.map((one) => [one.id, one])),
    reports: new Map([['t-02', someReports()]]),
    histories: new Map([
      ['t-02', someHistory()],
      ['t-03', someHistory()],
    ]),
    accounts: new Map(someAccounts().map((one) => [one.id, one])),
    residents: someResidents(),
    passkeys: new Set(),
    touches: 0,
    lookUps: 0,
    me: { id, name, roles },
    ways: { oidc: null, local: true, town: 'Musterstadt', arms: null, accent: null },
  };
  const { sessions, endAll } = memorySessions(known);
  const pages = new Set<ServerResponse>();
  let isCut = false;
  const tell = (event: OfficeEvent): void => {
    const text = `data: ${JSON.stringify(OfficeEvent.parse(event))}\n\n`;
    for (const page of pages) page.write(text);
  };
  const beat = setInterval(() => pages.forEach((page) => page.write('event: beat\ndata: 1\n\n')), 5_000);
  const orders: unknown[] = [];
  const url = `http://localhost:${port}`;
  const { stop } = await startOfficeListener({
    register: REGISTER,
    sessions,
    handlers: createHandlers({ known, sessions, tell, orders }),
    openEvents(reply) {
      if (isCut) throw new HttpProblem({ code: 'unavailable' });
      reply.hijack();
      const to = reply.raw;
      to.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream' });
      to.write('retry: 200\n\n');
      pages.add(to);
      to.on('close', () => pages.delete(to));
    },
    addPages: (app) => addPage(app, FOLDER),
    host: '127.0.0.1',
    port,
    url,
  });
  return {
    url,
    known,
    orders,
    call(change) {
      const call = aCall(change);
      known.calls.set(call.key, call);
      tell({ type: 'help', call });
      return call;
    },
    terminal(terminal) {
      known.terminals.set(terminal.id, terminal);
      tell({ type: 'terminal', terminal });
    },
    endSession() {
      endAll();
      tell({ type: 'signed-out' });
    },
    forgetSession: endAll,
    cutLine() {
      isCut = true;
      for (const page of pages) page.destroy();
    },
    mendLine() {
      isCut = false;
    },
    lines: () => pages.size,
    async stop() {
      clearInterval(beat);
      for (const page of pages) page.destroy();
      await stop();
    },
  };
}

/** As `tools/build.ts` makes it. */
const FOLDER = join(ROOT, '.build/office');

/** Nothing is written down: what is refused goes into an audit that is none. */
const REGISTER: OfficeListenerOptions['register'] = {
  database: {
    db: { transaction: () => ({ execute: () => Promise.resolve() }) },
  } as unknown as OfficeListenerOptions['register']['database'],
  clock: systemClock,
  log: () => undefined,
};

function memorySessions(known: Known): { sessions: Sessions; endAll(): void } {
  const all = new Map<string, Session>();
  const sessions: Sessions = {
    begin(_account, { setUp = false } = {}) {
      const token = randomBytes(16).toString('hex');
      const endsAt = Date.now() + 8 * 3_600_000;
      all.set(token, { account: known.me, setUp, endsAt, csrf: `csrf-${token}`, idToken: null });
      return Promise.resolve(token);
    },
    find(token, touch) {
      if (touch) known.touches += 1;
      return Promise.resolve(all.get(token) ?? null);
    },
    end(token) {
      all.delete(token);
      return Promise.resolve();
    },
    endAll() {
      all.clear();
      return Promise.resolve();
    },
  };
  return { sessions, endAll: () => all.clear() };
}

/** The listener must know its address before it listens: browsers' requests from any other are refused. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
