/**
 * The kiosk's core, wired: machines in, Views out. It imports nothing of Electron and boots in plain Node. The state of
 * a visit exists here once and nowhere else.
 */
import { createInbox } from './intents/inbox.ts';
import type { Kiosk, KioskOptions } from './options.ts';
import { createPayments } from './orders/payments.ts';
import { createPrinting } from './print/printing.ts';
import { createRegisterSide } from './register-link/register-side.ts';
import { createServices } from './services/create.ts';
import { createStaffSide } from './staff/staff-side.ts';
import { createJournal } from './store/journal.ts';
import { createBlocking } from './terminal/block.ts';
import { modeOf } from './terminal/mode.ts';
import { deviceWord } from './views/device-words.ts';
import { createVisitSide } from './visit/visit-side.ts';

export type { Kiosk, KioskOptions };

/** Parts call each other only while something happens, never while they are made: so they may name what comes later. */
export function createKiosk(options: KioskOptions): Kiosk {
  const { devices, clock, log } = options;
  const base = { devices, clock, log, changed: (): void => visit.feed.changed() };
  const language = () => visit.actor.getSnapshot().children.visit?.getSnapshot().context.language ?? 'de';
  const view = () => visit.feed.current();
  const appState = () => visit.appState();
  const atWorkChanged = (): void => visit.lookAtWork();
  const powerIsLow = (): boolean => visit.around.facts().ending;
  const takeUpOrders = (): void => void services.orders.reconcile();

  const journal = createJournal({
    ...base,
    store: options.store,
    resume: () => payments.start().then(takeUpOrders),
    onBlock: (kept) => blocking.restore(kept),
    onUse: (kept) => visit.use.restore(kept),
  });
  const staff = createStaffSide({
    options,
    journal,
    appState,
    printing: () => printing,
    payments: () => payments,
    services: () => services,
    registerSide: () => registerSide,
    blocking: () => blocking,
    keepSignedIn: () => visit.actor.send({ type: 'operator-touch' }),
    changed: base.changed,
    atWorkChanged,
  });
  const registerSide = createRegisterSide({
    options,
    store: journal.store,
    changed: base.changed,
    helpCalls: () => staff.help,
    onReached: takeUpOrders,
    orders: () => visit.orders,
    heartbeat: () => ({
      mode: modeOf(visit.actor.getSnapshot(), blocking.state()),
      unfinished: journal.unfinished().length + payments.facts().outstanding.length,
      devices: devices.map(deviceWord),
    }),
  });
  const blocking = createBlocking({
    ...base,
    powerIsLow,
    save: (block) => void journal.write('keepBlock', () => journal.store.keepBlock(block)),
    onBlocked: (blocked) => visit.actor.send({ type: 'blocked', blocked }),
  });
  const payments = createPayments({
    ...base,
    terminal: devices.find((one) => one.class === 'payment-terminal'),
    store: journal.store,
    mayNotBegin: () => powerIsLow() || journal.trouble() !== null,
    changed: atWorkChanged,
  });
  const printing = createPrinting({ ...options, journal, appState, language, view, visit: () => services.visit() });
  const services = createServices({
    ...base,
    ...registerSide.registerLink,
    register: options.register,
    store: journal.store,
    payments,
    language,
    help: registerSide.help,
    catalogue: () => registerSide.editions.shown()?.catalogue,
    onCardTaken: () => staff.help.remove(({ screen }) => screen === 'card-forgotten'),
    printSlip: printing.slip,
    printOwnData: printing.ownData,
  });
  const visit = createVisitSide({ options, journal, registerSide, staff, blocking, payments, printing, services });

  return {
    start: () => void visit.actor.start(),
    view,
    onView: visit.feed.onView,
    intent: createInbox({ log, view, take: visit.take, flush: visit.feed.flush }),
    async stop() {
      for (const part of [visit, registerSide, journal, visit.actor]) part.stop();
      await journal.store.close();
    },
  };
}
