/**
 * The local socket for the operator's commands: a Unix socket in the register's folder that only its owner can open, or
 * everybody who is in the list of operators.
 */
import { isReachable } from '../database/reachable.ts';
import { residentsState } from '../residents/watch.ts';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { Transaction } from 'kysely';
import type { z } from 'zod';
import { actAs } from '../audit/acting.ts';
import { writeAudit } from '../audit/write.ts';
import type { AuditAction } from '../audit/entry.ts';
import { putClosure, putMaintenance, replaceContent } from '../catalogue/catalogue.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import { issueCode } from '../terminals/enrolment.ts';
import { checkedBody, createHttp } from '../http/http.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import type { Tables } from '../database/tables.ts';
import { caseHandlers } from './cases.ts';
import { ADMIN, SOCKET_FILE } from './contract.ts';
import { dataHandlers } from './data.ts';
import type { Generate } from './data.ts';
import { addFileRoutes, type Asking, type FileImports } from './files.ts';
import { officeHandlers } from './office.ts';
import { residentHandlers } from './residents.ts';
import { MAY, PROOF_FOLDER, PROOF_HEADER, uidOf, type Operators } from './operators.ts';

/** A catalogue of some thousand services. */
const BODY_LIMIT = 64 * 1024 * 1024;
/** `sun_path` of Linux has 108 bytes with the final zero. */
const LONGEST_SOCKET_PATH = 107;
const IMPORT_THREAD = join(import.meta.dirname, '../bulk/file/thread.ts');

export type Handlers = {
  [Name in keyof typeof ADMIN]: (
    request: z.output<(typeof ADMIN)[Name]['request']>,
  ) => Promise<z.input<(typeof ADMIN)[Name]['answer']>>;
};

/**
 * Listens on the folder's socket. The folder is locked by this process, so a socket that lies there is a dead one.
 * `operators`: who may ask what; not given, every user who can open the socket may ask everything. `importThread`: path
 * of `bulk/file/thread.ts`, or of its bundle.
 */
export async function startAdmin(
  register: Register,
  folder: string,
  url: string | null,
  generate?: Generate,
  operators?: Operators,
  importThread = IMPORT_THREAD,
): Promise<{ stop(): Promise<void> }> {
  const path = join(folder, SOCKET_FILE);
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    throw new Error(
      `The path of the local socket is too long (${Buffer.byteLength(path)} bytes, at most ${LONGEST_SOCKET_PATH}): ${path}`,
    );
  }
  await rm(path, { force: true });
  const proofs = join(folder, PROOF_FOLDER);
  await rm(proofs, { recursive: true, force: true });
  await mkdir(proofs);
  // Every user may create a file, but not list the folder or remove another's file. Set by chmod, since the umask would
  // take bits away.
  await chmod(proofs, 0o1733);
  // Files of any size come in on it.
  const app = createHttp({ log: register.log, bodyLimit: BODY_LIMIT, requestTimeoutMs: 0 });
  const whoAsks = (name: keyof typeof MAY, request: FastifyRequest): Asking => {
    const uid = uidOf(folder, request.headers[PROOF_HEADER], Date.now());
    const operator = uid === null ? undefined : operators?.get(uid);
    if (uid !== null && (operators === undefined || MAY[name].some((role) => operator?.roles.has(role))))
      return `operator:${operator?.name ?? `uid-${uid}`}`;
    register.log({
      event: 'admin-refused',
      action: name,
      by: operator?.name ?? (uid === null ? 'unknown' : `uid-${uid}`),
    });
    const message =
      uid === null ? 'could not be seen' : `needs the role ${MAY[name].join(' or ')} in the list of operators`;
    throw new HttpProblem({ code: 'invalid-request', status: 403, errors: [{ field: 'operator', message }] });
  };
  const imports = addFileRoutes(app, { register, whoAsks, importThread });
  const handlers = createHandlers(register, { url, generate, imports });
  for (const name of Object.keys(ADMIN) as (keyof typeof ADMIN)[]) {
    const { path: route, request: schema, answer } = ADMIN[name];
    app.post(route, async (request, reply) => {
      const by = whoAsks(name, request);
      const result = await actAs(by, () =>
        (handlers[name] as (body: unknown) => Promise<unknown>)(checkedBody(schema, request)),
      );
      register.log({ event: 'admin', action: name, by });
      return reply.type('application/json').send(JSON.stringify(answer.parse(result)));
    });
  }
  // The umask also closes the gap between `listen` and `chmod` to other users.
  const mode = operators === undefined ? 0o600 : 0o666;
  const mask = process.umask(0o777 & ~mode);
  try {
    await app.listen({ path });
  } finally {
    process.umask(mask);
  }
  await chmod(path, mode);
  return { stop: () => app.close() };
}

const missing = (field: string, message: string): HttpProblem =>
  new HttpProblem({ code: 'invalid-request', errors: [{ field, message }] });

