import type { SimulationClock } from '../../simulation/clock.ts';
import { FaultBox } from '../../simulation/faults.ts';
import type { DocumentPrinterFault } from './faults.ts';

/** job-state, RFC 8011, 5.3.7. */
export const JOB_STATE = {
  pending: 3,
  held: 4,
  processing: 5,
  stopped: 6,
  canceled: 7,
  aborted: 8,
  completed: 9,
} as const;
export type JobState = keyof typeof JOB_STATE;

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly created: number;
  readonly copies: number;
  readonly sides: string;
  state: JobState;
  reasons: string[];
  document: Buffer | null;
  format: string;
  /** Pages of one copy; 0 until the document is there. */
  pages: number;
  impressions: number;
  processing: number | null;
  completed: number | null;
}

export interface Condition {
  powered: boolean;
  coverOpen: boolean;
  jammed: boolean;
  /** Sheets in the tray. */
  sheets: number;
  /** Percent. */
  toner: number;
  paused: boolean;
}

export interface PrintedJob {
  readonly job: number;
  readonly pages: number;
  readonly document: Buffer;
}

const FINISHED: readonly JobState[] = ['canceled', 'aborted', 'completed'];
const LOW_TONER = 10;
const LOW_PAPER = 10;
const TRAY = 500;

/**
 * The printer behind the protocol: one job after the other, page by page on the clock, as far as paper, toner and cover
 * let it.
 */
export class Engine {
  readonly jobs: Job[] = [];
  readonly printed: PrintedJob[] = [];
  readonly condition: Condition = {
    powered: true,
    coverOpen: false,
    jammed: false,
    sheets: TRAY,
    toner: 80,
    paused: false,
  };
  readonly faults: FaultBox<DocumentPrinterFault>;
  readonly #clock: SimulationClock;
  readonly #pageMs: number;
  readonly #changed: () => void;
  #cancelPage: (() => void) | null = null;
  #abortAfter: number | null = null;
  #short = false;

  constructor(clock: SimulationClock, pageMs: number, changed: () => void) {
    this.#clock = clock;
    this.#pageMs = pageMs;
    this.#changed = changed;
    this.faults = new FaultBox<DocumentPrinterFault>(changed, changed);
  }

  /** printer-state-reasons without the suffix; the worst first. */
  reasons(): string[] {
    const { coverOpen, jammed, sheets, toner, paused } = this.condition;
    const found = [
      ...(jammed ? ['media-jam-error'] : []),
      ...(coverOpen ? ['cover-open-error'] : []),
      ...(sheets === 0
        ? ['media-empty-error', 'media-needed-error']
        : sheets <= LOW_PAPER
          ? ['media-low-warning']
          : []),
      ...(toner === 0 ? ['toner-empty-error'] : toner <= LOW_TONER ? ['toner-low-warning'] : []),
      ...(paused ? ['paused'] : []),
    ];
    return found.length === 0 ? ['none'] : found;
  }

  get stopped(): boolean {
    const { coverOpen, jammed, sheets, toner, paused } = this.condition;
    return coverOpen || jammed || sheets === 0 || toner === 0 || paused;
  }

  /** printer-state: 3 idle, 4 processing, 5 stopped. */
  get state(): 3 | 4 | 5 {
    return this.stopped ? 5 : this.#current() === undefined ? 3 : 4;
  }

  create(name: string, user: string, copies: number, sides: string, held: boolean): Job {
    const hold = held || this.faults.take('hold-job') !== null;
    const job: Job = {
      id: (this.jobs.at(-1)?.id ?? 0) + 1,
      name,
      user,
      copies,
      sides,
      created: this.#clock.now(),
      state: hold ? 'held' : 'pending',
      reasons: [hold ? 'job-hold-until-specified' : 'job-incoming'],
      document: null,
      format: '',
      pages: 0,
      impressions: 0,
      processing: null,
      completed: null,
    };
    this.jobs.push(job);
    this.#changed();
    return job;
  }

  /** The whole document is there. */
  supply(job: Job, document: Buffer, format: string, pages: number): void {
    Object.assign(job, { document, format, pages });
    if (job.state === 'pending') job.reasons = ['none'];
    this.run();
  }

  release(job: Job): boolean {
    if (job.state !== 'held') return false;
    job.state = 'pending';
    job.reasons = ['none'];
    this.run();
    return true;
  }

  cancel(job: Job): boolean {
    if (FINISHED.includes(job.state)) return false;
    this.#finish(job, 'canceled', 'job-canceled-by-user');
    return true;
  }

  /** What a person or the clock changed may let it go on, or stop it. */
  run(): void {
    const job = this.#current();
    if (job === undefined || !this.condition.powered) {
      this.#stopPage();
    } else if (this.stopped) {
      this.#stopPage();
      if (job.state !== 'stopped') Object.assign(job, { state: 'stopped', reasons: ['printer-stopped'] });
    } else if (this.#cancelPage === null) {
      if (job.state === 'pending') {
        this.#abortAfter = this.faults.take('abort-job')?.afterPages ?? null;
        this.#short = this.faults.take('short-count') !== null;
        job.processing = this.#clock.now();
      }
      Object.assign(job, { state: 'processing', reasons: ['job-printing'] });
      this.#cancelPage = this.#clock.after(this.#pageMs, () => this.#page(job));
    }
    this.#changed();
  }

  /** Everything in the printer's memory is lost. */
  forget(): void {
    this.#stopPage();
    for (const job of this.jobs) if (!FINISHED.includes(job.state)) this.#finish(job, 'aborted', 'aborted-by-system');
  }

  stop(): void {
    this.#stopPage();
  }

  #current(): Job | undefined {
    return (
      this.jobs.find(({ state, document }) => document !== null && (state === 'processing' || state === 'stopped')) ??
      this.jobs.find(({ state, document }) => document !== null && state === 'pending')
    );
  }

  #page(job: Job): void {
    this.#cancelPage = null;
    const total = job.pages * job.copies;
    if (this.#abortAfter !== null && job.impressions >= this.#abortAfter)
      return this.#finish(job, 'aborted', 'aborted-by-system');
    job.impressions += 1;
    const twoSided = job.sides !== 'one-sided';
    // A sheet leaves the tray with its first side.
    if (!twoSided || job.impressions % 2 === 1) this.condition.sheets -= 1;
    this.condition.toner = Math.max(0, this.condition.toner - 0.01);
    if (job.impressions < total) return this.run();
    if (this.#short) job.impressions -= 1;
    this.#finish(job, 'completed', 'job-completed-successfully');
  }

  #finish(job: Job, state: JobState, reason: string): void {
    this.#stopPage();
    Object.assign(job, { state, reasons: [reason], completed: this.#clock.now() });
    if (job.impressions > 0 && job.document !== null)
      this.printed.push({ job: job.id, pages: job.impressions, document: job.document });
    this.run();
  }

  #stopPage(): void {
    this.#cancelPage?.();
    this.#cancelPage = null;
  }
}

export const isFinished = (job: Job): boolean => FINISHED.includes(job.state);
