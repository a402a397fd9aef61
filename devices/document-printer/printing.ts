import type { Clock } from '../clock.ts';
import { err, ok, type Result } from '../result.ts';
import { works } from '../status.ts';
import type { IppFailure } from './client.ts';
import type { DocumentPrinterTiming } from './config.ts';
import type { DocumentFailure, DocumentPrinterStatus, DocumentProof, PrintDocument } from './document-printer.ts';
import type { Message } from './ipp.ts';
import { JOB_REPORT, JOB_STATE, jobAttributes, jobReport, type JobReport, listedJobs, type Operation, ownJobs, printAttributes, printTemplate, STATUS, succeeded } from './operations.ts';
import type { Attribute } from './ipp.ts';

export interface PrintingDeps {
  readonly clock: Clock;
  readonly timing: DocumentPrinterTiming;
  readonly tray: string | undefined;
  readonly ask: (operation: Operation, attributes: readonly Attribute[], template?: readonly Attribute[], document?: Uint8Array) => Promise<Result<Message, IppFailure>>;
  /** Looks at the printer anew; null where it does not answer. */
  readonly look: () => Promise<DocumentPrinterStatus | null>;
  /** What is shown of the printer now, also while it does not answer. */
  readonly status: () => DocumentPrinterStatus;
  /** Ends early when the driver is closed. */
  readonly pause: (ms: number) => Promise<void>;
  readonly closed: () => boolean;
  readonly note: (meaning: string) => void;
}

type Failed = Result<never, DocumentFailure>;

/**
 * One job, from Print-Job to the last page. A job is sent once: if the answer to Print-Job is lost, the job is looked for by its name
 * instead, since a second one could print a second certificate.
 */
export class Printing {
  readonly #deps: PrintingDeps;
  readonly #document: PrintDocument;
  readonly #name: string;

  constructor(deps: PrintingDeps, document: PrintDocument, name: string) {
    this.#deps = deps;
    this.#document = document;
    this.#name = name;
  }

  async run(): Promise<Result<DocumentProof, DocumentFailure>> {
    const job = await this.#submit();
    if (!job.ok) return job;
    return this.#follow(job.value);
  }

