import type { Clock } from '../../base/clock.ts';
import type { DeviceIdentity, HotPlug } from '../driver/driver.ts';
import { type Frame, FrameRing } from '../driver/frames.ts';
import { ConnectionSupervisor } from '../driver/connection-supervisor.ts';
import type { EndReason } from '../driver/connection.ts';
import type { Link } from '../link/link.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { attempt } from './job.ts';
import type { Paper } from './paper.ts';
import { freeSlot, handOut, occupied, type PresenterConfig } from './presenter.ts';
import type { PrintFailure, PrintProof, ReceiptPrinter, ReceiptPrinterStatus, TicketEvent } from './receipt-printer.ts';
import { ATTEMPTS, type Interruption, RECOVERY_PLAN, type RecoveryStep } from './recovery.ts';
import { type ProofBy, Session } from './session.ts';
import { ALL_WELL, hindrance, linkedStatus } from './status.ts';
import type { Timing } from './timing.ts';
import { SerialQueue } from '../driver/serial-queue.ts';

export interface DriverDeps {
  readonly clock: Clock;
  /** A fresh link for every attempt. */
  readonly link: () => Link;
  /** Bytes per second the link carries at best. */
  readonly speed: number;
  readonly timing: Timing;
  readonly confirm: 'auto' | ProofBy;
  readonly cut: 'partial' | 'full' | 'none';
  readonly presenter: PresenterConfig | null;
  /** It has a Kanji character mode, that has to be ended. */
  readonly kanji: boolean;
  /** The paper as printer language, without initialisation and cut; `repeat` puts its mark on top. */
  readonly encode: (paper: Paper, repeat: boolean) => Uint8Array;
  /** 0 ≤ x < 1, for the jitter of the back-off. */
  readonly random: () => number;
  /** A job was under way when an earlier process ended: half a slip may be in the printer. */
  readonly interrupted: boolean;
  readonly hotPlug?: HotPlug | undefined;
}

/**
 * A receipt printer, from its link's first opening to `close`: keeps the link, knows the status, prints. Success is the
 * printer's own proof and nothing less.
 */
export class EscPosPrinter implements ReceiptPrinter {
  readonly #deps: DriverDeps;
  readonly #ring = new FrameRing();
  readonly #supervisor: ConnectionSupervisor<ReceiptPrinterStatus>;
  #identity: DeviceIdentity | null = null;
  #session: Session | null = null;
  #busy = false;
  #by: ProofBy = 'gs-r';
  #id = 0;
  /**
   * The parser may be in the middle of a command. True at the start, because what an earlier program sent is not known.
   */
  #unknownParser = true;
  /** Part of a slip may be in the buffers or hang uncut on the paper; cleared before anything else is printed. */
  #partialJob: boolean;
  readonly #turns = new SerialQueue();
  #sleepers = new Set<() => void>();
  #tickets = new Set<(event: TicketEvent) => void>();
  /** A ticket sticks in the slot. */
  #stuck = false;
  /** The running job's caller has stopped waiting for it. */
  #abandoned = false;

  constructor(deps: DriverDeps) {
    this.#deps = deps;
    this.#partialJob = deps.interrupted;
    this.#supervisor = new ConnectionSupervisor({
      ...deps,
      attempt: () => this.#attempt(),
      end: async () => this.#session?.close('link'),
      linked: () =>
        this.#stuck
          ? { state: 'needs-staff', reason: 'exit-jam' }
          : linkedStatus(this.#session?.sensors ?? ALL_WELL, this.#busy),
      blockedBy: () => (this.#session === null ? null : hindrance(this.#session.sensors)),
    });
    this.#supervisor.start();
  }

  status(): ReceiptPrinterStatus {
    return this.#supervisor.status();
  }

  identity(): DeviceIdentity | null {
    return this.#identity;
  }

  frames(): readonly Frame[] {
    return this.#ring.list();
  }

  onStatus(listener: (status: ReceiptPrinterStatus) => void): () => void {
    return this.#supervisor.onStatus(listener);
  }

  onTicket(listener: (event: TicketEvent) => void): () => void {
    this.#tickets.add(listener);
    return () => void this.#tickets.delete(listener);
  }

