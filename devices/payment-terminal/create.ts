import type { DriverSurroundings } from '../driver/driver.ts';
import { createLink } from '../link/create.ts';
import type { PaymentTerminalConfig } from './config.ts';
import { ZvtTerminal } from './driver.ts';
import type { JournalEntry, PaymentTerminal } from './payment-terminal.ts';
import { NetworkTransport, SerialTransport } from './transport.ts';

export interface PaymentSurroundings extends DriverSurroundings {
  /** Puts an entry on disk; true only when it is there. */
  readonly appendToJournal: (entry: JournalEntry) => Promise<boolean>;
}

export function createPaymentTerminal(
  config: PaymentTerminalConfig,
  { clock, random, hotPlug, appendToJournal }: PaymentSurroundings,
): PaymentTerminal {
  const { timing } = config;
  return new ZvtTerminal({
    clock,
    random,
    hotPlug,
    timing,
    appendToJournal,
    password: config.password,
    characterSet: config.characterSet,
    transport: (ring) => {
      const deps = { link: createLink(config.link, clock), clock, timing, ring };
      return config.link.serial === undefined ? new NetworkTransport(deps) : new SerialTransport(deps);
    },
  });
}
