/** Files that an operator's command sends: checked whole by a thread of their own, then written batch by batch. */
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Transaction } from 'kysely';
import { describeError } from '../../../base/describe-error.ts';
import { actAs, type OperatorActor } from '../audit/acting.ts';
import { writeAudit } from '../audit/write.ts';
import type { DocumentBatch } from '../bulk/document-lines.ts';
import { writeDocumentBatch } from '../bulk/documents.ts';
import { FileImport } from '../bulk/file/import.ts';
import type { Begin } from '../bulk/file/thread.ts';
import { writePeople } from '../bulk/people.ts';
import type { BulkLine } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { toRefusal } from '../http/http.ts';
import { HttpProblem, toProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import { deliveredAsOf } from '../residents/own/delivered.ts';
import { deliver } from '../residents/feed/deliver.ts';
import { REMOVAL_LIMIT } from '../residents/feed/limit.ts';
import { ADMIN_FILES, type ImportNews, type PersonLine } from './contract-data.ts';
import type { MAY } from './operators.ts';

export type Asking = OperatorActor;
type Name = keyof typeof ADMIN_FILES;

export interface FileImports {
  /** Whether such a file is being read or written. */
  running(name: Name): boolean;
}

interface FileRoutesDeps {
  readonly register: Register;
  /** Throws {@link HttpProblem} where whoever asks may not. */
  readonly whoAsks: (name: keyof typeof MAY, request: FastifyRequest) => Asking;
  /** Path of `bulk/file/thread.ts`, or of its bundle. */
  readonly importThread: string;
}

/** What is done with a batch, and how the thread is told of its lines. */
interface Work<Batch> {
  readonly kind: Begin['kind'];
  sizeOf(batch: Batch): number;
  /** Answers how many rows are new or other than before. */
  write(line: BulkLine, batch: Batch): Promise<number>;
}

/** Records between two lines that say how far it is. */
const PROGRESS = 100_000;

export function addFileRoutes(app: FastifyInstance, { register, whoAsks, importThread }: FileRoutesDeps): FileImports {
  const running: Name[] = [];
  app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  const route = (name: Name, work: (ways: Ways, bytes: Readable) => Promise<void>): void => {
    app.post<{ Querystring: Query; Body: Readable }>(ADMIN_FILES[name], async (request, reply) => {
      const by = whoAsks(name, request);
      const answer = new PassThrough();
      let isGone = false;
      reply.raw.once('close', () => (isGone = true));
      const ways: Ways = {
        script: importThread,
        query: request.query,
        by,
        say: (news) => void answer.write(`${JSON.stringify(news)}\n`),
        // Whoever interrupts the command wants no more of it to be written.
        goesOn: () => !isGone,
      };
      running.push(name);
      void actAs(by, async () => {
        try {
          await work(ways, request.body);
          register.log({ event: 'admin', action: name, by });
        } catch (error) {
          // A command that was interrupted is no failure.
          if (!isGone && request.body.errored === null)
            register.log({ event: 'failed', route: ADMIN_FILES[name], ...describeError(error) });
        } finally {
          running.splice(running.indexOf(name), 1);
          answer.end();
        }
      });
      return reply.type('application/x-ndjson').send(answer);
    });
  };
  route('importDocuments', async (ways, bytes) => importFile(register, bytes, await documentWork(register), ways));
  route('importPeople', async (ways, bytes) => {
    // The next delivery would take it back.
    if ((await deliveredAsOf(register.database.db)) === null)
      return importFile(register, bytes, peopleWork(register), ways);
    ways.say({
      what: 'refused',
      kind: 'usage',
      sentence: 'People come by deliveries here: residents deliver FILE.',
    });
  });
  route('deliverResidents', (ways, bytes) => deliverFile(register, bytes, ways));
  return { running: (name) => running.includes(name) };
}

interface Query {
  readonly 'skip-bad'?: string;
  readonly confirm?: string;
}
interface Ways {
  readonly script: string;
  readonly query: Query;
  readonly by: Asking;
  say(news: ImportNews): void;
  goesOn(): boolean;
}

/** Throws what happens besides what is said. */
async function importFile<Batch>(
  { folder, database }: Register,
  bytes: Readable,
  { kind, sizeOf, write }: Work<Batch>,
  { script, query, say, goesOn }: Ways,
): Promise<void> {
  const skipBad = query['skip-bad'] === 'true';
  const file = new FileImport<Batch>(script, { kind, folder });
  let done = 0;
  try {
    const { refused, about: _about, ...checked } = await file.check(bytes);
    say({ what: 'checked', ...checked, faults: [...checked.faults] });
    if (refused !== null) return say({ what: 'refused', ...refused });
    if (checked.bad > 0 && !skipBad) return;
    const lines = checked.lines - checked.bad;
    let written = 0;
    await database.bulk((line) =>
      file.writeAll(line.rowsAtOnce, async (batch) => {
        written += await write(line, batch);
        const before = done;
        done += sizeOf(batch);
        if (Math.floor(done / PROGRESS) > Math.floor(before / PROGRESS)) say({ what: 'progress', done, of: lines });
        return goesOn();
      }),
    );
    say({ what: 'imported', lines, written });
  } catch (error) {
    say({ what: 'failed', title: toProblem(toRefusal(error as FastifyError)).title, done });
    throw error;
  } finally {
    await file.close();
  }
}

/** Throws what happens besides what is said. */
async function deliverFile(
  register: Register,
  bytes: Readable,
  { script, query, by, say, goesOn }: Ways,
): Promise<void> {
  const id = query.confirm === undefined ? null : Number(query.confirm);
  try {
    const outcome = await deliver(register, bytes, {
      script,
      limit: register.removalLimit ?? REMOVAL_LIMIT,
      confirmed: id === null ? null : { id, by },
      goesOn,
    });
    say({ what: 'delivered', ...outcome });
  } catch (error) {
    say({ what: 'failed', title: toProblem(toRefusal(error as FastifyError)).title, done: 0 });
    throw error;
  }
}

const auditing =
  ({ clock }: Register, action: 'documents-imported' | 'people-imported', what: string) =>
  (tx: Transaction<Tables>, count: number): Promise<void> =>
    writeAudit(tx, { at: clock.now(), actor: 'admin', action, subject: `${what}:${count}` });

async function documentWork(register: Register): Promise<Work<DocumentBatch>> {
  const { documentKey, server } = register;
  const offices = (await server.catalogue.current()).catalogue.offices.map(({ id }) => id);
  const audit = auditing(register, 'documents-imported', 'documents');
  const { fingerprint } = documentKey;
  return {
    kind: { lines: 'documents', secrets: documentKey.secrets(), offices },
    sizeOf: ({ count }) => count,
    async write(line, batch) {
      // Its succession had begun when the import did. Under the former key nothing would find them.
      if (documentKey.fingerprint !== fingerprint) throw new HttpProblem({ code: 'conflict' });
      return writeDocumentBatch(line, batch, offices, audit);
    },
  };
}

function peopleWork(register: Register): Work<readonly PersonLine[]> {
  const audit = auditing(register, 'people-imported', 'people');
  return {
    kind: { lines: 'people' },
    sizeOf: ({ length }) => length,
    write: ({ db }, people) =>
      db.transaction().execute(async (tx) => {
        const written = await writePeople(tx, people);
        await audit(tx, people.length);
        return written;
      }),
  };
}