  print(paper: Paper): Promise<Result<PrintProof, PrintFailure>> {
    const printed = this.#turns.take(async () => {
      this.#abandoned = false;
      this.#work(true);
      try {
        return await this.#print(paper);
      } finally {
        this.#work(false);
        this.#wake();
      }
    });
    // The answer does not wait until the ticket is taken; the next job does.
    if (this.#deps.presenter !== null)
      void this.#turns.take(async () => {
        if ((await printed).ok) await this.#handOut();
      });
    return printed;
  }

  async abandon(): Promise<void> {
    this.#abandoned = this.#busy;
    this.#wake();
  }

  restart(): Promise<void> {
    return this.#turns.take(() => this.#supervisor.restart());
  }

  async close(): Promise<void> {
    const closed = this.#supervisor.close();
    this.#wake();
    await closed;
    await this.#turns.over();
  }

  async #attempt(): Promise<EndReason> {
    const session = this.#newSession();
    this.#session = session;
    const opened = await session.open();
    const reason = opened.ok ? await this.#serve(session) : opened.error.ended;
    await session.close(reason);
    this.#session = null;
    return reason;
  }

  /** An open link, until it ends; the answer is why. */
  async #serve(session: Session): Promise<EndReason> {
    this.#supervisor.opened();
    const polled = await session.poll();
    if (!polled.ok || !(await this.#prepare(session))) return session.ended ?? 'silent';
    this.#supervisor.ready();
    while (session.ended === null) {
      await this.#idle(session);
      // A job asks for itself, between the pieces of its data.
      if (this.#busy || session.ended !== null) continue;
      await session.look();
      if (this.#stuck && session.ended === null) await this.#lookAtSlot(session);
      if (session.ended !== null || !this.#partialJob || this.#busy) continue;
      this.#supervisor.unready();
      if (!(await this.#prepare(session))) return session.ended ?? 'silent';
      this.#supervisor.ready();
    }
    return session.ended;
  }

  /** Everything between "answers" and "ready". Waits as long as staff have to do something. */
  async #prepare(session: Session): Promise<boolean> {
    if (this.#partialJob) await session.clearBuffers();
    if (!(await session.untilUnhindered(null))) return false;
    await session.setUp();
    if (this.#unknownParser || this.#partialJob) {
      if (!(await session.unblockParser(this.#partialJob))) return false;
      this.#unknownParser = false;
    }
    // Also proves that the printer has worked off what was sent to clear it.
    const by =
      this.#deps.confirm === 'auto'
        ? await session.detectProof()
        : (await session.barrier(this.#deps.confirm))
          ? this.#deps.confirm
          : null;
    if (by === null) {
      if (session.ended === null) await session.close('protocol');
      return false;
    }
    this.#by = by;
    this.#partialJob = false;
    this.#identity = await session.identify();
    if (this.#deps.presenter !== null)
      this.#stuck = !(await freeSlot({
        session,
        clock: this.#deps.clock,
        closed: () => this.#supervisor.phase === 'closed',
      }));
    return session.ended === null;
  }

  async #handOut(): Promise<void> {
    const { clock, presenter } = this.#deps;
    const session = this.#session;
    if (session === null || presenter === null) return;
    const free = await handOut({
      session,
      clock,
      presenter,
      closed: () => this.#supervisor.phase === 'closed',
      tell: (fate) => {
        for (const listener of [...this.#tickets]) listener({ type: 'ticket', fate });
      },
    });
    if (!free && session.ended === null && this.#supervisor.phase !== 'closed') await this.#lookAtSlot(session);
  }

  /** What sticks in the slot, from this job or from before the start. */
  async #lookAtSlot(session: Session): Promise<void> {
    if (this.#deps.presenter === null) return;
    const status = await session.fullStatus();
    this.#stuck = status !== null && occupied(status);
    this.#supervisor.changed();
  }

  #newSession(): Session {
    const { clock, timing, speed } = this.#deps;
    const session: Session = new Session({
      link: this.#deps.link(),
      clock,
      timing,
      speed,
      ring: this.#ring,
      cut: this.#deps.cut,
      kanji: this.#deps.kanji,
      presenter: this.#deps.presenter !== null,
      nextId: () => {
        this.#id = (this.#id % 9999) + 1;
        return String(this.#id).padStart(4, '0');
      },
      onSensors: () => {
        if (session === this.#session) this.#supervisor.changed();
      },
    });
    return session;
  }

  async #print(paper: Paper): Promise<Result<PrintProof, PrintFailure>> {
    let session = this.#session;
    if (session === null || this.#supervisor.phase !== 'linked') return err({ status: this.#explain(), paper: 'none' });
    // Reads the sensors anew, because the last poll may be out of date.
    await session.poll();
    if (this.#stuck && session.ended === null) await this.#lookAtSlot(session);
    if (session.ended !== null || this.#stuck || hindrance(session.sensors) !== null)
      return err({ status: this.#explain(), paper: 'none' });
    for (let count = 1; count <= ATTEMPTS; count++) {
      const body = this.#deps.encode(paper, count > 1);
      this.#partialJob = true;
      const done = await attempt({ ...this.#deps, session, by: this.#by }, body);
      if (done.proved) {
        session.forgiveGlance();
        this.#partialJob = false;
        return ok({ by: this.#by, attempts: count });
      }
      if (count === ATTEMPTS) return this.#giveUp(session, done.interruption);
      const next = await this.#recover(session, done.interruption);
      if (next === null) return this.#giveUp(session, done.interruption);
      session = next;
    }
    throw new Error('the last attempt returns');
  }

  /** Takes the steps of the recovery plan in turn; the session to reprint on, or null when none succeeds. */
  async #recover(session: Session, interruption: Interruption): Promise<Session | null> {
    let current: Session | null = session;
    for (const step of RECOVERY_PLAN[interruption]) {
      this.#ring.note(this.#deps.clock.now(), `recovery from ${interruption}: ${step}`);
      current = await this.#takeStep(step, current);
      if (current === null) return null;
    }
    return current;
  }

  async #takeStep(step: RecoveryStep, session: Session): Promise<Session | null> {
    switch (step) {
      case 'clear-buffers':
        await session.clearBuffers();
        return session;
      case 'await-staff':
        return (await session.untilUnhindered(this.#deps.timing.staff, () => this.#abandoned)) ? session : null;
      case 'await-link':
        return this.#awaitLink();
      case 'flush': {
        const flushed = (await session.unblockParser(true)) && (await session.barrier(this.#by));
        if (flushed) this.#partialJob = false;
        return flushed ? session : null;
      }
      case 'reprint':
        return this.#abandoned ? null : session;
      case 'give-up':
        return null;
    }
  }

  /**
   * The life cycle opens the link again and clears the printer; `reopen` ms for that, staff's time if it needs them.
   */
  async #awaitLink(): Promise<Session | null> {
    const { clock, timing } = this.#deps;
    const start = clock.now();
    for (;;) {
      if (this.#supervisor.phase === 'closed' || this.#abandoned) return null;
      const session = this.#session;
      if (
        this.#supervisor.phase === 'linked' &&
        session !== null &&
        session.ended === null &&
        hindrance(session.sensors) === null
      )
        return session;
      const limit = this.#supervisor.status().state === 'needs-staff' ? timing.staff : timing.reopen;
      if (clock.now() - start >= limit) return null;
      await this.#sleep(Math.min(200, limit));
    }
  }

  async #giveUp(session: Session, interruption: Interruption): Promise<Result<PrintProof, PrintFailure>> {
    const status = this.#explain(interruption);
    // Alive and yet without proof: nothing it says about this connection can be relied on. A new one begins with
    // clearing.
    if (interruption === 'no-proof') await session.close('protocol');
    // Not ready again until the rest of this job is cleared away, however soon the cause goes.
    else if (session.ended === null) this.#supervisor.unready();
    this.#unknownParser = true;
    return err({ status, paper: 'unknown' });
  }

  /** The status as the reason of a failure: never one that sounds as if all were well. */
  #explain(interruption: Interruption | null = null): ReceiptPrinterStatus {
    const status = this.#supervisor.status();
    if (
      status.state !== 'ready' &&
      status.state !== 'degraded' &&
      !(status.state === 'busy' && status.reason === 'job')
    )
      return status;
    return {
      state: 'back-off',
      reason: interruption === 'no-proof' ? 'protocol' : this.#session?.ended === 'silent' ? 'silent' : 'link',
    };
  }

  #work(busy: boolean): void {
    this.#busy = busy;
    this.#supervisor.changed();
  }

  /** Until the next look at the printer is due, the sensors change, or a job has ended. */
  async #idle(session: Session): Promise<void> {
    const { poll, pollHindered } = this.#deps.timing;
    const woken = this.#woken();
    await Promise.race([
      session.pause(!this.#stuck && hindrance(session.sensors) === null ? poll : pollHindered),
      woken.promise,
    ]);
    woken.forget();
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#supervisor.phase === 'closed') return;
    const woken = this.#woken();
    const cancel = this.#deps.clock.after(ms, woken.wake);
    await woken.promise;
    cancel();
    woken.forget();
  }

  #wake(): void {
    for (const wake of [...this.#sleepers]) wake();
  }

  #woken(): { readonly promise: Promise<void>; readonly wake: () => void; readonly forget: () => void } {
    let wake = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#sleepers.add(wake);
    return { promise, wake, forget: () => void this.#sleepers.delete(wake) };
  }
}
