import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { works } from '../driver/status.ts';
import { type IppFailure, notSent } from './client.ts';
import type { DocumentPrinterTiming } from './config.ts';
import type { DocumentFailure, DocumentPrinterStatus, DocumentProof, PrintDocument } from './document-printer.ts';
import type { Attribute, Message } from './ipp.ts';
import { contradictsCompletion, retriedByItself } from './job-reasons.ts';
import type { Listing, Owner } from './listing.ts';
import {
  forgotten,
  JOB_REPORT,
  JOB_STATE,
  jobAttributes,
  jobReport,
  type JobReport,
  type JobWish,
  listedJobs,
  type Operation,
  ownJobs,
  printAttributes,
  printTemplate,
  refused,
  STATUS,
  succeeded,
} from './operations.ts';

export interface PrintingDeps {
  readonly clock: Clock;
  readonly timing: DocumentPrinterTiming;
  readonly tray: string | undefined;
  readonly owner: Owner;
  /** What the printer's lists of jobs have proved in earlier jobs; what this job shows is added. */
  readonly listing: Listing;
  /** A print server answers for the printer: what it counts is not what came out. */
  readonly spooler: () => boolean;
  readonly ask: (
    operation: Operation,
    attributes: readonly Attribute[],
    template?: readonly Attribute[],
    document?: Uint8Array,
  ) => Promise<Result<Message, IppFailure>>;
  /** Looks at the printer anew; null where it does not answer. */
  readonly look: () => Promise<DocumentPrinterStatus | null>;
  /** The printer's status as it is published, also while it does not answer. */
  readonly status: () => DocumentPrinterStatus;
  /** Ends early when the driver is closed. */
  readonly pause: (ms: number) => Promise<void>;
  readonly closed: () => boolean;
  readonly note: (meaning: string) => void;
}

type Failed = Result<never, DocumentFailure>;
type Printed = Result<DocumentProof, DocumentFailure>;

/**
 * Milliseconds for which any printer with a list of ended jobs keeps one on it; ippeveprinter, the reference, keeps
 * them for 60 s.
 */
const REMEMBERED = 30_000;

/**
 * One job, from Print-Job to the last page. A job is sent once: if the answer to Print-Job is lost, the job is looked
 * for by its name instead, since a second one could print a second certificate. For the same reason `none` is answered
 * only where it is proved.
 */
export class Printing {
  readonly #deps: PrintingDeps;
  readonly #document: PrintDocument;
  readonly #name: string;
  #job: number | null = null;
  #lost = false;

  constructor(deps: PrintingDeps, document: PrintDocument, random: string) {
    this.#deps = deps;
    this.#document = document;
    this.#name = deps.owner.jobName(random);
  }

  /** The printer's number of the job, where it reported one. */
  get job(): number | null {
    return this.#job;
  }

  /** The job may be in the printer, but its number is not known. */
  get lost(): boolean {
    return this.#lost;
  }

  async run(): Promise<Printed> {
    const job = await this.#submit();
    if (!job.ok) {
      this.#lost = job.error.paper === 'unknown';
      return job;
    }
    this.#job = job.value;
    const printed = await this.#follow(job.value);
    if (!this.#deps.closed()) await this.#learn('completed', job.value);
    return printed;
  }

  #failed(paper: DocumentFailure['paper'], status = this.#deps.status(), pages = 0): Failed {
    return err({ status, paper, pages });
  }

