/** Whether anything is under way that must not be cut off, and what waits until nothing is. */
import type { ActorRefFrom } from 'xstate';
import type { PaymentTerminalHandle } from '../../../devices/payment-terminal/handle.ts';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { KioskOptions } from '../options.ts';
import { scheduleEndOfDay } from '../orders/end-of-day.ts';
import { createPower } from './power.ts';

export interface AtWorkDeps {
  readonly options: KioskOptions;
  actor(): ActorRefFrom<typeof kiosk>;
  /** A device works for somebody, visitor or technician. */
  busy(): boolean;
  /** The power is going. */
  ending(): boolean;
}

/** The power is switched off, and the payment terminal's day is closed, when nothing is under way. */
export function createAtWork({ options, actor, busy, ending }: AtWorkDeps): {
  is(): boolean;
  look(): void;
  stop(): void;
} {
  const { config, devices, clock, log, powerOff } = options;
  const terminal: PaymentTerminalHandle | undefined = devices.find((one) => one.class === 'payment-terminal');
  const atWork = (): boolean => {
    const now = actor().getSnapshot();
    return now.matches({ service: 'visiting' }) || now.matches({ service: 'purging' }) || busy();
  };
  const power = createPower({ log, powerOff, ending, atWork });
  const at = config.payment.endOfDay;
  const endOfDay = scheduleEndOfDay({ terminal, clock, log, at, free: () => !atWork() });
  return { is: atWork, look: power.look, stop: endOfDay.stop };
}
