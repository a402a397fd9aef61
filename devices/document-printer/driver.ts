import { randomUUID } from 'node:crypto';
import type { DeviceIdentity, DriverSurroundings } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { works } from '../driver/status.ts';
import type { IppExchange, IppFailure } from './client.ts';
import type { DocumentPrinterTiming } from './config.ts';
import type {
  DocumentFailure,
  DocumentPrinter,
  DocumentPrinterStatus,
  DocumentProof,
  FaultReason,
  PrintDocument,
} from './document-printer.ts';
import { Asking } from './asking.ts';
import { Listing, Owner } from './listing.ts';
import { Looking } from './looking.ts';
import {
  forgotten,
  JOB_STATE,
  jobAttributes,
  jobReport,
  listedJobs,
  lookAttributes,
  ownJobs,
  STATUS,
  succeeded,
} from './operations.ts';
import { type PrinterView, printerView, viewStatus } from './printer-view.ts';
import { Printing } from './printing.ts';
import { SerialQueue } from '../driver/serial-queue.ts';

export interface IppPrinterDeps extends DriverSurroundings {
  readonly timing: DocumentPrinterTiming;
  readonly uri: string;
  readonly tray: string | undefined;
  /** Its jobs are known by this name; no other terminal at the same queue has it. */
  readonly terminal: string;
  /** A print server answers for the printer, also where it does not say so. */
  readonly spooler: boolean;
  readonly exchange: IppExchange;
}

/** Looks in a row without an answer, until the printer counts as lost; a single one may fall into its sleep. */
const MISSES = 2;

/** An A4 printer, or a queue of CUPS, that speaks IPP (RFC 8010, RFC 8011). */
export class IppPrinter implements DocumentPrinter {
  readonly #deps: IppPrinterDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<DocumentPrinterStatus>;
  readonly #owner: Owner;
  readonly #asking: Asking;
  readonly #looking: Looking;
  readonly #listing = new Listing();
  #view: PrinterView | null = null;
  #refused: FaultReason | null = null;
  #busy = false;
  /** Jobs of ours may be left in the printer: from before we began, or of a job whose end is unknown. */
  #leftovers = true;
  /** Numbers of jobs whose end is unknown: they are ours whatever the printer calls them. */
  readonly #unended = new Set<number>();
  /**
   * The printer may have taken a job that cannot be found in it; the number of jobs in its queue before that, where it
   * reported one.
   */
  #lost: { readonly queued: number | null } | null = null;
  #closed = false;
  /** The visitor of the running job has left. */
  #abandoned = false;
  #restarted = false;
  #wakers = new Set<() => void>();
  readonly #turns = new SerialQueue();

