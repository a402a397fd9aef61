/** All that the kiosk has of the register: editions, opening hours, signs of life, questions, the outbox. */
import type { HeartbeatRequest, ResidentsState } from '../../../register/contract/contract.ts';
import { createEditions, type Editions } from '../catalogue/editions.ts';
import { createOfficeHours, type OfficeHoursKeeper } from '../catalogue/office-hours.ts';
import type { KioskOptions } from '../options.ts';
import type { HelpCalls } from '../staff/help-calls.ts';
import { createOutboxAdmin, type OutboxAdmin } from '../staff/outbox-admin.ts';
import type { AsyncStore } from '../store/client.ts';
import type { OfficeOrders } from '../terminal/office-orders.ts';
import { createJobs } from './jobs.ts';
import { createRegisterLink, type RegisterLink } from './link.ts';
import { createHelpLine, type HelpLine, type HelpLineDeps } from './help-line.ts';
import { registerPorts } from './lookups.ts';

export interface RegisterSide {
  readonly editions: Editions;
  readonly hours: OfficeHoursKeeper;
  readonly registerLink: RegisterLink;
  readonly outboxAdmin: OutboxAdmin;
  readonly ports: ReturnType<typeof registerPorts>;
  readonly help: HelpLine;
  /** Whether it answered the last time it was asked. */
  reach(): 'reached' | 'failed' | 'unknown';
  /** How the town's resident system stands, as the register last said; null where it said nothing. */
  residents(): ResidentsState | null;
  stop(): void;
}

export interface RegisterSideDeps {
  readonly options: KioskOptions;
  readonly store: AsyncStore;
  /** What the terminal says of itself; the software and the edition are known here. */
  heartbeat(): Omit<HeartbeatRequest, 'software' | 'catalogue'>;
  /** What the office wants of the terminal. */
  orders(): OfficeOrders;
  /** The list of calls on the staff's page. */
  helpCalls(): HelpCalls;
  /** The register answers again: what waited for it can go on. */
  onReached(): void;
  changed(): void;
}

export function createRegisterSide({
  options,
  store,
  heartbeat,
  orders,
  helpCalls,
  onReached,
  changed,
}: RegisterSideDeps): RegisterSide {
  const { config, register, clock, log, runtime } = options;
  const { land, localHolidays = [], position } = config.town;
  let reach: 'reached' | 'failed' | 'unknown' = 'unknown';
  let residents: ResidentsState | null = null;
  const calendar = { land, localHolidays, position };
  const hours = createOfficeHours({ evaluator: options.hours, calendar, clock, log, changed });
  const editions = createEditions({
    onShown(catalogue) {
      hours.know(catalogue);
      changed();
    },
  });
  const linkChanged = (): void => {
    outboxAdmin.look();
    changed();
  };
  const registerLink = createRegisterLink({
    register,
    store,
    clock,
    log,
    everySeconds: config.register.everySeconds,
    jobs: createJobs({ clock, log, changed: linkChanged, from: options.shown }),
    runtime: `${runtime.kind} ${runtime.electron}`,
    random: Math.random,
    catalogue: editions.newest,
    enrolledWith: () => options.identity?.facts().signingKey ?? null,
    onCatalogue: editions.take,
    onReach(state) {
      reach = state;
      if (state === 'reached') onReached();
      changed();
    },
    onHeartbeat(answer) {
      residents = answer.residents ?? null;
      if (answer.audit !== undefined) options.keepHeads?.(answer.audit, clock.now());
      orders().told();
      return orders().take(answer);
    },
    heartbeat: () => ({
      ...heartbeat(),
      ...orders().toTell(),
      software: runtime.software,
      catalogue: editions.shown()?.catalogue.version ?? null,
    }),
    changed: linkChanged,
  });
  const { outbox, index, note } = registerLink;
  const outboxAdmin = createOutboxAdmin({
    store,
    outbox,
    terminal: config.terminal.name,
    reports: options.reports,
    clock,
    log,
    changed,
  });
  return {
    editions,
    hours,
    registerLink,
    outboxAdmin,
    ports: registerPorts({ register, store, clock, index, reachable: () => reach !== 'failed', note }),
    help: createHelpLine({ register, clock, log, note, ...listed(helpCalls) }),
    reach: () => reach,
    residents: () => residents,
    stop() {
      for (const part of [editions, hours, registerLink]) part.stop();
    },
  };
}

/** What becomes of a call, for the list on the staff's page. */
const listed = (calls: () => HelpCalls): Pick<HelpLineDeps, 'onHelp' | 'onAnswer' | 'onWaiting'> => ({
  onHelp: (id, screen) => calls().add(id, screen),
  onAnswer: (id, state) =>
    state === 'ended' ? calls().remove((call) => call.id === id) : calls().note(id, { coming: state === 'coming' }),
  onWaiting: (id, waits) => calls().note(id, { waits }),
});
