/** Starts the register and keeps it running until it is told to stop. */
import { readOperators } from '../admin/operators.ts';
import { openAlarms } from '../alarms/open.ts';
import { startAdmin } from '../admin/server.ts';
import { describeError } from '../../../base/describe-error.ts';
import { logLines } from '../log.ts';
import { readRemovalLimit } from '../residents/feed/limit.ts';
import { RegisterStartError, openRegister, type Register } from '../register.ts';
import { isUnavailable } from '../database/unavailable.ts';
import { checkLines, readTls, readUnprotected } from '../http/line.ts';
import type { Office, OfficeOptions } from '../office/office.ts';
import { officeAddress } from '../office/settings.ts';
import { readTown, townOf, type Town } from '../office/town.ts';
import { reserve } from '../http/reserve.ts';
import type { TownLetterhead } from '../documents/content.ts';
import type { OpenParts } from '../services/configured.ts';
import type { BucketSize } from '../../../base/token-bucket.ts';
import { UsageError, readArguments } from './arguments.ts';
import { readDatabase } from './database-settings.ts';

/** What differs between a checkout and a town's machine. */
export interface Installation {
  /** How the operator calls this program. */
  readonly program: string;
  /** Not given: there is no `--demo`. */
  readonly demo?: () => Promise<typeof import('../../demo/begin.ts')>;
  /** `postgresql`: the database in the folder must be asked for by name, because it does not fsync. */
  readonly database: 'any' | 'postgresql';
  /** Folder of the office's built page; not given, only its routes answer. */
  readonly officePage?: string;
  /** Path of `opening-hours/program.ts`, or of its bundle. */
  readonly hoursProgram: string;
  /** Path of `bulk/file/thread.ts`, or of its bundle. Default: as in a checkout. */
  readonly importThread?: string;
  /** For benches: what one terminal may ask for. Default `TERMINAL_BUDGET`. */
  readonly terminalBudget?: BucketSize;
}

/**
 * Prints one JSON line when ready: `{"event":"ready","url":…,"database":…,"pid":…}`, with `office` where its page is
 * served and `demoKeyFile` after `--demo`.
 */
export async function serve(
  folder: string,
  args: readonly string[],
  installation: Installation,
  complain: (sentence: string) => void,
): Promise<number> {
  const wantsDemo = readArguments(args, installation.demo === undefined ? {} : { flags: ['demo'] }).flag('demo');
  const port = readPort(process.env.FOYER_REGISTER_PORT ?? '8480');
  const host = process.env.FOYER_REGISTER_HOST ?? '127.0.0.1';
  const database = readDatabase(process.env, installation.database);
  const addresses = readAddresses(process.env.FOYER_REGISTER_URL);
  const proxies = readProxies(process.env.FOYER_REGISTER_PROXIES);
  const stop = stopSignal();
  const closers: (() => Promise<void>)[] = [];
  try {
    const operators = process.env.FOYER_OPERATORS ? readOperators(process.env.FOYER_OPERATORS) : undefined;
    const [tls, publicTls] = [readTls(process.env, 'FOYER_REGISTER'), readTls(process.env, 'FOYER_PUBLIC')];
    const town = await readTown(process.env);
    const office = await openOfficeListener(process.env, town);
    const beginAlarms = await openAlarms(process.env);
    // What draws and signs documents takes a second to load: only where it is needed.
    const open = process.env.FOYER_PUBLIC_URL ? await import('../public/server.ts') : undefined;
    const wanted = open?.publicListener(process.env);
    const reserved = wanted === undefined ? undefined : await reserve(wanted);
    const listener = reserved?.listener;
    const unprotected = checkLines(
      {
        databases: [database.databaseUrl, database.directUrl].filter((one) => one !== undefined),
        listener: { host, tls: tls !== undefined },
        addresses: addresses.addresses ?? [],
        publicListener: wanted === undefined ? undefined : { host: wanted.host, tls: publicTls !== undefined },
        officeListener: office === null ? undefined : { host: office.address.host, tls: office.tls !== undefined },
      },
      readUnprotected(process.env.FOYER_UNPROTECTED),
    );
    const demo = wantsDemo ? await installation.demo?.() : undefined;
    const parts = demo ? await demo.demoParts(folder) : await townParts(process.env.FOYER_SERVICES);
    closers.push(parts.close);
    const services = { ...parts.services, ...(listener === undefined ? {} : { publicUrl: listener.url }) };
    const register = await openRegister({
      ...budgetOf(installation),
      folder,
      host,
      port,
      services,
      ...(tls === undefined ? {} : { tls }),
      ...addresses,
      ...proxies,
      ...connectedTo(parts),
      ...database,
    });
    closers.push(register.close);
    const demoKeyFile = await demo?.fillDemo(register, folder);
    const { url } = await register.server.start();
    const listeners = { listener: tls, 'public-listener': publicTls, 'office-listener': office?.tls };
    const { hoursProgram } = installation;
    const alarms = await beginAlarms(register, { tls: listeners, held: parts.held ?? [], hoursProgram });
    closers.push(async () => alarms?.stop());
    const asked = { ...register, unprotected, ...(alarms === null ? {} : { alarms }) };
    const socket = process.env.FOYER_RUN ?? folder;
    closers.push((await startAdmin(asked, socket, url, demo?.generate, operators, installation.importThread)).stop);
    await reserved?.release();
    if (open !== undefined && listener !== undefined) {
      const lines = { ...listener, ...(publicTls === undefined ? {} : { tls: publicTls }) };
      closers.push((await open.startPublic({ ...lines, ...publicParts(register, parts, town) })).stop);
    }
    const page = installation.officePage ?? null;
    const officeRuns = office === null ? null : await office.start({ register, page }, services.letterhead);
    if (officeRuns !== null) closers.push(officeRuns.stop);
    for (const line of unprotected) logLines({ event: 'unprotected-line', line });
    logLines({ event: 'started', url, database: register.database.kind });
    process.stdout.write(
      `${JSON.stringify({ event: 'ready', url, database: register.database.kind, pid: process.pid, ...(officeRuns === null ? {} : { office: officeRuns.url }), ...(demoKeyFile ? { demoKeyFile } : {}) })}\n`,
    );
    await stop;
    return 0;
  } catch (error) {
    complain(startSentence(error, { host, port }));
    return 1;
  } finally {
    for (const close of closers.reverse()) await close();
    if (closers.length > 0) logLines({ event: 'stopped' });
  }
}