const handlersOf = (register: Register) => ({ ...residentHandlers(register), ...officeHandlers(register) });

interface HandlerParts {
  readonly url: string | null;
  readonly generate: Generate | undefined;
  readonly imports: FileImports;
}

function createHandlers(register: Register, { url, generate, imports }: HandlerParts): Handlers {
  const {
    server,
    residents,
    timeZone,
    database: { db, kind },
    clock,
    log,
  } = register;
  const { catalogue, terminals } = server;
  const wrote = (tx: Transaction<Tables>, action: AuditAction, subject: string) =>
    writeAudit(tx, { at: clock.now(), actor: 'admin', action, subject });
  /** A change of the catalogue, with its entry in the audit. */
  const change = <T>(
    subject: string,
    work: (tx: Transaction<Tables>) => Promise<T>,
    action: AuditAction = 'catalogue-changed',
  ) =>
    catalogue.change(async (tx) => {
      const done = await work(tx);
      await wrote(tx, action, subject);
      return done;
    });
  const knowsOffice = async (id: string) => {
    if (!(await db.selectFrom('office').select('id').where('id', '=', id).executeTakeFirst()))
      throw missing('office', 'is not in the catalogue');
  };
  const knowsService = async (id: string) => {
    // Beside the catalogue's services, services of the terminal itself can be under maintenance.
    if (id === 'document-status') return;
    if (!(await db.selectFrom('service').select('id').where('id', '=', id).executeTakeFirst()))
      throw missing('service', 'is not in the catalogue');
  };
  return {
    async import(content) {
      const outcome = await change(
        'catalogue',
        (tx) => replaceContent(tx, withoutUndefined(content)),
        'catalogue-published',
      );
      const {
        catalogue: { version },
      } = await catalogue.current();
      log({ event: 'catalogue-replaced', version, services: outcome.services, offices: outcome.offices });
      return {
        version,
        ...outcome,
        unknownOffices: [...outcome.unknownOffices],
        droppedClosures: [...outcome.droppedClosures],
      };
    },
    async closeOffice(closure) {
      await knowsOffice(closure.office);
      return change(`office:${closure.office}`, (tx) => putClosure(tx, closure));
    },
    async reopenOffice({ office }) {
      await knowsOffice(office);
      const today = dayIn(timeZone, clock.now());
      const rows = await change(`office:${office}`, (tx) =>
        tx.deleteFrom('closure').where('office', '=', office).where('to_day', '>=', today).returning('id').execute(),
      );
      return { removed: rows.map((row) => row.id) };
    },
    async planMaintenance(maintenance) {
      await knowsService(maintenance.service);
      return change(`service:${maintenance.service}`, (tx) => putMaintenance(tx, maintenance));
    },
    async endMaintenance({ service }) {
      const rows = await change(`service:${service}`, (tx) =>
        tx
          .deleteFrom('maintenance')
          .where('service', '=', service)
          .where('ends', '>', new Date(clock.now()))
          .returning('id')
          .execute(),
      );
      return { removed: rows.map((row) => row.id) };
    },
    async addTerminal({ name, days }) {
      const added = await db.transaction().execute(async (tx) => {
        const fresh = await terminals.add(name, { db: tx, days });
        if (fresh.ok) await wrote(tx, 'terminal-added', `terminal:${fresh.value.terminal.id}`);
        return fresh;
      });
      if (!added.ok) throw missing('name', 'is taken');
      return { ...added.value.terminal, key: added.value.key, until: added.value.until.toISOString() };
    },
    async enrolTerminal({ name, minutes, place }) {
      const { terminal, code, expiresAt } = await issueCode(db, clock, name, minutes, { place });
      return { ...terminal, code, expiresAt };
    },
    async revokeTerminal({ name }) {
      if (!(await terminals.revoke(name)).ok) throw missing('name', 'is no terminal');
      return {};
    },
    async setOfflineStates({ name, on }) {
      const set = await db.transaction().execute((tx) => terminals.setOfflineStates(name, on, tx));
      if (!set.ok) throw missing('name', 'is no terminal');
      return {};
    },
    terminals: () => terminals.list(),
    ...caseHandlers({ db, clock, log, sealing: server.sealing, schemas: server.caseSchemas, residents }),
    ...dataHandlers({ register, generate, imports }),
    ...handlersOf(register),
    async status() {
      const {
        catalogue: { version, services, offices, closures, maintenance },
      } = await catalogue.current();
      return {
        url,
        pid: process.pid,
        database: kind,
        residents: await residentsState(residents),
        health: (await isReachable(register.database)) ? 'ok' : 'degraded',
        catalogue: { version, services: services.length, offices: offices.length, closures, maintenance },
        terminals: (await terminals.list()).filter((terminal) => terminal.revokedAt === null).length,
        unprotected: [...(register.unprotected ?? [])],
      };
    },
  };
}

const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
