import type { FaultBox } from '../../simulation/faults.ts';
import type { PrinterFault } from './faults.ts';

/** One step of GS e 3, in millimetres: 6.5 by the KPM216H's manual. Other models differ (0.6 to 22). */
export const stepMillimetres = 6.5;
/** What is cut shorter comes out this long, with a blank end: the rollers could not hold less. Millimetres. */
export const shortestTicket = 70;
/** How fast the ejector's rollers carry a ticket. Millimetres a second. */
export const ejectorSpeed = 150;

const dotsPerMillimetre = 8;

export type EjectorMovement =
  /** GS e 3: `steps` of {@link stepMillimetres} out of the mouth, 0..255. */
  | { readonly kind: 'present'; readonly steps: number }
  /** GS e 2: back inside and into the bin. */
  | { readonly kind: 'retract' }
  /** GS e 5: out altogether, into the visitor's hand or onto the floor. */
  | { readonly kind: 'eject' };

/**
 * How a ticket left the presenter. `taken` and `ejected` are what a person can have; `retracted` lies in the locked
 * bin; `removed` was pulled out by staff with a jam.
 */
export type TicketWay = 'taken' | 'ejected' | 'retracted' | 'removed';

/** What the presenter's sensors say, which need not be so. */
export interface EjectorCondition {
  readonly inPresenter: boolean;
  readonly atExit: boolean;
  readonly motor: boolean;
  /** After a retraction or ejection the sensors still saw a ticket, or it jammed. */
  readonly error: boolean;
  readonly jam: boolean;
}

/**
 * Which of two documented meanings bit 2 (0x04) of the ejector's status has: `presenter`, paper in the presenter;
 * `roll`, paper at the paper-end sensor, as the KPM210/216's table and its imitators have it.
 */
export type EjectorBit2 = 'presenter' | 'roll';

/** What the printer's mechanism needs of a presenter; which ticket lies in it is not its business. */
export interface Ejector {
  readonly bit2: EjectorBit2;
  condition(): EjectorCondition;
  /** Starts the rollers; the time it takes, in milliseconds, or null where there is nothing to move or it is stuck. */
  begin(movement: EjectorMovement): number | null;
  /** The rollers have turned for as long as `begin` said. */
  finish(): void;
  /** Power is gone: the rollers stop, and the ticket stays where it is. */
  halt(): void;
}

/** What really is in the presenter. */
export interface HeldTicket<T> {
  readonly ticket: T;
  /** `inside`: it cannot be reached. `exit`: it sticks out of the mouth and is held there by the rollers. */
  readonly place: 'inside' | 'exit';
  /** How far it sticks out, and how long it is. Millimetres. */
  readonly protruding: number;
  readonly length: number;
}

/**
 * The part of a kiosk printer behind the blade: rollers hold the cut ticket until the host has it presented, ejected or
 * retracted (Custom KPM210/216, VKP80, PRT80: GS e). It holds one ticket at a time. `T` is what the ticket is to its
 * owner.
 */
export class Presenter<T> implements Ejector {
  readonly bit2: EjectorBit2;
  readonly #faults: FaultBox<PrinterFault>;
  readonly #left: (ticket: T, way: TicketWay) => void;
  #held: HeldTicket<T> | null = null;
  #movement: EjectorMovement | null = null;
  #jam = false;
  #error = false;
  #sensorStuck = false;

  constructor(faults: FaultBox<PrinterFault>, bit2: EjectorBit2, left: (ticket: T, way: TicketWay) => void) {
    this.bit2 = bit2;
    this.#faults = faults;
    this.#left = left;
  }

  get held(): HeldTicket<T> | null {
    return this.#held;
  }

  condition(): EjectorCondition {
    return {
      inPresenter: this.#held !== null,
      atExit: this.#sensorStuck || this.#jam || this.#held?.place === 'exit',
      motor: this.#movement !== null,
      error: this.#error,
      jam: this.#jam,
    };
  }

  /**
   * A ticket comes from the blade. `dots` is its length, at 8 a millimetre. One that was still held is pushed out by
   * it.
   */
  hold(ticket: T, dots: number): void {
    this.#leave('ejected');
    this.#held = { ticket, place: 'inside', protruding: 0, length: Math.max(shortestTicket, dots / dotsPerMillimetre) };
  }

  begin(movement: EjectorMovement): number | null {
    // The printer goes by its sensors: for one that lies it retracts and ejects what is not there.
    const sees = this.#held !== null || (this.#sensorStuck && movement.kind !== 'present');
    if (this.#jam || !sees) return null;
    this.#movement = movement;
    const way = movement.kind === 'present' ? movement.steps * stepMillimetres : (this.#held?.length ?? shortestTicket);
    return Math.max(1, Math.round((way * 1000) / ejectorSpeed));
  }

  finish(): void {
    const movement = this.#movement;
    const held = this.#held;
    this.#movement = null;
    this.#error = false;
    if (movement === null) return;
    if (held !== null && this.#faults.take('exit-jam') !== null) return this.jamExit();
    if (movement.kind === 'present') {
      if (held !== null) this.#push(held, held.protruding + movement.steps * stepMillimetres);
      return;
    }
    if (movement.kind === 'eject') this.#leave('ejected');
    else if (held === null || this.#faults.take('retract-fails') === null) this.#leave('retracted');
    this.#error = this.#held !== null || this.#sensorStuck;
  }

  halt(): void {
    this.#movement = null;
    this.#error = this.#jam;
  }

  /** A person takes the ticket, if it sticks out and is not stuck. */
  take(): void {
    if (this.#held?.place !== 'exit' || this.#jam) return;
    this.#leave('taken');
    this.#error &&= this.#sensorStuck;
  }

  /** A person pulls at the ticket and lets go: it hangs out by half at least, and is still held. */
  pullHalf(): void {
    const held = this.#held;
    if (held?.place !== 'exit' || this.#jam) return;
    this.#held = { ...held, protruding: Math.max(held.protruding, held.length / 2) };
  }

  /** The paper folds up at the exit, or someone stuffs something into it. */
  jamExit(): void {
    this.#jam = true;
    this.#error = true;
    if (this.#held !== null) this.#held = { ...this.#held, place: 'exit' };
  }

  /** Staff pull out what is stuck; the visitor does not get it. */
  clearJam(): void {
    if (!this.#jam) return;
    this.#jam = false;
    this.#error = false;
    this.#leave('removed');
  }

  /** The sensor at the exit reports a ticket whether there is one or not. */
  setSensorStuck(stuck: boolean): void {
    this.#sensorStuck = stuck;
    if (!stuck) this.#error = this.#jam;
  }

  #push(held: HeldTicket<T>, protruding: number): void {
    if (protruding >= held.length) this.#leave('ejected');
    else if (protruding > 0) this.#held = { ...held, place: 'exit', protruding };
  }

  #leave(way: TicketWay): void {
    const held = this.#held;
    this.#held = null;
    if (held !== null) this.#left(held.ticket, way);
  }
}
