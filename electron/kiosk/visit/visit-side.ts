/** What a visit runs on: the terminal's machine and its clock, what devices tell it, and the Views that it makes. */
import { createActor, type Actor } from 'xstate';
import { parseDocumentNumber } from '../../../register/contract/document-number.ts';
import { collectState } from '../collect-state.ts';
import type { AppState } from '../app-state.ts';
import { createRouter } from '../intents/route.ts';
import type { KioskOptions } from '../options.ts';
import type { Payments } from '../orders/payments.ts';
import type { Printing } from '../print/printing.ts';
import type { RegisterLink } from '../register-link/link.ts';
import type { RegisterSide } from '../register-link/register-side.ts';
import type { Services } from '../services/create.ts';
import type { StaffSide } from '../staff/staff-side.ts';
import type { Journal } from '../store/journal.ts';
import { createAtWork } from '../terminal/at-work.ts';
import type { Blocking } from '../terminal/block.ts';
import { listenToDevices, type DeviceEvents } from '../terminal/device-events.ts';
import { createOfficeOrders, type OfficeOrders } from '../terminal/office-orders.ts';
import { modeOf } from '../terminal/mode.ts';
import { logStatuses } from '../terminal/status-log.ts';
import { createViewFeed, type ViewFeed } from '../views/view-feed.ts';
import { present } from '../views/present.ts';
import { createDeviceInput } from './device-input.ts';
import { createVisitClock } from './follow.ts';
import { machineClock } from './machine-clock.ts';
import { endOfProcess, terminalMachine } from './machine.ts';
import { purgeVisit } from './purge.ts';
import { createUseCounter, type UseCounter } from './use-counter.ts';

export interface VisitSide {
  readonly actor: Actor<ReturnType<typeof terminalMachine>>;
  readonly around: DeviceEvents;
  readonly feed: ViewFeed;
  readonly take: ReturnType<typeof createRouter>;
  readonly orders: OfficeOrders;
  readonly use: UseCounter;
  appState(): AppState;
  /** A device has work, or has none any more. */
  lookAtWork(): void;
  stop(): void;
}

const FREE: ReadonlySet<string> = new Set(['in-service', 'out-of-order', 'locked']);

export interface VisitSideDeps {
  readonly options: KioskOptions;
  readonly journal: Journal;
  readonly registerSide: RegisterSide;
  readonly staff: StaffSide;
  readonly blocking: Blocking;
  readonly payments: Payments;
  readonly printing: Printing;
  readonly services: Services;
}

export function createVisitSide({ options, journal, ...sides }: VisitSideDeps): VisitSide {
  const { devices, clock, log } = options;
  const { registerSide, staff, blocking, payments, printing, services } = sides;
  const { signIn, deviceCheck } = staff;
  const changed = (): void => feed.changed();
  const lookAtWork = (): void => {
    atWork.look();
    changed();
  };

  const use = createUseCounter({
    clock,
    save: (kept) => void journal.write('keepUse', () => journal.store.keepUse(kept)),
  });
  const visitClock = createVisitClock({ clock, log, onBegan: journal.ask });
  const documentPrinter = devices.find((one) => one.class === 'document-printer');
  const machine = terminalMachine({
    ...registerSide.ports,
    callHelp: registerSide.help.call,
    followHelp: registerSide.help.follow,
    endHelp: registerSide.help.end,
    services,
    log,
    print: printing.slip,
    reconcile: () => journal.reconcile().then(registerSide.registerLink.start),
    purge(by) {
      services.leave();
      return purgeVisit({ clock, log, documentPrinter, purge: options.purge }, by, visitClock.began());
    },
  });
  const input = { readNumber: parseDocumentNumber, terms: services.terms };
  const actor = createActor(machine, { input, clock: machineClock(clock) });
  const deviceInput = createDeviceInput({ actor: () => actor, signIn, log, view: () => feed.current(), changed });
  const around = listenToDevices({
    devices,
    log,
    ...deviceInput,
    // While the keypad itself is tested, its keys press nothing.
    press: (key) => deviceCheck.tests('keypad') || options.press(key),
    changed() {
      blocking.tell();
      lookAtWork();
    },
  });
  const busy = (): boolean => deviceCheck.busy() || payments.busy();
  const atWork = createAtWork({ options, actor: () => actor, busy, ending: () => around.facts().ending });

  /** Neither a visitor nor staff is at it. */
  const free = (): boolean => !atWork.is() && FREE.has(modeOf(actor.getSnapshot(), blocking.state()));
  const endVisit = (): void => actor.send({ type: 'reset' });
  const note: RegisterLink['note'] = (failure, request) => registerSide.registerLink.note(failure, request);
  const orders = createOfficeOrders({ options, blocking, endVisit, free, appState: () => appState(), note });

  const appState = (): AppState => collectState({ options, journal, ...sides, ...staff, around, visitClock, use });
  const feed = createViewFeed({
    clock,
    render: (revision) => present(actor.getSnapshot(), appState(), revision),
    countsSeconds: () => visitClock.deadline() !== null || signIn.facts().waitSeconds > 0,
    onDrawn: (drawn) => around.guide(drawn, payments.facts().progress !== null),
  });
  actor.subscribe({
    next(snapshot) {
      visitClock.follow(snapshot);
      lookAtWork();
    },
    error: endOfProcess(log),
  });
  options.identity?.onChange(changed);
  options.machine?.onChange(changed);
  logStatuses(devices, log, changed);

  return {
    actor,
    around,
    feed,
    take: createRouter({
      actor: () => actor,
      askStaff: deviceInput.askStaff,
      enrolling: staff.enrolling,
      onBegun: use.begun,
      changed,
      staff: staff.actions,
    }),
    orders,
    use,
    appState,
    lookAtWork,
    stop: () => void [feed, deviceCheck, staff.logReading, atWork, orders].forEach((part) => part.stop()),
  };
}
