/**
 * A small printer with the habits of printers that people reported: on loopback, over real HTTP, in the simulator's own
 * codec. It keeps to the protocol wherever no habit is asked for.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  type Attribute,
  boolean,
  charset,
  decode,
  encode,
  enumeration,
  type Group,
  GROUP,
  integer,
  intOf,
  keyword,
  language,
  type Message,
  mime,
  nameOf,
  noValue,
  wordsOf,
} from '../../../devices/document-printer/simulator/ipp.ts';
import { listen } from '../../../devices/simulation/listen.ts';

export interface Habits {
  /** Versions that it speaks; both by default. */
  versions?: readonly number[];
  /** What it keeps of a job's name: all, none of it, or so many octets. */
  names?: 'kept' | 'rewritten' | number;
  /** Reports this user for every job, regardless of the sender. */
  user?: string;
  /** Jobs that Get-Jobs lists under way, and ended. */
  lists?: { readonly active: boolean; readonly ended: boolean };
  /** `my-jobs` makes no difference. */
  tellsAll?: boolean;
  /** The connection ends instead of the answer to Print-Job. */
  loses?: boolean;
  /** Print-Job's answer names no job. */
  namesNoJob?: boolean;
  /** Print-Job is answered with this status, and the job is printed all the same. */
  printJobStatus?: number;
  /** What it says of so many sides printed of so many; null where it does not count. */
  impressions?: (printed: number, pages: number) => number | null;
  /** Status of Get-Job-Attributes once so many sides were reported. */
  forgets?: { readonly after: number; readonly status: number };
  /** job-state and job-state-reasons of a job whose pages are through. */
  end?: { readonly state: number; readonly reasons: readonly string[] };
  /** Whether a job that is not begun says so. */
  neverBegun?: boolean;
  /** Attributes of the printer besides or instead of the plain ones. */
  attributes?: readonly Attribute[];
  /** An answer to Get-Printer-Attributes with one of these cannot be read. */
  breaks?: readonly string[];
  pages?: number;
  pageMs?: number;
  /** Operations that it says it has; by default the five that the driver needs. */
  operations?: readonly number[];
  /** Jobs wait until this is false. */
  waits?: boolean;
}
interface Job {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  state: number;
  reasons: readonly string[];
  printed: number;
  reported: number;
}
interface Asked {
  readonly operation: number;
  readonly version: number;
  readonly requested: readonly string[];
}
export interface OddPrinter {
  readonly uri: string;
  readonly habits: Habits;
  readonly jobs: readonly Readonly<Job>[];
  /** Operation, version and requested attributes of each request, in order. */
  readonly asked: readonly Asked[];
  /** Somebody else's job. */
  add(name: string, user: string): number;
  stop(): Promise<void>;
}

const [PROCESSING, CANCELED, COMPLETED] = [5, 7, 9];
const OPERATIONS = [0x02, 0x08, 0x09, 0x0a, 0x0b];