  async #submit(): Promise<Result<number, DocumentFailure>> {
    const { clock, timing, ask, pause, closed, tray, owner } = this.#deps;
    const wish: JobWish = { user: owner.user, name: this.#name, sides: this.#document.sides, tray };
    const until = clock.now() + timing.turn;
    for (;;) {
      const sent = await ask('printJob', printAttributes(wish), printTemplate(wish), this.#document.pdf);
      if (!sent.ok) return notSent(sent.error) ? this.#failed('none') : this.#search(false);
      const { value: answer } = sent;
      if (succeeded(answer)) {
        const id = jobReport(answer)?.id ?? null;
        return id === null ? this.#search(true) : ok(id);
      }
      if (!refused(answer)) return this.#search(false);
      // Refused: nothing of it is in the printer. Somebody else's job ends some time.
      if (answer.code !== STATUS.busy || clock.now() >= until || closed()) {
        return this.#failed('none', refusal(answer.code, this.#deps.status()));
      }
      await pause(timing.follow);
    }
  }

  /**
   * The job by its name, after the answer to Print-Job was lost, failed in the middle or named no job. What the printer
   * received it may still be about to take: it is looked for as long as an answer may take. `taken`: the printer said
   * that it has it.
   */
  async #search(taken: boolean): Promise<Result<number, DocumentFailure>> {
    const { clock, timing, ask, pause, closed, note, owner, listing } = this.#deps;
    note('Print-Job without an answer that names the job: looking for it by its name');
    const begun = clock.now();
    while (!closed()) {
      // In this order: one that ends in between is in the second.
      const lists = [
        await ask('getJobs', ownJobs(owner.user, 'not-completed')),
        await ask('getJobs', ownJobs(owner.user, 'completed')),
      ];
      const jobs = lists.flatMap((list) => (list.ok && succeeded(list.value) ? listedJobs(list.value) : []));
      const found = jobs.find((job) => owner.is(this.#name, job));
      if (found !== undefined) return ok(found.id);
      const told = lists.every((list) => list.ok && succeeded(list.value));
      const waited = clock.now() - begun;
      if (told && waited >= timing.answer) {
        return this.#failed(!taken && listing.proves && waited < timing.answer + REMEMBERED ? 'none' : 'unknown');
      }
      if (!told && waited >= timing.staff) break;
      await pause(told ? timing.follow : timing.pollHindered);
    }
    return this.#failed('unknown');
  }

  async #follow(job: number): Promise<Printed> {
    const { clock, timing, pause, closed, look } = this.#deps;
    let begun = false;
    let last: JobReport | null = null;
    let progress = clock.now();
    let hinderedSince: number | null = null;
    // A queue that tries again goes from held to processing and back for hours: neither is progress a second time.
    const seen = new Set<number>();
    let retried = false;
    while (!closed()) {
      const report = await this.#report(job);
      if (report === 'gone') return this.#gone(last);
      if (report !== null) {
        begun ||=
          report.state === JOB_STATE.processing || report.state === JOB_STATE.stopped || (report.impressions ?? 0) > 0;
        if (report.state >= JOB_STATE.canceled) return this.#end(report, begun);
        if (last === null) await this.#learn('not-completed', job);
        if (!seen.has(report.state) || (report.impressions ?? 0) > (last?.impressions ?? 0)) progress = clock.now();
        seen.add(report.state);
        retried ||= report.state === JOB_STATE.held && retriedByItself(report.reasons);
        last = report;
      }
      const now = clock.now();
      const status = await look();
      // A held job waits for somebody at the printer's panel, or for the next try; a job without progress has no known
      // cause.
      const held = report?.state === JOB_STATE.held;
      const blockedBy = held || retried || (status !== null && !works(status)) || status === null;
      hinderedSince = blockedBy ? (hinderedSince ?? now) : null;
      if (hinderedSince !== null && now - hinderedSince >= timing.staff) {
        const shown = this.#deps.status();
        return this.#giveUp(job, begun, last, held || retried ? heldStatus(retried, shown) : shown);
      }
      if (hinderedSince !== null) progress = now;
      else if (now - progress >= timing.stall) {
        return this.#giveUp(job, begun, last, { state: 'needs-staff', reason: 'attention' });
      }
      await pause(timing.follow);
    }
    return this.#giveUp(job, begun, last, this.#deps.status());
  }

  /** The job's state; null where the printer does not answer, `gone` where it has forgotten the job. */
  async #report(job: number): Promise<JobReport | 'gone' | null> {
    const answer = await this.#deps.ask('getJobAttributes', jobAttributes(this.#deps.owner.user, job, ...JOB_REPORT));
    if (!answer.ok) return null;
    if (forgotten(answer.value)) return 'gone';
    return succeeded(answer.value) ? jobReport(answer.value) : null;
  }

  /** Whether this printer lists a job of ours by its name: asked once for each of its lists, until it failed to. */
  async #learn(which: 'completed' | 'not-completed', job: number): Promise<void> {
    const { ask, owner, listing } = this.#deps;
    if (listing.knows(which)) return;
    const list = await ask('getJobs', ownJobs(owner.user, which));
    if (!list.ok || !succeeded(list.value)) return;
    listing.learn(
      which,
      listedJobs(list.value).some(({ id, name }) => id === job && name === this.#name),
    );
  }

