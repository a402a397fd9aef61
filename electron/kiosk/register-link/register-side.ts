/** All that the kiosk has of the register: editions, opening hours, signs of life, questions, the outbox. */
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import { createEditions, type Editions } from '../catalogue/editions.ts';
import { createOfficeHours, type OfficeHoursKeeper } from '../catalogue/office-hours.ts';
import type { KioskOptions } from '../options.ts';
import { createOutboxDesk, type OutboxDesk } from '../staff/outbox-admin.ts';
import type { AsyncStore } from '../store/client.ts';
import { createTransmission, type Transmission } from './link.ts';
import { registerPorts } from './lookups.ts';

export interface RegisterSide {
  readonly editions: Editions;
  readonly hours: OfficeHoursKeeper;
  readonly transmission: Transmission;
  readonly outboxDesk: OutboxDesk;
  readonly ports: ReturnType<typeof registerPorts>;
  /** Whether it answered the last time it was asked. */
  reach(): 'reached' | 'failed' | 'unknown';
  stop(): void;
}

export interface RegisterSideDeps {
  readonly options: KioskOptions;
  readonly store: AsyncStore;
  /** What the terminal says of itself; the software and the edition are known here. */
  heartbeat(): Omit<HeartbeatRequest, 'software' | 'catalogue'>;
  onHelp(id: string, screen: string): void;
  /** The register answers: what waited for its word gets it now. */
  onReached(): void;
  changed(): void;
}

export function createRegisterSide({
  options,
  store,
  heartbeat,
  onHelp,
  onReached,
  changed,
}: RegisterSideDeps): RegisterSide {
  const { config, register, clock, log, runtime } = options;
  const { land, localHolidays = [], position } = config.town;
  let reach: 'reached' | 'failed' | 'unknown' = 'unknown';
  const calendar = { land, localHolidays, position };
  const hours = createOfficeHours({ evaluator: options.hours, calendar, clock, log, changed });
  const editions = createEditions({
    onShown(catalogue) {
      hours.know(catalogue);
      changed();
    },
  });
  const transmission = createTransmission({
    register,
    store,
    clock,
    log,
    everySeconds: config.register.everySeconds,
    runtime: `${runtime.kind} ${runtime.electron}`,
    random: Math.random,
    catalogue: editions.newest,
    keepHeads: options.keepHeads,
    enrolledWith: () => options.identity?.facts().signingKey ?? null,
    onCatalogue: editions.take,
    onReach(state) {
      reach = state;
      if (state === 'reached') onReached();
      changed();
    },
    heartbeat: () => ({
      ...heartbeat(),
      software: runtime.software,
      catalogue: editions.shown()?.catalogue.version ?? null,
    }),
    changed() {
      outboxDesk.look();
      changed();
    },
  });
  const { outbox, index, note } = transmission;
  const { reports } = options;
  const outboxDesk = createOutboxDesk({ store, outbox, terminal: config.terminal.name, reports, clock, log, changed });
  const reachable = (): boolean => reach !== 'failed';
  return {
    editions,
    hours,
    transmission,
    outboxDesk,
    ports: registerPorts({ register, store, log, clock, index, reachable, note, onHelp }),
    reach: () => reach,
    stop() {
      editions.stop();
      hours.stop();
      transmission.stop();
    },
  };
}