  #failed(paper: DocumentFailure['paper'], status = this.#deps.status(), pages = 0): Failed {
    return err({ status, paper, pages });
  }

  async #submit(): Promise<Result<number, DocumentFailure>> {
    const { clock, timing, ask, pause, closed, tray } = this.#deps;
    const wish = { name: this.#name, sides: this.#document.sides, tray };
    const until = clock.now() + timing.turn;
    for (;;) {
      const sent = await ask('printJob', printAttributes(wish), printTemplate(wish), this.#document.pdf);
      if (!sent.ok) return sent.error === 'absent' || sent.error === 'access' ? this.#failed('none') : this.#search();
      const { value: answer } = sent;
      if (succeeded(answer)) {
        const id = jobReport(answer)?.id ?? null;
        return id === null ? this.#search() : ok(id);
      }
      // Refused: nothing of it is in the printer. Somebody else's job ends some time.
      if (answer.code !== STATUS.busy || clock.now() >= until || closed()) return this.#failed('none', refusal(answer.code, this.#deps.status()));
      await pause(timing.follow);
    }
  }

  /** The job by its name, after the answer to Print-Job was lost. */
  async #search(): Promise<Result<number, DocumentFailure>> {
    const { clock, timing, ask, pause, closed, note } = this.#deps;
    note('answer to Print-Job lost: looking for the job by its name');
    const until = clock.now() + timing.staff;
    while (!closed()) {
      const lists = [await ask('getJobs', ownJobs('not-completed')), await ask('getJobs', ownJobs('completed'))];
      const found = lists.flatMap(list => (list.ok && succeeded(list.value) ? listedJobs(list.value) : [])).find(({ name }) => name === this.#name);
      if (found !== undefined) return ok(found.id);
      if (lists.every(list => list.ok && succeeded(list.value))) return this.#failed('none');
      if (clock.now() >= until) break;
      await pause(timing.pollHindered);
    }
    return this.#failed('unknown');
  }

  async #follow(job: number): Promise<Result<DocumentProof, DocumentFailure>> {
    const { clock, timing, pause, closed, look } = this.#deps;
    let begun = false;
    let last: JobReport | null = null;
    let progress = clock.now();
    let hinderedSince: number | null = null;
    while (!closed()) {
      const report = await this.#report(job);
      if (report === 'gone') return this.#failed('unknown');
      if (report !== null) {
        begun ||= report.state === JOB_STATE.processing || report.state === JOB_STATE.stopped || (report.impressions ?? 0) > 0;
        if (report.state >= JOB_STATE.canceled) return this.#end(report, begun);
        if (last?.state !== report.state || last.impressions !== report.impressions) progress = clock.now();
        last = report;
      }
      const now = clock.now();
      const status = await look();
      // A held job waits for somebody at the printer's panel; one without progress for nobody knows what.
      const hindered = report?.state === JOB_STATE.held || (status !== null && !works(status)) || status === null;
      hinderedSince = hindered ? (hinderedSince ?? now) : null;
      if (hinderedSince !== null && now - hinderedSince >= timing.staff) return this.#giveUp(job, begun, report?.state === JOB_STATE.held ? { state: 'needs-staff', reason: 'paused' } : this.#deps.status());
      if (hinderedSince !== null) progress = now;
      else if (now - progress >= timing.stall) return this.#giveUp(job, begun, { state: 'needs-staff', reason: 'attention' });
      await pause(timing.follow);
    }
    return this.#giveUp(job, begun, this.#deps.status());
  }

  /** The job's state; null where the printer does not answer, `gone` where it does not know the job any more. */
  async #report(job: number): Promise<JobReport | 'gone' | null> {
    const answer = await this.#deps.ask('getJobAttributes', jobAttributes(job, ...JOB_REPORT));
    if (!answer.ok) return null;
    if (answer.value.code === STATUS.notFound) return 'gone';
    return succeeded(answer.value) ? jobReport(answer.value) : null;
  }

  #end(report: JobReport, begun: boolean): Result<DocumentProof, DocumentFailure> {
    const { pages } = this.#document;
    const printed = sidesOf(report, this.#document);
    if (report.state !== JOB_STATE.completed) {
      // Cancelled before it was begun, it left no trace; what the printer gave up by itself may have begun between two looks.
      const none = report.state === JOB_STATE.canceled && !begun;
      return this.#failed(printed > 0 ? 'some' : none ? 'none' : 'unknown', this.#deps.status(), printed);
    }
    if (printed >= pages) return ok({ by: 'counted' });
    // Completed with fewer pages than it has: what came out is not the document.
    return printed > 0 ? this.#failed('some', this.#deps.status(), printed) : ok({ by: 'uncounted' });
  }

  /** Cancels it and waits for its end, so that nothing comes out later; it may have been completed in the meantime. */
  async #giveUp(job: number, begun: boolean, status: DocumentPrinterStatus): Promise<Result<DocumentProof, DocumentFailure>> {
    const { clock, timing, ask, pause, note } = this.#deps;
    note(`job ${job} is given up and cancelled`);
    const until = clock.now() + timing.answer;
    for (;;) {
      await ask('cancelJob', jobAttributes(job));
      const report = await this.#report(job);
      if (report !== null && report !== 'gone' && report.state >= JOB_STATE.canceled) {
        const end = this.#end(report, begun);
        return end.ok ? end : err({ ...end.error, status: works(end.error.status) ? status : end.error.status });
      }
      if (report === 'gone' || clock.now() >= until) return this.#failed('unknown', status);
      await pause(timing.follow);
    }
  }
}

/** Sides that came out: impressions, or sheets where only these are counted. */
function sidesOf({ impressions, sheets }: JobReport, { pages, sides }: PrintDocument): number {
  if (impressions !== null && impressions > 0) return impressions;
  const counted = sheets ?? 0;
  return sides === 'one-sided' ? counted : Math.min(counted * 2, Math.max(counted, pages));
}

function refusal(code: number, status: DocumentPrinterStatus): DocumentPrinterStatus {
  switch (code) {
    case STATUS.busy: return { state: 'busy', reason: 'self' };
    case STATUS.notAccepting: return { state: 'faulted', reason: 'queue' };
    case STATUS.formatNotSupported: return { state: 'faulted', reason: 'no-pdf' };
    case STATUS.forbidden: case STATUS.notAuthenticated: case STATUS.notAuthorized: return { state: 'faulted', reason: 'access' };
    default: return works(status) ? { state: 'needs-staff', reason: 'attention' } : status;
  }
}
