/** The office's listener with all that its page asks for. */
import type { Register } from '../register.ts';
import { openOfficeKey } from '../keys/office-key.ts';
import type { TlsFiles } from '../http/line.ts';
import { reserve } from '../http/reserve.ts';
import { createAccounts } from './accounts/accounts.ts';
import type { SignInLimits } from './accounts/deps.ts';
import type { OfficeSettings } from './accounts/settings.ts';
import { openPages, type Pages } from './events.ts';
import { deskHandlers } from './handlers.ts';
import { startOfficeListener, type OfficeListenerOptions } from './listener.ts';
import { addPage } from './page.ts';
import { residentHandlers } from './residents.ts';
import { createSessions } from './sessions.ts';
import type { OfficeAddress } from './settings.ts';
import { RegisterStartError } from '../start-error.ts';
import { createTerminalsView } from './terminals.ts';
import { NO_TOWN, type Town } from './town.ts';
import { describeError } from '../../../base/describe-error.ts';

export interface OfficeOptions {
  readonly register: Pick<Register, 'database' | 'clock' | 'log' | 'folder' | 'server' | 'residents'>;
  readonly address: OfficeAddress;
  readonly settings: OfficeSettings;
  /** For the page's head. */
  readonly town?: Town;
  /** Folder of the built page; null where there is none: then only its routes answer. */
  readonly page: string | null;
  readonly tls?: TlsFiles;
  readonly limits?: SignInLimits;
}

export interface Office {
  /** As browsers reach it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Throws {@link RegisterStartError}, or what the operating system says where it cannot listen. */
export async function startOffice(options: OfficeOptions): Promise<Office> {
  const { register, address, settings, town = NO_TOWN, page, tls, limits } = options;
  const { database, clock, log, folder, server, residents } = register;
  const { db } = database;
  const { port, url } = await fixedPort(address, tls);
  const sealingKey = await openOfficeKey(folder, db);
  const sessions = createSessions(db, clock, { local: settings.local, oidc: settings.oidc !== undefined });
  const accounts = await createAccounts({
    db,
    clock,
    log,
    sessions,
    url,
    sealingKey,
    town: town.name,
    look: town,
    ...settings,
    ...(limits === undefined ? {} : { limits }),
  });
  const view = createTerminalsView({
    db,
    clock,
    terminals: server.terminals,
    edition: async () => (await server.catalogue.current()).catalogue.version,
  });
  const pages = openPages({
    db,
    changes: await server.changes(),
    terminal: view.one,
    onError: (error) => log({ event: 'failed', route: 'office-events', ...describeError(error) }),
  });
  const listener = await listening(pages, {
    register,
    sessions,
    handlers: { ...accounts.handlers, ...deskHandlers(view), ...residentHandlers({ db, residents }) },
    openEvents(reply, session, find) {
      reply.hijack();
      pages.open(reply.raw, session, find);
    },
    async addPages(app) {
      await accounts.addPages(app);
      if (settings.metricsToken !== undefined)
        (await import('./metrics.ts')).addMetrics(app, view, settings.metricsToken);
      if (page !== null) await addPage(app, page);
    },
    host: address.host,
    port,
    url,
    ...(tls === undefined ? {} : { tls }),
    ...(address.proxies === undefined ? {} : { proxies: address.proxies }),
  });
  return {
    url,
    async stop() {
      pages.stop();
      await listener.stop();
    },
  };
}

async function listening(pages: Pages, options: OfficeListenerOptions): Promise<{ stop(): Promise<void> }> {
  try {
    return await startOfficeListener(options);
  } catch (error) {
    // What goes on by itself would keep a process that has said that it cannot start.
    pages.stop();
    const { code } = describeError(error);
    if (code === 'EADDRINUSE')
      throw new RegisterStartError(
        `Port ${options.port} on ${options.host} is in use. Set FOYER_OFFICE_PORT to another one, to 0, or to off.`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new RegisterStartError(`FOYER_OFFICE_HOST: this machine has no address "${options.host}" to listen on.`);
    throw error;
  }
}

/** Its own address is needed before it listens: passkeys and the identity provider are bound to it. */
async function fixedPort(address: OfficeAddress, tls: TlsFiles | undefined): Promise<{ port: number; url: string }> {
  const url = address.url ?? `${tls === undefined ? 'http' : 'https'}://localhost:${address.port}`;
  const { listener, release } = await reserve({ ...address, url });
  await release();
  return { port: listener.port, url: listener.url };
}
