/**
 * How every simulator is made to fail: the simulator console, the end-to-end tests and the fault tests use the same
 * interface. `F` is the closed union of what can go wrong with that device.
 */
export interface Faults<F extends { readonly kind: string }> {
  /**
   * Happens once, at the next occasion; a state of the machine (cover open, no paper) begins at once and stays until
   * mended.
   */
  failNext(fault: F): void;
  /** Happens at every occasion until `clear`. */
  failAlways(fault: F): void;
  /** Removes every fault and repairs what was broken. */
  clear(): void;
  active(): readonly ActiveFault<F>[];
}

export interface ActiveFault<F> {
  readonly fault: F;
  readonly always: boolean;
}

/** Keeps what was asked for; the simulator takes a fault out when its occasion comes. */
export class FaultBox<F extends { readonly kind: string }> implements Faults<F> {
  readonly #armed: (active: ActiveFault<F>) => void;
  readonly #cleared: () => void;
  #active: ActiveFault<F>[] = [];

  constructor(armed: (active: ActiveFault<F>) => void, cleared: () => void) {
    this.#armed = armed;
    this.#cleared = cleared;
  }

  failNext(fault: F): void {
    this.#arm({ fault, always: false });
  }

  failAlways(fault: F): void {
    this.#active = this.#active.filter((other) => !(other.always && other.fault.kind === fault.kind));
    this.#arm({ fault, always: true });
  }

  clear(): void {
    this.#active = [];
    this.#cleared();
  }

  active(): readonly ActiveFault<F>[] {
    return this.#active;
  }

  /** The fault of that kind, if one is due; one that was meant to happen once is gone then. */
  take<K extends F['kind']>(kind: K): Extract<F, { readonly kind: K }> | null {
    const found = this.#active.find((active) => active.fault.kind === kind);
    if (found === undefined) return null;
    if (!found.always) this.#active = this.#active.filter((active) => active !== found);
    return found.fault as Extract<F, { readonly kind: K }>;
  }

  peek<K extends F['kind']>(kind: K): Extract<F, { readonly kind: K }> | null {
    return (
      (this.#active.find((active) => active.fault.kind === kind)?.fault as
        | Extract<F, { readonly kind: K }>
        | undefined) ?? null
    );
  }

  #arm(active: ActiveFault<F>): void {
    this.#active = [...this.#active, active];
    this.#armed(active);
  }
}
