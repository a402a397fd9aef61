import type { EjectorBit2, EjectorCondition } from './presenter.ts';
import type { Condition } from './status.ts';

/**
 * The four bytes of Custom's FULL STATUS (DLE EOT 20, GS E0): paper, user, recoverable and unrecoverable errors. Bits
 * that never come from here: virtual paper end (0x40 of the first), head up, spooling and keys (0x01, 0x04, 0x20, 0x40
 * of the second), serial line, voltage, command not acknowledged and notch (0x02, 0x08, 0x20, 0x80 of the third),
 * cutter cover, RAM and EEPROM (0x02, 0x04, 0x08 of the fourth).
 */
export function fullStatus(
  c: Condition,
  ejector: EjectorCondition,
  dragMotor: boolean,
): readonly [number, number, number, number] {
  return [
    (c.paperEnd ? 0x01 : 0) | (c.nearEnd || c.paperEnd ? 0x04 : 0) | (ejector.atExit ? 0x20 : 0),
    (c.coverOpen ? 0x02 : 0) | (dragMotor ? 0x08 : 0),
    (c.headHot ? 0x01 : 0) | (ejector.jam ? 0x40 : 0),
    c.cutterError ? 0x01 : 0,
  ];
}

/** The answer to DLE EOT 20: DLE, 0F, four bytes. */
export function fullStatusAnswer(status: readonly number[]): Uint8Array {
  return Uint8Array.of(0x10, 0x0f, ...status);
}

/** The answer to DLE EOT 17, in the pattern of DLE EOT 1 to 4: 0x04 the motor draws paper, 0x20 no paper. */
export function printStatus(c: Condition, dragMotor: boolean): number {
  return 0x12 | (dragMotor ? 0x04 : 0) | (c.paperEnd ? 0x20 : 0);
}

/**
 * The answer to GS e 6. The drag motor's bit (0x10) is never set: the command waits in the buffer until the paper
 * stands still.
 */
export function ejectorStatus(c: Condition, ejector: EjectorCondition, bit2: EjectorBit2): number {
  const second = bit2 === 'presenter' ? ejector.inPresenter : !c.paperEnd;
  return (
    (c.nearEnd || c.paperEnd ? 0x01 : 0) |
    (second ? 0x04 : 0) |
    (ejector.atExit ? 0x08 : 0) |
    (ejector.motor ? 0x20 : 0) |
    (ejector.error ? 0x40 : 0) |
    (ejector.jam ? 0x80 : 0)
  );
}

/**
 * GS E0 n: the bytes that n names (0x01 paper, 0x02 user, 0x04 recoverable, 0x08 unrecoverable) are sent after DLE and
 * n on each change of one of their bits; not when it is switched on.
 */
export class AutomaticFullStatus {
  #mask = 0;
  #last: readonly number[] = [];

  set(mask: number, status: readonly number[]): void {
    this.#mask = mask & 0x0f;
    this.#last = this.#named(status);
  }

  /** What is to be sent when the status becomes this; null: nothing. */
  changed(status: readonly number[]): Uint8Array | null {
    const named = this.#named(status);
    if (named.every((byte, i) => byte === this.#last[i])) return null;
    this.#last = named;
    return Uint8Array.of(0x10, this.#mask, ...named);
  }

  #named(status: readonly number[]): readonly number[] {
    return status.filter((_byte, i) => (this.#mask & (1 << i)) !== 0);
  }
}