/** Other systems of the town. */
const connectedTo = ({ forwarding, residentSystem }: OpenParts) => ({
  ...(forwarding === undefined ? {} : { forwarding }),
  ...(residentSystem === undefined ? {} : { residentSystem }),
  removalLimit: readRemovalLimit(process.env.FOYER_DELIVERY_REMOVES),
});

const budgetOf = ({ terminalBudget }: Installation) => (terminalBudget === undefined ? {} : { terminalBudget });

/** What the public listener gives out, checks and shows. */
const publicParts = ({ server, log }: Register, { open311, seals, services, signers }: OpenParts, town: Town) => ({
  deliveries: server.deliveries,
  seals,
  town: townOf(town, services.letterhead),
  log,
  ...(open311 === undefined ? {} : { open311: server.open311(open311) }),
  ...(signers === undefined ? {} : { signers }),
});

/** All that is read before anything is opened; null where the page is switched off. */
async function openOfficeListener(env: NodeJS.ProcessEnv, town: Town) {
  const address = officeAddress(env);
  if (address === null) return null;
  const { openOfficeSettings } = await import('../office/accounts/settings.ts');
  const tls = readTls(env, 'FOYER_OFFICE');
  const settings = await openOfficeSettings(env.FOYER_OFFICE);
  return {
    address,
    tls,
    // What people come in with takes a while to load: terminals are served before.
    start: async (rest: Pick<OfficeOptions, 'register' | 'page'>, letterhead?: TownLetterhead): Promise<Office> =>
      (await import('../office/office.ts')).startOffice({
        ...rest,
        address,
        settings,
        town: townOf(town, letterhead),
        ...(tls === undefined ? {} : { tls }),
      }),
  };
}

/** No service that needs a sign-in. */
const NO_PARTS: OpenParts = { services: {}, seals: [], close: async () => {} };

/** `file`: of FOYER_SERVICES. What reads it takes a while to load: only where there is one. */
const townParts = async (file: string | undefined): Promise<OpenParts> =>
  file ? (await import('../services/configured.ts')).configuredParts(file) : NO_PARTS;

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new UsageError(`FOYER_REGISTER_PORT: "${text}" is no port. Write 0 to 65535; 0 takes any free one.`);
  return port;
}

/** As terminals reach the register, with commas. */
function readAddresses(text = ''): { addresses?: string[] } {
  const addresses = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const wrong = addresses.find((one) => !/^https?:$/.test(URL.canParse(one) ? new URL(one).protocol : ''));
  if (wrong !== undefined)
    throw new UsageError(
      `FOYER_REGISTER_URL: "${wrong}" is no address. Write it as terminals reach it: https://register.musterstadt.de`,
    );
  return addresses.length === 0 ? {} : { addresses };
}

function readProxies(text = ''): { proxies?: string } {
  if (!/^[0-9a-f.:/, ]*$/i.test(text))
    throw new UsageError(
      'FOYER_REGISTER_PROXIES: write addresses or networks with commas between them: 127.0.0.1, 10.1.0.0/16',
    );
  return text.trim() === '' ? {} : { proxies: text };
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/** What the operator can do about it. A connection string is never repeated: it may hold a password. */
function startSentence(error: unknown, { host, port }: { host: string; port: number }): string {
  if (error instanceof RegisterStartError) return error.message;
  const { name, code, at } = describeError(error);
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Set FOYER_REGISTER_PORT to another one, or to 0.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `FOYER_REGISTER_HOST: this machine has no address "${host}" to listen on, or the database's host is unknown (${code}).`;
  if (code === 'ECONNREFUSED' || code === 'ETIMEDOUT') return 'DATABASE_URL: no PostgreSQL server answers there.';
  if (code === '28P01' || code === '28000') return 'DATABASE_URL: the server refuses this user or password.';
  // PgBouncer answers with it what PostgreSQL would have taken, and when it reaches no server in time.
  if (code === '08P01')
    return `DATABASE_URL: the pooler there refuses: ${error instanceof Error ? error.message : ''}. FOYER_DATABASE_POOLING says how it shares connections.`;
  if (code === '3D000') return 'DATABASE_URL: there is no such database on the server.';
  if (code === '25006') return 'DATABASE_URL: the server there only reads; another one is the primary.';
  if (isUnavailable(error))
    return `DATABASE_URL: the database cannot be used now (${code ?? (error as Error).message}).`;
  return `The register could not start: ${name}${code ? ` ${code}` : ''}\n${error instanceof Error ? error.message : ''}\n  ${at.join('\n  ')}`;
}
