/**
 * Boot keyboard reports (HID 1.11, appendix B.1): modifiers, a reserved byte, and up to six keys that are down, by
 * their usages of page 7.
 */
export interface KeyboardReport {
  readonly shift: boolean;
  /** The left one. */
  readonly alt: boolean;
  /** The right one. */
  readonly altGr: boolean;
  readonly keys: readonly number[];
}

const SHIFT = 0x22;
const LEFT_ALT = 0x04;
const RIGHT_ALT = 0x40;
/** Usages 1 to 3 are no keys: roll-over, self-test failed, undefined error (HID Usage Tables, 10). */
const FIRST_KEY = 0x04;

/**
 * Null where it is no such report, and where the keyboard cannot tell which keys are down (HID 1.11, appendix C): then
 * those that were down are taken to be so still. Devices that number their reports put the number in front.
 */
export function keyboardReport(report: Uint8Array): KeyboardReport | null {
  const body = report.length === 9 ? report.subarray(1) : report;
  if (body.length !== 8) return null;
  const [modifiers = 0, , ...places] = body;
  const usages = places.filter((usage) => usage !== 0);
  if (usages.some((usage) => usage < FIRST_KEY)) return null;
  return {
    shift: (modifiers & SHIFT) !== 0,
    alt: (modifiers & LEFT_ALT) !== 0,
    altGr: (modifiers & RIGHT_ALT) !== 0,
    keys: [...new Set(usages)],
  };
}

/** Keys that were not down in the report before. */
export class PressedKeys {
  #down: readonly number[] = [];

  push({ keys }: KeyboardReport): number[] {
    const pressed = keys.filter((key) => !this.#down.includes(key));
    this.#down = keys;
    return pressed;
  }

  forget(): void {
    this.#down = [];
  }
}
