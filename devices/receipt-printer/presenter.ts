import type { Clock } from '../../base/clock.ts';
import { presentTicket, retractTicket } from './commands.ts';
import type { TicketEvent } from './receipt-printer.ts';
import type { Session } from './session.ts';

export interface PresenterConfig {
  /** Of about 7 mm. */
  readonly steps: number;
  /** Milliseconds. */
  readonly retractAfter: number;
}

export interface HandOutDeps {
  readonly session: Session;
  readonly clock: Clock;
  readonly presenter: PresenterConfig;
  /** True once the driver is being closed. */
  readonly closed: () => boolean;
  readonly tell: (fate: TicketEvent['fate']) => void;
}

/** Bits of DLE EOT 20: first byte, ticket in the slot; third byte, paper jam. */
const IN_SLOT = 0x20;
const JAM = 0x40;

/** Milliseconds between two looks at the slot. */
const LOOK_EVERY = 500;
/** The same while it comes out. */
const LOOK_OFTEN = 150;
/** Milliseconds that the motor needs to bring a ticket out. */
const APPEARANCE = 3_000;
/** Milliseconds that the motor needs to take a ticket back. */
const RETRACTION = 4_000;
/** Looks without an answer until the printer counts as gone; its own poll finds out why. */
const MISSES = 4;

/**
 * Holds a printed ticket in the slot until it is taken; takes it back after a while, since what stands on it is not for
 * the next visitor. Answers whether the slot is free. A jam is no end: it is looked at until it is cleared, and `tell`s
 * `left` once.
 */
export async function handOut(deps: HandOutDeps): Promise<boolean> {
  const { session, presenter, tell } = deps;
  await session.send(presentTicket(presenter.steps), `GS e 3, ${presenter.steps} steps`);
  tell('presented');
  // Until the ticket arrives the slot is free; a visitor may take it between two polls.
  await untilSlot(deps, true, APPEARANCE);
  const shown = await untilFree(deps, presenter.retractAfter);
  if (shown === 'free') return told(tell, 'taken');
  if (shown === 'gone') return false;
  await session.send(retractTicket(), 'GS e 2, take the ticket back');
  const retracted = await untilFree(deps, RETRACTION);
  if (retracted === 'free') return told(tell, 'retracted');
  if (retracted !== 'gone') tell('left');
  return false;
}

/** Retracts a ticket that an earlier job left in the slot. Resolves to whether the slot is free. */
export async function freeSlot({
  session,
  clock,
  closed,
}: Pick<HandOutDeps, 'session' | 'clock' | 'closed'>): Promise<boolean> {
  const status = await session.fullStatus();
  if (status === null || !occupied(status)) return true;
  await session.send(retractTicket(), 'GS e 2, take back what is left from before');
  return (await untilFree({ session, clock, closed }, RETRACTION)) === 'free';
}

const told = (tell: HandOutDeps['tell'], fate: TicketEvent['fate']): true => {
  tell(fate);
  return true;
};

/** `gone`: the printer does not answer, or the driver is closed. */
const untilFree = async (
  deps: Pick<HandOutDeps, 'session' | 'clock' | 'closed'>,
  ms: number,
): Promise<'free' | 'full' | 'gone'> => {
  const reached = await untilSlot(deps, false, ms);
  return reached === 'gone' ? 'gone' : reached ? 'free' : 'full';
};

/** Looks until the slot is occupied, or free; false when it is not so after `ms`. */
async function untilSlot(
  { session, clock, closed }: Pick<HandOutDeps, 'session' | 'clock' | 'closed'>,
  wanted: boolean,
  ms: number,
): Promise<boolean | 'gone'> {
  const until = clock.now() + ms;
  for (let misses = 0; ;) {
    if (closed() || session.ended !== null || misses >= MISSES) return 'gone';
    const status = await session.fullStatus();
    misses = status === null ? misses + 1 : 0;
    if (status !== null && occupied(status) === wanted) return true;
    if (clock.now() >= until) return false;
    await session.pause(wanted ? LOOK_OFTEN : LOOK_EVERY);
  }
}

/** A ticket is in the slot, or sticks on its way there. */
export const occupied = ([paper, , recoverable]: readonly [number, number, number, number]): boolean =>
  (paper & IN_SLOT) !== 0 || (recoverable & JAM) !== 0;