  /** Printers without a history forget a job at its end: the last that was heard of it counts. */
  #gone(last: JobReport | null): Printed {
    const printed = last === null ? 0 : this.#sides(last);
    if (printed >= this.#document.pages) return ok({ by: 'counted' });
    return this.#failed('unknown', this.#deps.status(), printed);
  }

  #end(report: JobReport, begun: boolean): Printed {
    const { pages, sides } = this.#document;
    const printed = this.#sides(report);
    if (report.state !== JOB_STATE.completed) {
      // What was cancelled before the printer began with it left no trace; all else may have begun between two looks.
      const none = report.state === JOB_STATE.canceled && !begun && report.neverBegun === true;
      return this.#failed(printed > 0 ? 'some' : none ? 'none' : 'unknown', this.#deps.status(), printed);
    }
    if (contradictsCompletion(report.reasons)) {
      if (printed >= pages) return ok({ by: 'uncounted' });
      return this.#failed(printed > 0 ? 'some' : 'unknown', this.#deps.status(), printed);
    }
    if (printed >= pages) return ok({ by: 'counted' });
    // Half as many as the document has sides: some printers count sheets there, and the answer does not show which.
    const sheets = sides !== 'one-sided' && printed === Math.ceil(pages / 2);
    // Completed with fewer pages than it has: what came out is not the document.
    return printed > 0 && !sheets ? this.#failed('some', this.#deps.status(), printed) : ok({ by: 'uncounted' });
  }

  /** Cancels it and waits for its end, so that nothing comes out later; it may have been completed in the meantime. */
  async #giveUp(job: number, begun: boolean, last: JobReport | null, status: DocumentPrinterStatus): Promise<Printed> {
    const { clock, timing, ask, pause, note, owner } = this.#deps;
    note(`job ${job} is given up and cancelled`);
    const until = clock.now() + timing.answer;
    const worst = (end: Printed): Printed => (end.ok || !works(end.error.status) ? end : err({ ...end.error, status }));
    for (;;) {
      await ask('cancelJob', jobAttributes(owner.user, job));
      const report = await this.#report(job);
      if (report === 'gone') return worst(this.#gone(last));
      if (report !== null && report.state >= JOB_STATE.canceled) return worst(this.#end(report, begun));
      if (clock.now() >= until) return this.#failed('unknown', status, last === null ? 0 : this.#sides(last));
      await pause(timing.follow);
    }
  }

  /**
   * Sides that the printer counted: impressions, or sheets where only these are counted. A print server counts what it
   * passed on or drew, before a sheet moved (CUPS's `ipp` back end writes one page when the job is accepted, `pdftopdf`
   * all of them): that is none.
   */
  #sides({ impressions, sheets }: JobReport): number {
    if (this.#deps.spooler()) return 0;
    if (impressions !== null && impressions > 0) return impressions;
    const counted = sheets ?? 0;
    const { pages, sides } = this.#document;
    return sides === 'one-sided' ? counted : Math.min(counted * 2, Math.max(counted, pages));
  }
}

/**
 * What a held job waits for: somebody at the panel; or a print server tries again, since it does not get through to the
 * printer.
 */
function heldStatus(retried: boolean, status: DocumentPrinterStatus): DocumentPrinterStatus {
  if (!retried) return { state: 'needs-staff', reason: 'paused' };
  return works(status) ? { state: 'needs-staff', reason: 'offline' } : status;
}

function refusal(code: number, status: DocumentPrinterStatus): DocumentPrinterStatus {
  switch (code) {
    case STATUS.busy:
      return { state: 'busy', reason: 'self' };
    case STATUS.notAccepting:
    case STATUS.deactivated:
      return { state: 'faulted', reason: 'queue' };
    case STATUS.formatNotSupported:
      return { state: 'faulted', reason: 'no-pdf' };
    case STATUS.forbidden:
    case STATUS.notAuthenticated:
    case STATUS.notAuthorized:
      return { state: 'faulted', reason: 'access' };
    default:
      return works(status) ? { state: 'needs-staff', reason: 'attention' } : status;
  }
}
