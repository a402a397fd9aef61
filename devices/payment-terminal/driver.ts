import type { DeviceIdentity, DriverSurroundings } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { CharacterSet } from './character-set.ts';
import {
  authorization,
  CODE,
  enquired,
  password,
  registered,
  registration,
  repeatReceipt,
  reversal,
  type StatusInformation,
  statusInformation,
} from './messages.ts';
import { authorize } from './payment.ts';
import type {
  Booking,
  JournalEntry,
  NotDone,
  OpenPayment,
  PaymentOutcome,
  PaymentProgress,
  PaymentRequest,
  PaymentTerminal,
  PaymentTerminalStatus,
  Totals,
} from './payment-terminal.ts';
import { outcomeOf, type Newest } from './recovery.ts';
import { type Hindrance, RESULT, statusOf } from './result-codes.ts';
import { Receipts } from './receipts.ts';
import { type CommandEnd, Session } from './session.ts';
import type { Timing } from './timing.ts';
import type { Transport } from './transport.ts';
import { SerialQueue } from '../driver/serial-queue.ts';

export interface ZvtDeps extends DriverSurroundings {
  readonly timing: Timing;
  /** A fresh transport for every connection. */
  readonly transport: (ring: FrameRing) => Transport;
  /** Six digits. */
  readonly password: string;
  /** What its texts are in where it does not say so itself. */
  readonly characterSet: CharacterSet;
  /** Puts an entry on disk; true only when it is there. */
  readonly appendToJournal: (entry: JournalEntry) => Promise<boolean>;
}

/** 06 1E after 06 20 when the terminal has no booking: data missing, or not possible. */
const NO_BOOKING: readonly number[] = [RESULT.dataMissing, RESULT.notPossible];

/** What 06 0F after a registration asks for in its bitmap 19. */
const WANTS = { initialisation: 0x01, diagnosis: 0x02 } as const;
const INITIALISATION: Hindrance = { state: 'needs-staff', reason: 'initialisation' };
const DIAGNOSIS: Hindrance = { state: 'needs-staff', reason: 'diagnosis' };

const UNTOLD: Hindrance = { state: 'needs-staff', reason: 'bookings-untold' };

/**
 * Why it does not register: the currency (6F), or what else it says of itself. A password that is wrong has no code
 * of its own; 06 1E 83 comes after it was looked at, 84 83 can as well mean that the terminal does not take the
 * command at all.
 */
function refusalOf(how: 'refused' | 'aborted', code: number | null): Hindrance {
  if (code === RESULT.notPossible) return { state: 'faulted', reason: how === 'refused' ? 'registration' : 'password' };
  return (code === null ? null : statusOf(code)) ?? { state: 'faulted', reason: 'out-of-order' };
}

/** With such a status byte it is busy with no payment, and what it has not booked it will not book. */
const atRest = (status: number | null): boolean =>
  status === 0 || status === RESULT.endOfDayOpen || status === RESULT.printer;

/** How often a payment whose answer was lost is asked after, while the terminal comes back. Milliseconds. */
const ASK_AGAIN = 500;

/** A payment terminal that speaks ZVT (PA00P015 13.08), from its link's first opening to `close`. */
export class ZvtTerminal implements PaymentTerminal {
  readonly #deps: ZvtDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<PaymentTerminalStatus>;
  readonly #progress = new Set<(progress: PaymentProgress) => void>();
  #session: Session | null = null;
  #registered = false;
  /** Why it did not register. */
  #refused: Hindrance | null = null;
  /** What it wants done first, by its answer to the registration; the status enquiry need not say it. */
  #wanting: Hindrance | null = null;
  /** The status byte of the last enquiry. */
  #code = 0;
  #busy = false;
  #version: string | null = null;
  #terminalId: string | null = null;
  /**
   * The newest booking that the terminal has; null: it has none. Without it a later booking could not be recognised as
   * later. `unasked`: something may have changed it since. `untold`: the terminal was asked and did not say.
   */
  #newest: Pick<Booking, 'receipt' | 'trace'> | null | 'unasked' | 'untold' = 'unasked';
  #learning: { readonly session: Session; readonly learnt: Promise<void> } | null = null;
  /** By its own word when it registered, else by the configuration. */
  #characters: CharacterSet;
  readonly #turns = new SerialQueue();
  /** Payments that were begun and have no outcome yet. */
  readonly #paying = new Set<{ givenUp: boolean }>();

