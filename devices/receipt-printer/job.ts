import type { Clock } from '../clock.ts';
import { enableAsb, escInit, feedAndCut, forbidRealTimePulse } from './commands.ts';
import { concat } from './raster.ts';
import { type Interruption, interruptionOf } from './recovery.ts';
import type { ProofBy, Session } from './session.ts';
import { hindrance } from './status.ts';
import type { Timing } from './timing.ts';

export type Attempt = { readonly proved: true } | { readonly proved: false; readonly interruption: Interruption };

/** A proof already on the line when the printer reports paper out after the last slip of a roll, milliseconds. */
const GRACE = 300;

/**
 * Sends one whole slip and waits for the printer's proof of it. Ends with the proof or with what came between; never
 * sends anything twice.
 */
export async function attempt(session: Session, body: Uint8Array, by: ProofBy, timing: Timing, clock: Clock, speed: number): Promise<Attempt> {
  // ESC @ also switches ASB off, so it is switched on again at the head of every job.
  const data = concat([escInit(), enableAsb(), forbidRealTimePulse(), body]);
  // Half a second's worth, at most what the printer's smallest receive buffer takes: a hindrance stops the job soon.
  const size = Math.max(64, Math.min(4096, Math.floor(speed / 2)));
  for (let from = 0; from < data.length; from += size) {
    const hindered = await standstill(session, timing, clock);
    if (hindered !== null) return { proved: false, interruption: hindered };
    const sent = await session.sendPrintData(data.subarray(from, from + size));
    if (!sent.ok) return { proved: false, interruption: 'lost-before-end' };
  }
  const hindered = await standstill(session, timing, clock);
  if (hindered !== null) return { proved: false, interruption: hindered };
  // From here on the printer may finish without our hearing of it.
  const cut = await session.sendPrintData(feedAndCut());
  if (!cut.ok) return { proved: false, interruption: 'lost-after-end' };
  return awaitProof(session, by, timing, clock);
}

/** Null when the job may go on; waits while the printer only pauses. */
async function standstill(session: Session, timing: Timing, clock: Clock): Promise<Interruption | null> {
  const until = clock.now() + timing.staff;
  for (;;) {
    if (session.ended !== null) return 'lost-before-end';
    const hindered = hindrance(session.sensors);
    const interruption = interruptionOf(hindered);
    if (interruption !== null || hindered === null) return interruption;
    if (clock.now() >= until) return 'no-proof';
    await session.pause(timing.pollHindered);
    await session.poll();
  }
}

async function awaitProof(session: Session, by: ProofBy, timing: Timing, clock: Clock): Promise<Attempt> {
  let proved: boolean | null = null;
  // Its own time limit is the longest this can take; the loop below ends it earlier.
  const proving = session.prove(by, timing.proof + timing.staff).then(value => {
    proved = value;
    wake();
    return value;
  });
  let wake = (): void => undefined;
  let until = clock.now() + timing.proof;
  for (;;) {
    if (proved === true) return { proved: true };
    if (session.ended !== null) return { proved: false, interruption: 'lost-after-end' };
    if (proved === false) return { proved: false, interruption: 'no-proof' };
    const hindered = hindrance(session.sensors);
    const interruption = interruptionOf(hindered);
    if (interruption !== null) {
      if (await within(clock, GRACE, proving)) return { proved: true };
      session.giveUpProof();
      return { proved: false, interruption };
    }
    // A pause of the printer's own (hot head) does not count against it, up to the time that staff would get.
    if (hindered !== null) until = Math.max(until, clock.now() + timing.proof);
    if (clock.now() >= until) {
      session.giveUpProof();
      return { proved: false, interruption: 'no-proof' };
    }
    await Promise.race([session.pause(timing.pollHindered), new Promise<void>(resolve => { wake = resolve; if (proved !== null) resolve(); })]);
    if (proved === null && interruptionOf(hindrance(session.sensors)) === null) await session.poll();
  }
}

function within(clock: Clock, ms: number, wanted: Promise<boolean>): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = clock.after(ms, () => resolve(false));
    void wanted.then(value => {
      cancel();
      resolve(value);
    });
  });
}