export async function oddPrinter(
  habits: Habits = {},
  secure?: { readonly key: string; readonly cert: string },
): Promise<OddPrinter> {
  const jobs: Job[] = [];
  const asked: { operation: number; version: number; requested: string[] }[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const ended = ({ state }: Job): boolean => state >= CANCELED;

  function begin(job: Job): void {
    const step = (): void => {
      if (ended(job)) return;
      if (habits.waits !== true) job.state = PROCESSING;
      if (habits.waits !== true && job.printed >= (habits.pages ?? 1)) {
        Object.assign(job, habits.end ?? { state: COMPLETED, reasons: ['job-completed-successfully'] });
        return;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (habits.waits !== true && !ended(job)) job.printed += 1;
        step();
      }, habits.pageMs ?? 150);
      timers.add(timer);
    };
    step();
  }
  function add(name: string, user: string): number {
    const kept = habits.names ?? 'kept';
    const job: Job = {
      id: jobs.length + 1,
      name: kept === 'kept' ? name : kept === 'rewritten' ? 'Print' : name.slice(0, kept),
      user: habits.user ?? user,
      state: 3,
      reasons: ['none'],
      printed: 0,
      reported: 0,
    };
    jobs.push(job);
    begin(job);
    return job.id;
  }
  const facts = (job: Job): Attribute[] => {
    const counted = (habits.impressions ?? ((printed) => printed))(job.printed, habits.pages ?? 1);
    return [
      integer('job-id', job.id),
      nameOf('job-name', job.name),
      nameOf('job-originating-user-name', job.user),
      enumeration('job-state', job.state),
      keyword('job-state-reasons', ...job.reasons),
      ...(counted === null ? [] : [integer('job-impressions-completed', counted)]),
      ...(job.state === 3 || (job.printed === 0 && habits.waits === true)
        ? habits.neverBegun === false
          ? []
          : [noValue('time-at-processing')]
        : [integer('time-at-processing', 5)]),
    ];
  };
  const printer = (): Attribute[] => {
    const own = habits.attributes ?? [];
    const busy = jobs.filter((job) => !ended(job)).length;
    return [
      enumeration('printer-state', busy > 0 && habits.waits !== true ? 4 : 3),
      keyword('printer-state-reasons', 'none'),
      boolean('printer-is-accepting-jobs', true),
      integer('queued-job-count', busy),
      enumeration('operations-supported', ...(habits.operations ?? OPERATIONS)),
      mime('document-format-supported', 'application/pdf'),
      keyword('sides-supported', 'one-sided', 'two-sided-long-edge'),
    ]
      .filter(({ name }) => !own.some((one) => one.name === name))
      .concat(own);
  };
  const done = (status: number, ...groups: Group[]) => ({ status, groups });

  function answer({ code, groups }: Message): { status: number; groups: Group[] } | 'lost' | 'unreadable' {
    const named = (name: string): Attribute | undefined =>
      groups.flatMap(({ attributes }) => attributes).find((one) => one.name === name);
    const job = jobs.find(({ id }) => id === intOf(named('job-id')));
    switch (code) {
      case 0x0b: {
        const wanted = wordsOf(named('requested-attributes'));
        if (habits.breaks?.some((name) => wanted.includes(name)) === true) return 'unreadable';
        return done(0, {
          tag: GROUP.printer,
          attributes: printer().filter(
            ({ name }) => wanted.length === 0 || wanted.includes('all') || wanted.includes(name),
          ),
        });
      }
      case 0x02: {
        const id = add(wordsOf(named('job-name'))[0] ?? '', wordsOf(named('requesting-user-name'))[0] ?? '');
        if (habits.loses === true) return 'lost';
        if (habits.printJobStatus !== undefined) return done(habits.printJobStatus);
        return done(0, {
          tag: GROUP.job,
          attributes: [...(habits.namesNoJob === true ? [] : [integer('job-id', id)]), enumeration('job-state', 3)],
        });
      }
      case 0x08:
        if (job === undefined) return done(0x0406);
        if (ended(job)) return done(0x0404);
        Object.assign(job, { state: CANCELED, reasons: ['job-canceled-by-user'] });
        return done(0);
      case 0x09: {
        if (job === undefined) return done(0x0406);
        const { forgets } = habits;
        if (forgets !== undefined && job.reported >= forgets.after && ended(job)) return done(forgets.status);
        job.reported = Math.max(job.reported, job.printed);
        // What forgets a job at its end never tells of that end.
        if (forgets !== undefined && ended(job))
          return done(0, { tag: GROUP.job, attributes: facts({ ...job, state: PROCESSING }) });
        return done(0, { tag: GROUP.job, attributes: facts(job) });
      }
      case 0x0a: {
        const past = wordsOf(named('which-jobs'))[0] === 'completed';
        const shown = past ? habits.lists?.ended !== false : habits.lists?.active !== false;
        const user = wordsOf(named('requesting-user-name'))[0];
        const mine = named('my-jobs')?.values[0]?.bytes[0] === 1 && habits.tellsAll !== true;
        return done(
          0,
          ...jobs
            .filter((one) => shown && ended(one) === past && (!mine || one.user === user || habits.user !== undefined))
            .map((one) => ({ tag: GROUP.job, attributes: facts(one) })),
        );
      }
      default:
        return done(0x0501);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const message = decode(Buffer.concat(chunks));
    if (message === null) return void response.writeHead(400).end();
    asked.push({
      operation: message.code,
      version: message.version,
      requested: wordsOf(message.groups[0]?.attributes.find(({ name }) => name === 'requested-attributes')),
    });
    const speaks = habits.versions?.includes(message.version) ?? true;
    const made = speaks ? answer(message) : { status: 0x0503, groups: [] };
    if (made === 'lost') return void request.socket.destroy();
    const first: Group = {
      tag: GROUP.operation,
      attributes: [charset('attributes-charset', 'utf-8'), language('attributes-natural-language', 'en')],
    };
    const version = speaks ? message.version : (habits.versions?.[0] ?? message.version);
    // A collection without its end: what follows is read as more of it.
    const body =
      made === 'unreadable'
        ? encode({
            version,
            code: 0,
            id: message.id,
            groups: [
              first,
              {
                tag: GROUP.printer,
                attributes: [{ name: 'media-col-ready', values: [{ tag: 0x34, bytes: Buffer.alloc(0) }] }],
              },
            ],
          })
        : encode({ version, code: made.status, id: message.id, groups: [first, ...made.groups] });
    response.writeHead(200, { 'content-type': 'application/ipp', 'content-length': body.length }).end(body);
  }
  const listener: RequestListener = (request, response) => void serve(request, response);
  const server = secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
  const port = await listen(server, 0, '127.0.0.1');
  return {
    uri: `${secure === undefined ? 'ipp' : 'ipps'}://127.0.0.1:${port}/ipp/print`,
    habits,
    jobs,
    asked,
    add,
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
