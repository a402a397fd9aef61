import { randomUUID } from 'node:crypto';
import type { DeviceIdentity, DriverSurroundings } from '../driver.ts';
import { type Frame, FrameRing } from '../frames.ts';
import { DeviceLife } from '../life.ts';
import type { EndReason } from '../life-cycle.ts';
import { err, ok, type Result } from '../result.ts';
import { works } from '../status.ts';
import type { IppExchange, IppFailure } from './client.ts';
import type { DocumentPrinterTiming } from './config.ts';
import type { DocumentFailure, DocumentPrinter, DocumentPrinterStatus, DocumentProof, PrintDocument } from './document-printer.ts';
import type { Attribute, Message } from './ipp.ts';
import { ippRequest, JOB_STATE_NAMES, jobAttributes, jobReport, listedJobs, lookAttributes, type Operation, OPERATION_NAMES, ownJobs, succeeded } from './operations.ts';
import { type PrinterView, printerView, viewStatus } from './printer-view.ts';
import { Printing } from './printing.ts';
import { Turns } from '../turns.ts';

export interface IppPrinterDeps extends DriverSurroundings {
  readonly timing: DocumentPrinterTiming;
  readonly uri: string;
  readonly tray: string | undefined;
  readonly exchange: IppExchange;
}

/** Looks in a row without an answer, until the printer counts as lost; a single one may fall into its sleep. */
const MISSES = 2;

/** An A4 printer, or a queue of CUPS, that speaks IPP (RFC 8010, RFC 8011). */
export class IppPrinter implements DocumentPrinter {
  readonly #deps: IppPrinterDeps;
  readonly #ring = new FrameRing();
  readonly #life: DeviceLife<DocumentPrinterStatus>;
  #view: PrinterView | null = null;
  #refused = false;
  #busy = false;
  /** Jobs of ours may be left in the printer: from before we began, or of a job whose end is unknown. */
  #leftovers = true;
  #request = 0;
  #closed = false;
  /** What is being printed is nobody's any more. */
  #abandoned = false;
  #restarted = false;
  #wakers = new Set<() => void>();
  readonly #turns = new Turns();

