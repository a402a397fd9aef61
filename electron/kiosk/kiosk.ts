/**
 * The kiosk's core, wired: machines in, Views out. It imports nothing of Electron and boots in plain Node. The state of
 * a visit exists here once and nowhere else.
 */
import { createActor } from 'xstate';
import { parseDocumentNumber } from '../../register/contract/document-number.ts';
import { collectState } from './collect-state.ts';
import { createInbox } from './intents/inbox.ts';
import { createRouter } from './intents/route.ts';
import type { Kiosk, KioskOptions } from './options.ts';
import { createPayments } from './orders/payments.ts';
import { createPrinting } from './print/printing.ts';
import { createRegisterSide } from './register-link/register-side.ts';
import { createServices } from './services/create.ts';
import { createStaffSide } from './staff/staff-side.ts';
import { createJournal } from './store/journal.ts';
import { createAtWork } from './terminal/at-work.ts';
import { createBlocking } from './terminal/block.ts';
import { listenToDevices } from './terminal/device-events.ts';
import { modeOf } from './terminal/mode.ts';
import { logStatuses } from './terminal/status-log.ts';
import { createViewFeed } from './views/view-feed.ts';
import { present } from './views/present.ts';
import { createDeviceInput } from './visit/device-input.ts';
import { createVisitClock } from './visit/follow.ts';
import { machineClock } from './visit/machine-clock.ts';
import { endOfProcess, terminalMachine } from './visit/machine.ts';
import { purgeVisit } from './visit/purge.ts';

export type { Kiosk, KioskOptions };

/** Parts call each other only while something happens, never while they are made: so they may name what comes later. */
export function createKiosk(options: KioskOptions): Kiosk {
  const { devices, clock, log } = options;
  const changed = (): void => feed.changed();
  const base = { devices, clock, log, changed };
  const language = () => actor.getSnapshot().children.visit?.getSnapshot().context.language ?? 'de';
  const view = () => feed.current();
  const appState = () => collectState(parts);
  const atWorkChanged = (): void => {
    atWork.look();
    changed();
  };
  const takeUpOrders = (): void => void services.orders.reconcile();

  const journal = createJournal({
    ...base,
    store: options.store,
    resume: () => payments.start().then(takeUpOrders),
    onBlock: (kept) => blocking.restore(kept),
  });
  const { store } = journal;
  const staff = createStaffSide({
    options,
    journal,
    appState,
    printing: () => printing,
    payments: () => payments,
    services: () => services,
    registerSide: () => registerSide,
    blocking: () => blocking,
    keepSignedIn: () => actor.send({ type: 'operator-touch' }),
    changed,
    atWorkChanged,
  });
  const { help, signIn, deviceCheck, enrolling } = staff;
  const registerSide = createRegisterSide({
    options,
    store,
    changed,
    onHelp: help.add,
    onReached: takeUpOrders,
    heartbeat: () => ({
      mode: modeOf(actor.getSnapshot(), blocking.state()),
      unfinished: journal.unfinished().length + payments.facts().outstanding.length,
      devices: devices.map((device) => ({ name: device.name, state: device.status().state })),
    }),
  });
  const blocking = createBlocking({
    ...base,
    powerIsLow: () => around.facts().ending,
    save: (block) => void journal.write('keepBlock', () => store.keepBlock(block)),
    onBlocked: (blocked) => actor.send({ type: 'blocked', blocked }),
  });
  const payments = createPayments({
    ...base,
    terminal: devices.find((one) => one.class === 'payment-terminal'),
    store,
    mayNotBegin: () => around.facts().ending || journal.trouble() !== null,
    changed: atWorkChanged,
  });
  const printing = createPrinting({ ...options, journal, appState, language, view, visit: () => services.visit() });
  const services = createServices({
    ...base,
    ...registerSide.registerLink,
    register: options.register,
    store,
    payments,
    language,
    onHelp: help.add,
    catalogue: () => registerSide.editions.shown()?.catalogue,
    onCardTaken: () => help.remove(({ screen }) => screen === 'card-forgotten'),
    printSlip: printing.slip,
    printOwnData: printing.ownData,
  });

  const visitClock = createVisitClock({ clock, log, onBegan: journal.ask });
  const documentPrinter = devices.find((one) => one.class === 'document-printer');
  const machine = terminalMachine({
    ...registerSide.ports,
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
  const deviceInput = createDeviceInput({ actor: () => actor, signIn, log, view, changed });
  const around = listenToDevices({
    devices,
    log,
    ...deviceInput,
    // While the keypad itself is tested, its keys press nothing.
    press: (key) => deviceCheck.tests('keypad') || options.press(key),
    changed() {
      blocking.tell();
      atWorkChanged();
    },
  });
  const busy = (): boolean => deviceCheck.busy() || payments.busy();
  const atWork = createAtWork({ options, actor: () => actor, busy, ending: () => around.facts().ending });

  const parts = { options, registerSide, journal, blocking, ...staff, payments, around, services, visitClock };
  const feed = createViewFeed({
    clock,
    render: (revision) => present(actor.getSnapshot(), appState(), revision),
    countsSeconds: () => visitClock.deadline() !== null || signIn.facts().waitSeconds > 0,
    onDrawn: (drawn) => around.guide(drawn, payments.facts().progress !== null),
  });
  const { askStaff } = deviceInput;
  const take = createRouter({ actor: () => actor, askStaff, enrolling, changed, staff: staff.actions });
  actor.subscribe({
    next(snapshot) {
      visitClock.follow(snapshot);
      atWorkChanged();
    },
    error: endOfProcess(log),
  });
  options.identity?.onChange(changed);
  options.machine?.onChange(changed);
  logStatuses(devices, log, changed);

  return {
    start: () => void actor.start(),
    view,
    onView: feed.onView,
    intent: createInbox({ log, view, take, flush: feed.flush }),
    async stop() {
      for (const part of [feed, deviceCheck, atWork, registerSide, journal, actor]) part.stop();
      await store.close();
    },
  };
}
