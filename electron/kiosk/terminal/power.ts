import type { Log } from '../log/log.ts';

export interface PowerDeps {
  readonly log: Log;
  /** The UPS has little left. */
  ending(): boolean;
  /** Somebody or something is at it that the power is kept for. */
  atWork(): boolean;
  powerOff(): void;
}

/** When the power is failing, shuts the machine down as soon as nobody is at it; once for each power failure. */
export function createPower({ log, ending, atWork, powerOff }: PowerDeps): { look(): void } {
  let asked = false;
  return {
    look() {
      if (!ending()) asked = false;
      if (asked || !ending() || atWork()) return;
      asked = true;
      log.write('power.off', {});
      powerOff();
    },
  };
}