  constructor(deps: ZvtDeps) {
    this.#deps = deps;
    this.#characters = deps.characterSet;
    this.#supervisor = new ConnectionSupervisor<PaymentTerminalStatus>({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => this.#session?.close('link'),
      linked: () => this.#hindrance() ?? (this.#busy ? { state: 'busy', reason: 'job' } : { state: 'ready' }),
      blockedBy: () => this.#refused ?? (this.#registered ? this.#hindrance() : null),
    });
    this.#supervisor.start();
  }

  status(): PaymentTerminalStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#terminalId === null && this.#version === null
      ? null
      : { maker: null, model: null, firmware: this.#version, serial: this.#terminalId };
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: PaymentTerminalStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  onProgress(listener: (progress: PaymentProgress) => void): () => void {
    this.#progress.add(listener);
    return () => void this.#progress.delete(listener);
  }

  authorize(request: PaymentRequest): Promise<PaymentOutcome> {
    const payment = { givenUp: false };
    this.#paying.add(payment);
    return this.#working(() =>
      this.#authorize(request, () => payment.givenUp).finally(() => this.#paying.delete(payment)),
    );
  }

  async #authorize(request: PaymentRequest, givenUp: () => boolean): Promise<PaymentOutcome> {
    const session = this.#ready();
    if (session !== null && this.#newest === 'unasked') await this.#learnNewest(session);
    if (session === null || session.ended !== null || this.#newest === 'unasked' || this.#newest === 'untold') {
      return { outcome: 'declined', reason: 'not-ready', code: null };
    }
    const open: OpenPayment = {
      id: request.id,
      amountCents: request.amountCents,
      before: this.#newest,
      terminalId: this.#terminalId,
    };
    const taken = await authorize({
      session,
      open,
      ring: this.#ring,
      clock: this.#deps.clock,
      appendToJournal: this.#deps.appendToJournal,
      data: authorization(request.amountCents),
      characters: this.#characters,
      givenUp,
      tell: (progress) => {
        for (const listener of [...this.#progress]) listener(progress);
      },
    });
    const outcome =
      taken.outcome === 'ask'
        ? withReceipts(await this.#resolve(open, this.#deps.timing.resolve), taken.receipts)
        : taken;
    // Refused bookings may have taken a number as well.
    this.#newest = outcome.outcome === 'captured' ? outcome : 'unasked';
    if (outcome.outcome === 'declined' && outcome.reason === 'end-of-day') this.#code = RESULT.endOfDayOpen;
    return outcome;
  }

  abort(): void {
    for (const payment of this.#paying) payment.givenUp = true;
    this.#session?.abort();
  }

  resolve(open: OpenPayment): Promise<PaymentOutcome> {
    return this.#working(() => this.#resolve(open, 0));
  }

  reverse({
    receipt,
    amountCents,
  }: Pick<Booking, 'receipt' | 'amountCents'>): Promise<Result<'reversed' | 'already', NotDone>> {
    return this.#working(async () => {
      const session = this.#linked();
      if (session === null) return err(this.#notDone(null));
      let code: number | null = null;
      const end = await session.command(CODE.reversal, reversal(this.#deps.password, receipt, amountCents), (apdu) => {
        if (apdu.code === CODE.statusInformation) ({ code } = statusInformation(apdu));
        return true;
      });
      const last = code ?? codeOfEnd(end);
      // Taking back may be a booking of its own, with a number of its own.
      this.#newest = 'unasked';
      if (end.end === 'completed' && (code === null || code === 0)) return ok('reversed');
      return last === RESULT.alreadyReversed ? ok('already') : err(this.#notDone(last));
    });
  }

  endOfDay(): Promise<Result<{ readonly totals: Totals | null; readonly receipt: readonly string[] }, NotDone>> {
    return this.#working(async () => {
      const session = this.#linked();
      if (session === null) return err(this.#notDone(null));
      const receipts = new Receipts(this.#characters);
      let status: StatusInformation | null = null;
      const end = await session.command(CODE.endOfDay, password(this.#deps.password), (apdu) => {
        if (apdu.code === CODE.statusInformation) status = statusInformation(apdu, this.#characters);
        receipts.take(apdu);
        return true;
      });
      // Some terminals begin to count anew.
      this.#newest = 'unasked';
      await this.#enquire();
      const told = status as StatusInformation | null;
      if (end.end !== 'completed' || (told?.code ?? 0) !== 0) return err(this.#notDone(told?.code ?? codeOfEnd(end)));
      return ok({ totals: told?.totals ?? null, receipt: receipts.all() });
    });
  }

  diagnose(): Promise<Result<void, NotDone>> {
    return this.#working(async () => {
      const session = this.#linked();
      if (session === null) return err(this.#notDone(null));
      const end = await session.command(CODE.diagnosis, []);
      if (end.end === 'completed' && this.#wanting === DIAGNOSIS) this.#wanting = null;
      await this.#enquire();
      return end.end === 'completed' ? ok(undefined) : err(this.#notDone(codeOfEnd(end)));
    });
  }

  restart(): Promise<void> {
    return this.#turns.take(() => this.#supervisor.restart());
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
    await this.#turns.over();
  }

  async #attempt(): Promise<EndReason> {
    const { clock, timing } = this.#deps;
    const session = new Session({ transport: this.#deps.transport(this.#ring), clock, timing, ring: this.#ring });
    this.#session = session;
    this.#registered = false;
    this.#refused = null;
    this.#wanting = null;
    const opened = await session.open();
    if (!opened.ok) return this.#over(session, opened.error);
    this.#supervisor.opened();
    while (session.ended === null) {
      // Only another registration says whether what it wanted has been done.
      if (!this.#registered || this.#wanting !== null) await this.#register(session);
      else {
        await this.#enquire();
        // A terminal that will take no payment says so before one is offered.
        if (!this.#busy && this.#asks() && this.#condition() === null) await this.#learnNewest(session);
      }
      if (session.ended !== null) break;
      const fine = this.#registered && this.#hindrance() === null;
      if (fine) this.#supervisor.ready();
      this.#supervisor.changed();
      await session.pause(fine ? timing.poll : timing.pollHindered);
    }
    return this.#over(session, session.ended ?? 'link');
  }

  async #over(session: Session, reason: EndReason): Promise<EndReason> {
    await session.close(reason);
    this.#session = null;
    this.#registered = false;
    return reason;
  }

  /** Registration, the terminal's state, and its newest booking, so that a later one is recognised. */
  async #register(session: Session): Promise<void> {
    const end = await session.command(CODE.registration, registration(this.#deps.password));
    if (end.end === 'refused' || end.end === 'aborted') {
      this.#refused = refusalOf(end.end, end.code);
      this.#registered = false;
      return;
    }
    if (end.end !== 'completed') return;
    const { status, terminalId, characters } = registered(end.apdu);
    this.#characters = characters ?? this.#deps.characterSet;
    this.#refused = null;
    this.#registered = true;
    this.#wanting =
      (status & WANTS.initialisation) !== 0 ? INITIALISATION : (status & WANTS.diagnosis) !== 0 ? DIAGNOSIS : null;
    this.#terminalId = terminalId ?? this.#terminalId;
    this.#newest = 'unasked';
    await this.#enquire();
    if (session.ended !== null || this.#condition() !== null) return;
    await this.#learnNewest(session);
  }

  /** The newest booking has to be asked for. */
  #asks(): boolean {
    return this.#newest === 'unasked' || this.#newest === 'untold';
  }

  /** One question for all who want to know. */
  #learnNewest(session: Session): Promise<void> {
    if (this.#learning?.session === session) return this.#learning.learnt;
    const learnt = this.#askedForNewest(session).finally(() => {
      if (this.#learning?.learnt === learnt) this.#learning = null;
    });
    this.#learning = { session, learnt };
    return learnt;
  }

  async #askedForNewest(session: Session): Promise<void> {
    const newest = await this.#askNewest(session);
    // A connection that ended has said nothing about bookings.
    if (session.ended !== null) return;
    this.#newest = newest === 'none' ? null : newest === 'silent' ? 'untold' : (newest.booking ?? 'untold');
    this.#supervisor.changed();
  }

  /** 05 01: its status byte; null where this enquiry brought none. */
  async #enquire(): Promise<number | null> {
    const session = this.#session;
    if (session === null || session.ended !== null) return null;
    const end = await session.command(CODE.statusEnquiry, password(this.#deps.password));
    if (end.end === 'completed') {
      const { version, status } = enquired(end.apdu);
      this.#version = version ?? this.#version;
      this.#code = status;
    } else if (end.end === 'refused') this.#code = end.code;
    else if (end.end === 'aborted') this.#code = end.code ?? this.#code;
    this.#supervisor.changed();
    return end.end === 'completed' ? this.#code : null;
  }

  /**
   * Asks the terminal, as soon as it is ready again, at most for so many milliseconds; 0: once, and only if it is ready
   * already.
   */
  async #resolve(open: OpenPayment, within: number): Promise<PaymentOutcome> {
    const until = this.#deps.clock.now() + within;
    for (;;) {
      const session = this.#linked();
      if (session !== null) {
        const status = await this.#enquire();
        if (session.ended === null && status !== RESULT.busy) {
          const newest = await this.#askNewest(session);
          const outcome = outcomeOf(open, newest);
          if (outcome.outcome === 'captured') return outcome;
          // What it is still at may be this very payment: that nothing was booked counts only once it has come to rest.
          if (newest !== 'silent' && atRest(status)) return outcome;
        }
      }
      if (this.#supervisor.phase === 'closed' || this.#deps.clock.now() >= until) return { outcome: 'unknown' };
      await new Promise<void>((resolve) => void this.#deps.clock.after(ASK_AGAIN, resolve));
    }
  }

  /** 06 20. */
  async #askNewest(session: Session): Promise<Newest> {
    let newest: StatusInformation | null = null;
    const end = await session.command(CODE.repeatReceipt, repeatReceipt(this.#deps.password), (apdu) => {
      if (apdu.code === CODE.statusInformation) newest = statusInformation(apdu, this.#characters);
      return true;
    });
    const told = newest as StatusInformation | null;
    // Only this says that there is none; busy, out of paper or anything else says nothing about bookings.
    const none = (code: number | null): boolean => code !== null && NO_BOOKING.includes(code);
    const nothingElse = told === null || (told.booking === null && none(told.code));
    const empty = end.end === 'aborted' && none(end.code) && nothingElse;
    return empty ? 'none' : (told ?? 'silent');
  }

  /** The connection when a payment may begin. */
  #ready(): Session | null {
    return this.#supervisor.phase === 'linked' && this.#hindrance() === null ? this.#session : null;
  }

  /** The connection when the terminal can be spoken to at all. */
  #linked(): Session | null {
    return this.#registered && this.#session?.ended === null ? this.#session : null;
  }

  /** What prevents it from taking payments. */
  #hindrance(): Hindrance | null {
    return this.#condition() ?? (this.#newest === 'untold' ? UNTOLD : null);
  }

  /** The same by what it says of itself. */
  #condition(): Hindrance | null {
    return statusOf(this.#code) ?? this.#wanting;
  }

  #notDone(code: number | null): NotDone {
    const status = this.#supervisor.status();
    return { status: status.state === 'busy' && status.reason === 'job' ? { state: 'ready' } : status, code };
  }

  #working<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      this.#work(true);
      try {
        return await work();
      } finally {
        this.#work(false);
        // Asked at once, not at the next poll: nothing is to be offered meanwhile that it will not take.
        if (this.#newest === 'unasked') this.#session?.stir();
      }
    });
  }

  #work(busy: boolean): void {
    this.#busy = busy;
    this.#supervisor.changed();
  }
}

const codeOfEnd = (end: CommandEnd): number | null =>
  end.end === 'aborted' || end.end === 'refused' ? end.code : null;

/** Texts that came before the answer was lost belong to the booking that was found. */
const withReceipts = (outcome: PaymentOutcome, receipts: Receipts): PaymentOutcome =>
  outcome.outcome === 'captured'
    ? { ...outcome, customerReceipt: receipts.customer(), merchantReceipt: receipts.merchant() }
    : outcome;