  constructor(deps: IppPrinterDeps) {
    this.#deps = deps;
    this.#owner = new Owner(deps.terminal);
    this.#asking = new Asking({ ...deps, ring: this.#ring });
    const { user } = this.#owner;
    this.#looking = new Looking((wanted) => this.#asking.ask('getPrinterAttributes', lookAttributes(user, wanted)));
    this.#supervisor = new ConnectionSupervisor<DocumentPrinterStatus>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => {
        this.#restarted = true;
        this.#wake();
      },
      linked: () => this.#linked(),
      blockedBy: () => (this.#refused === null ? null : { state: 'faulted', reason: this.#refused }),
    });
    this.#supervisor.start();
  }

  status(): DocumentPrinterStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#view?.identity ?? null;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: DocumentPrinterStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  check(sheets: number): Promise<Result<void, DocumentPrinterStatus>> {
    return this.#turns.take(async () => {
      const status = await this.#freshStatus();
      if (!works(status)) return err(status);
      const there = this.#view?.sheets ?? null;
      return there !== null && there < sheets ? err({ state: 'needs-staff', reason: 'paper' }) : ok(undefined);
    });
  }

  print(document: PrintDocument): Promise<Result<DocumentProof, DocumentFailure>> {
    return this.#turns.take(async () => {
      // What was left from before would come out between the pages of this one.
      if (this.#lost !== null) await this.#purge();
      const before = await this.#freshStatus();
      if (!works(before)) return err({ status: before, paper: 'none', pages: 0 });
      if (this.#leftovers && !(await this.#purge()))
        return err({ status: this.#supervisor.status(), paper: 'none', pages: 0 });
      this.#abandoned = false;
      const queued = this.#view?.queued ?? null;
      this.#work(true);
      const printing = new Printing(
        {
          clock: this.#deps.clock,
          timing: this.#deps.timing,
          tray: this.#deps.tray,
          owner: this.#owner,
          listing: this.#listing,
          spooler: () => this.#deps.spooler || this.#view?.spooler === true,
          ask: (...of) => this.#asking.ask(...of),
          look: async () => ((await this.#look()) === null ? this.#supervisor.status() : null),
          status: () => this.#supervisor.status(),
          pause: (ms) => this.#pause(ms),
          closed: () => this.#closed || this.#abandoned,
          note: (meaning) => this.#ring.note(this.#deps.clock.now(), meaning),
        },
        this.#twoSidedAsPossible(document),
        randomUUID().slice(-12),
      );
      const printed = await printing.run();
      this.#leftovers = !printed.ok && printed.error.paper === 'unknown';
      if (this.#leftovers && printing.job !== null) this.#unended.add(printing.job);
      if (printing.lost) this.#lost = { queued };
      this.#work(false);
      return printed;
    });
  }

  purge(): Promise<boolean> {
    // The running job belongs to the visitor who left: it must not wait for paper and come out in front of the next
    // one.
    this.#abandoned = true;
    this.#wake();
    return this.#turns.take(() => this.#purge());
  }

  restart(): Promise<void> {
    return this.#turns.take(() => {
      // Somebody stands there, and sees what comes out of it.
      this.#lost = null;
      this.#unended.clear();
      return this.#supervisor.restart();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#turns.over();
    await this.#supervisor.close();
  }

  async #attempt(): Promise<EndReason> {
    this.#restarted = false;
    this.#refused = null;
    this.#looking.forget();
    this.#listing.forget();
    let misses = 0;
    while (!this.#closed && !this.#restarted) {
      const failure = await this.#look();
      misses = failure === null ? 0 : misses + 1;
      if (failure === 'access' || failure === 'certificate-expired' || failure === 'certificate-not-yet-valid') {
        this.#supervisor.opened();
        this.#refused = failure;
      } else if (failure !== null && (misses >= MISSES || this.#supervisor.phase === 'opening')) return failure;
      if (failure === null) {
        if (this.#supervisor.phase === 'opening') this.#supervisor.opened();
        this.#refused = null;
        if (this.#leftovers && !this.#busy) await this.#purge();
        this.#supervisor.ready();
      }
      this.#supervisor.changed();
      const fine = failure === null && works(this.#supervisor.status());
      await this.#pause(fine ? this.#deps.timing.poll : this.#deps.timing.pollHindered);
    }
    return 'link';
  }

  /** Get-Printer-Attributes; null when it answered. */
  async #look(): Promise<IppFailure | null> {
    const answer = await this.#looking.look();
    if (!answer.ok) return answer.error;
    const { code } = answer.value;
    if (code === STATUS.forbidden || code === STATUS.notAuthenticated || code === STATUS.notAuthorized) return 'access';
    if (!succeeded(answer.value)) return 'protocol';
    this.#view = printerView(answer.value, this.#deps.tray);
    this.#supervisor.changed();
    return null;
  }

  #linked(): DocumentPrinterStatus {
    if (this.#view === null) return { state: 'ready' };
    const status = viewStatus(this.#view, this.#busy);
    if (this.#lost === null || this.#busy || !works(status)) return status;
    // What it may still be printing belongs to somebody: nothing new is begun beside it. One that it only holds waits
    // for a person.
    const held = this.#view.idle && this.#queuesMore(this.#view);
    return held ? { state: 'needs-staff', reason: 'paused' } : { state: 'busy', reason: 'self' };
  }

  async #freshStatus(): Promise<DocumentPrinterStatus> {
    const failure = this.#supervisor.phase === 'linked' ? await this.#look() : null;
    const status = this.#supervisor.status();
    if (failure === null || !works(status)) return status;
    return {
      state: 'back-off',
      reason: failure === 'silent' ? 'silent' : failure === 'protocol' ? 'protocol' : 'link',
    };
  }

  async #purge(): Promise<boolean> {
    const ours = await this.#ours();
    for (const id of new Set([...(ours ?? []), ...this.#unended])) await this.#cancel(id);
    const left = ours === null || ours.length === 0 ? ours : await this.#ours();
    if (this.#lost !== null && (await this.#lostIsOver())) this.#lost = null;
    const clean = left?.length === 0 && this.#unended.size === 0 && this.#lost === null;
    this.#leftovers = !clean;
    this.#supervisor.changed();
    return clean;
  }

  /** Numbers of our unfinished jobs, as far as the printer lists them as ours; null where it lists none at all. */
  async #ours(): Promise<readonly number[] | null> {
    const listed = await this.#asking.ask('getJobs', ownJobs(this.#owner.user, 'not-completed'));
    if (!listed.ok || !succeeded(listed.value)) return null;
    return listedJobs(listed.value)
      .filter((job) => this.#owner.owns(job))
      .map(({ id }) => id);
  }

  async #cancel(id: number): Promise<void> {
    await this.#asking.ask('cancelJob', jobAttributes(this.#owner.user, id));
    if (!this.#unended.has(id)) return;
    const asked = jobAttributes(this.#owner.user, id, 'job-id', 'job-state');
    const answer = await this.#asking.ask('getJobAttributes', asked);
    if (!answer.ok) return;
    const over = forgotten(answer.value) || (jobReport(answer.value)?.state ?? 0) >= JOB_STATE.canceled;
    if (over) this.#unended.delete(id);
  }

  /** True when the lost job is over: the printer prints nothing, and has no more jobs in its queue than before. */
  async #lostIsOver(): Promise<boolean> {
    return (await this.#look()) === null && this.#view !== null && this.#view.idle && !this.#queuesMore(this.#view);
  }

  #queuesMore({ queued }: PrinterView): boolean {
    return (queued ?? 0) > (this.#lost?.queued ?? 0);
  }

  /** A printer that prints on one side only prints it on one side. */
  #twoSidedAsPossible(document: PrintDocument): PrintDocument {
    return this.#view?.twoSided === true ? document : { ...document, sides: 'one-sided' };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#wakers.delete(done);
        resolve();
      };
      const cancel = this.#deps.clock.after(ms, done);
      this.#wakers.add(done);
      if (this.#closed) done();
    });
  }

  #wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  #work(busy: boolean): void {
    this.#busy = busy;
    this.#supervisor.changed();
  }
}