  constructor(deps: IppPrinterDeps) {
    this.#deps = deps;
    this.#life = new DeviceLife<DocumentPrinterStatus>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => {
        this.#restarted = true;
        this.#wake();
      },
      linked: () => (this.#view === null ? { state: 'ready' } : viewStatus(this.#view, this.#busy)),
      hindered: () => (this.#refused ? { state: 'faulted', reason: 'access' } : null),
    });
    this.#life.start();
  }

  status(): DocumentPrinterStatus {
    return this.#life.status();
  }

  identity(): DeviceIdentity | null {
    return this.#view?.identity ?? null;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: DocumentPrinterStatus) => void): () => void {
    return this.#life.onStatus(listener);
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
      const before = await this.#freshStatus();
      if (!works(before)) return err({ status: before, paper: 'none', pages: 0 });
      // What was left from before would come out between the pages of this one.
      if (this.#leftovers && !(await this.#purge())) return err({ status: this.#life.status(), paper: 'none', pages: 0 });
      this.#abandoned = false;
      this.#work(true);
      const printed = await new Printing({
        clock: this.#deps.clock, timing: this.#deps.timing, tray: this.#deps.tray,
        ask: (...of) => this.#ask(...of), look: async () => ((await this.#look()) === null ? this.#life.status() : null), status: () => this.#life.status(),
        pause: ms => this.#pause(ms), closed: () => this.#closed || this.#abandoned, note: meaning => this.#ring.note(this.#deps.clock.now(), meaning),
      }, this.#twoSidedAsPossible(document), `foyer-${randomUUID()}`).run();
      this.#leftovers = !printed.ok && printed.error.paper === 'unknown';
      this.#work(false);
      return printed;
    });
  }

  purge(): Promise<boolean> {
    // What is being printed belongs to whoever is gone: it does not wait for paper until somebody else stands there.
    this.#abandoned = true;
    this.#wake();
    return this.#turns.take(() => this.#purge());
  }

  restart(): Promise<void> {
    return this.#turns.take(() => this.#life.restart());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#turns.over();
    await this.#life.close();
  }

  async #attempt(): Promise<EndReason> {
    this.#restarted = false;
    this.#refused = false;
    let misses = 0;
    while (!this.#closed && !this.#restarted) {
      const failure = await this.#look();
      misses = failure === null ? 0 : misses + 1;
      if (failure === 'access') {
        this.#life.opened();
        this.#refused = true;
      } else if (failure !== null && (misses >= MISSES || this.#life.phase === 'opening')) return failure;
      if (failure === null) {
        if (this.#life.phase === 'opening') this.#life.opened();
        this.#refused = false;
        if (this.#leftovers && !this.#busy) await this.#purge();
        this.#life.ready();
      }
      this.#life.changed();
      const fine = failure === null && works(this.#life.status());
      await this.#pause(fine ? this.#deps.timing.poll : this.#deps.timing.pollHindered);
    }
    return 'link';
  }

  /** Get-Printer-Attributes; null when it answered. */
  async #look(): Promise<IppFailure | null> {
    const answer = await this.#ask('getPrinterAttributes', lookAttributes());
    if (!answer.ok) return answer.error;
    if (!succeeded(answer.value)) return answer.value.code === 0x0401 || answer.value.code === 0x0402 || answer.value.code === 0x0403 ? 'access' : 'protocol';
    this.#view = printerView(answer.value, this.#deps.tray);
    this.#life.changed();
    return null;
  }

  async #freshStatus(): Promise<DocumentPrinterStatus> {
    const failure = this.#life.phase === 'linked' ? await this.#look() : null;
    const status = this.#life.status();
    if (failure === null || !works(status)) return status;
    return { state: 'back-off', reason: failure === 'silent' ? 'silent' : failure === 'protocol' ? 'protocol' : 'link' };
  }

  async #purge(): Promise<boolean> {
    const listed = await this.#ask('getJobs', ownJobs('not-completed'));
    if (!listed.ok || !succeeded(listed.value)) {
      this.#leftovers = true;
      return false;
    }
    const jobs = listedJobs(listed.value);
    for (const { id } of jobs) await this.#ask('cancelJob', jobAttributes(id));
    const left = jobs.length === 0 ? listed : await this.#ask('getJobs', ownJobs('not-completed'));
    const clean = left.ok && succeeded(left.value) && listedJobs(left.value).length === 0;
    this.#leftovers = !clean;
    return clean;
  }

  async #ask(operation: Operation, attributes: readonly Attribute[], template: readonly Attribute[] = [], document: Uint8Array = new Uint8Array()): Promise<Result<Message, IppFailure>> {
    const { clock, exchange, uri } = this.#deps;
    this.#request = (this.#request % 0x7fffffff) + 1;
    const head = ippRequest(operation, this.#request, uri, attributes, template);
    const name = OPERATION_NAMES[operation];
    this.#ring.out(clock.now(), head, document.length === 0 ? name : `${name}, ${document.length} bytes of PDF`);
    const answer = await exchange(head, document);
    if (!answer.ok) this.#ring.note(clock.now(), `${name}: ${answer.error}`);
    else this.#ring.redacted(clock.now(), 'in', 0, `${name}: ${describe(answer.value)}`);
    return answer;
  }

  /** A printer that prints on one side only prints it on one side. */
  #twoSidedAsPossible(document: PrintDocument): PrintDocument {
    return this.#view?.twoSided === true ? document : { ...document, sides: 'one-sided' };
  }

  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
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
    this.#life.changed();
  }
}

/** An answer in a line: its status, and what it says of the printer or the job. */
function describe(message: Message): string {
  const job = jobReport(message);
  const status = `status 0x${message.code.toString(16).padStart(4, '0')}`;
  if (job !== null) return `${status}, job ${job.id ?? '?'} ${JOB_STATE_NAMES[job.state] ?? job.state} (${job.reasons.join(', ')}), ${job.impressions ?? '–'} impressions`;
  const reasons = message.groups.flatMap(({ attributes }) => attributes).find(({ name }) => name === 'printer-state-reasons')?.values.map(({ value }) => String(value)) ?? [];
  return reasons.length === 0 ? status : `${status}, ${reasons.join(', ')}`;
}
