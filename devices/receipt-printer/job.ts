import { type Clock, within } from '../../base/clock.ts';
import { enableAsb, feedAndCut, forbidRealTimePulse, initialise } from './commands.ts';
import { concat } from './raster.ts';
import { type Interruption, interruptionOf } from './recovery.ts';
import type { ProofBy, Session } from './session.ts';
import { hindrance } from './status.ts';
import type { Timing } from './timing.ts';

export type Attempt = { readonly proved: true } | { readonly proved: false; readonly interruption: Interruption };

export interface JobDeps {
  readonly session: Session;
  readonly by: ProofBy;
  readonly timing: Timing;
  readonly clock: Clock;
  /** Bytes per second the link carries at best. */
  readonly speed: number;
  readonly cut: 'partial' | 'full' | 'none';
  /** It has a Kanji character mode, that has to be ended. */
  readonly kanji: boolean;
}

/** A proof already on the line when the printer reports paper out after the last slip of a roll, milliseconds. */
const GRACE = 300;

/**
 * Sends one whole slip and waits for the printer's proof of it. Ends with the proof or with what came between; never
 * sends anything twice.
 */
export async function attempt(deps: JobDeps, body: Uint8Array): Promise<Attempt> {
  const breaks = new Breaks(deps.session);
  try {
    const interruption = await sendSlip(deps, breaks, body);
    return interruption === null ? await awaitProof(deps, breaks) : { proved: false, interruption };
  } finally {
    breaks.stop();
  }
}

/**
 * Remembers the first hindrance that breaks the job. One that staff have mended while a write was waiting for the line
 * must not be missed: the slip would go on in the middle, on another roll.
 */
class Breaks {
  readonly #session: Session;
  readonly #stop: () => void;
  #first: Interruption | null = null;
  #tell: () => void = () => undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#stop = session.watch(() => this.#look());
    this.#look();
  }

  get first(): Interruption | null {
    return this.#first;
  }

  /** `step`, or the interruption if that comes before. */
  async before<T>(step: Promise<T>): Promise<T | Interruption> {
    if (this.#first !== null) return this.#first;
    const broken = new Promise<Interruption>((resolve) => {
      this.#tell = () => {
        if (this.#first !== null) resolve(this.#first);
      };
    });
    return Promise.race([step, broken]);
  }

  stop(): void {
    this.#stop();
  }

  #look(): void {
    this.#first ??= interruptionOf(hindrance(this.#session.sensors));
    this.#tell();
  }
}

async function sendSlip(deps: JobDeps, breaks: Breaks, body: Uint8Array): Promise<Interruption | null> {
  const { session, speed } = deps;
  // ESC @ also switches ASB off, so it is switched on again at the head of every job.
  const data = concat([initialise(deps.kanji), enableAsb(), forbidRealTimePulse(), body]);
  // Half a second's worth, at most what the printer's smallest receive buffer takes: a hindrance stops the job soon.
  const size = Math.max(64, Math.min(4096, Math.floor(speed / 2)));
  for (let from = 0; from < data.length; from += size) {
    const blockedBy = await standstill(deps, breaks);
    if (blockedBy !== null) return blockedBy;
    const sent = await breaks.before(session.sendPrintData(data.subarray(from, from + size)));
    if (typeof sent === 'string') return sent;
    if (!sent.ok) return 'lost-before-end';
  }
  const blockedBy = await standstill(deps, breaks);
  if (blockedBy !== null) return blockedBy;
  // From here on the printer may finish without our hearing of it.
  const cut = await breaks.before(session.sendPrintData(feedAndCut(deps.cut)));
  if (typeof cut === 'string') return cut;
  return cut.ok ? null : 'lost-after-end';
}

/** Null when the job may go on; waits while the printer only pauses. */
async function standstill({ session, timing, clock }: JobDeps, breaks: Breaks): Promise<Interruption | null> {
  const until = clock.now() + timing.staff;
  for (;;) {
    if (session.ended !== null) return 'lost-before-end';
    if (breaks.first !== null || hindrance(session.sensors) === null) return breaks.first;
    if (clock.now() >= until) return 'no-proof';
    await session.pause(timing.pollHindered);
    session.backgroundPoll(timing.staff);
  }
}

async function awaitProof({ session, by, timing, clock }: JobDeps, breaks: Breaks): Promise<Attempt> {
  let proved: boolean | null = null;
  let wake = (): void => undefined;
  // Its own time limit is the longest this can take; the loop below ends it earlier.
  const proving = session.prove(by, timing.proof + timing.staff).then((value) => {
    proved = value;
    wake();
    return value;
  });
  let until = clock.now() + timing.proof;
  for (;;) {
    if (proved === true) return { proved: true };
    if (session.ended !== null) return { proved: false, interruption: 'lost-after-end' };
    if (breaks.first !== null) {
      if (await within(clock, GRACE, proving)) return { proved: true };
      session.giveUpProof();
      return { proved: false, interruption: breaks.first };
    }
    if (proved === false) return { proved: false, interruption: 'no-proof' };
    // A pause of the printer's own (hot head) does not count against it, up to the time that staff would get.
    if (hindrance(session.sensors) !== null) until = Math.max(until, clock.now() + timing.proof);
    if (clock.now() >= until) {
      session.giveUpProof();
      return { proved: false, interruption: 'no-proof' };
    }
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([session.pause(Math.min(timing.pollHindered, until - clock.now())), woken]);
    // ASB tells changes by itself; the question finds out whether anybody is still there to tell them.
    if (proved === null) session.backgroundPoll(timing.proof);
  }
}
