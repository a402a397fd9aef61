/**
 * The kiosk's heart: machines in, Views out. It imports nothing of Electron and boots in plain Node. The state of a
 * visit exists here once and nowhere else.
 */
import { createActor, type SnapshotFrom } from 'xstate';
import { serialPortOf } from '../../devices/config.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import type { Catalogue } from '../../register/contract/contract.ts';
import { parseDocumentNumber } from '../../register/contract/document-number.ts';
import { DELAYS } from '../../state-machines/delays.ts';
import type { kiosk, EndOfVisit } from '../../state-machines/kiosk.ts';
import type { PrintOutcome, SlipSubject } from '../../state-machines/ports.ts';
import type { VisitEvent } from '../../state-machines/visit.ts';
import { Intent, type View } from '../ipc/view.ts';
import { know } from './catalogue/known.ts';
import { createOfficeHours } from './catalogue/office-hours.ts';
import { scheduleEndOfDay } from './orders/end-of-day.ts';
import { createPayments } from './orders/payments.ts';
import { listenToDevices } from './terminal/device-events.ts';
import { createEnrolling } from './staff/enrolment.ts';
import { isOffered } from './intents/authorize.ts';
import { terminalMachine } from './visit/machine.ts';
import { modeOf } from './terminal/mode.ts';
import { operate } from './intents/staff.ts';
import type { Kiosk, KioskOptions } from './options.ts';
import { createPower } from './terminal/power.ts';
import { purgeVisit } from './visit/purge.ts';
import { present } from './views/present.ts';
import { reportScreen } from './views/technician.ts';
import { deviceFacts as factsOf, type KnownCatalogue, type World } from './app-state.ts';
import { onPaper, printPage, printView } from './print/document.ts';
import { ownDataOnPaper } from './views/services/own-data.ts';
import { runPrintJob } from './print/job.ts';
import { slip, testSlip } from './print/slip.ts';
import { createSignIn } from './staff/sign-in.ts';
import { troubleOf } from './store/trouble.ts';
import { watchJournal } from './store/watch.ts';
import type { Block, Obligation, PrintKind } from './store/store.ts';
import { reportMaker } from './staff/report-file.ts';
import { createOutboxDesk } from './staff/outbox-admin.ts';
import { createWorkshop } from './staff/device-check.ts';
import { registerPorts } from './register-link/lookups.ts';
import { createServices } from './services/create.ts';
import { createTransmission } from './register-link/link.ts';
import { machineClock } from './visit/machine-clock.ts';
import { isForVisit } from './intents/visitor.ts';

export type { Kiosk, KioskOptions };

const HELP_CALLS_SHOWN = 5;

export function createKiosk(options: KioskOptions): Kiosk {
  const { config, devices, register, clock, log } = options;
  const journaling = watchJournal({
    store: options.store,
    clock,
    log,
    changed: () => changed(),
    onFine: () => void (reconciled ? readUnfinished() : readJournal()),
  });
  const { store } = journaling;
  /** What the last run left open was read. */
  let reconciled = false;
  const listeners = new Set<(view: View) => void>();
  const signIn = createSignIn(config.staff.pins, store, clock);
  let known: KnownCatalogue | null = null;
  /** The newest edition, also while its index is made. */
  let latest: Catalogue | null = null;
  let reach: World['register'] = 'unknown';
  let unfinished: readonly Obligation[] = [];
  let block: Block = { locked: false, outOfOrder: false, text: '' };
  let help: World['help'] = [];
  let deadline: number | null = null;
  let visitBegan = 0;
  let revision = 0;
  let current: View;
  let queued = false;
  let stopped = false;
  let cancelTick = (): void => undefined;

  function onHelp(id: string, screen: string): void {
    help = [{ id, at: clock.now(), screen }, ...help].slice(0, HELP_CALLS_SHOWN);
    changed();
  }
  function helped(isDone: (call: World['help'][number]) => boolean): void {
    help = help.filter((call) => !isDone(call));
    changed();
  }
  const { identity } = options;
  const { land, localHolidays = [], position } = config.town;
  const hours = createOfficeHours({
    evaluator: options.hours,
    calendar: { land, localHolidays, position },
    clock,
    log,
    changed,
  });
  const transmission = createTransmission({
    register,
    store,
    clock,
    log,
    everySeconds: config.register.everySeconds,
    runtime: `${options.runtime.kind} ${options.runtime.electron}`,
    random: Math.random,
    catalogue: () => latest ?? undefined,
    keepHeads: options.keepHeads,
    enrolledWith: () => identity?.facts().signingKey ?? null,
    onCatalogue(catalogue) {
      latest = catalogue;
      const next = know(catalogue);
      // An edition is shown when it can be searched; the one before it goes on until then.
      void Promise.all([next.search.ready, next.searchOffices.ready]).then(() => {
        if (latest !== catalogue || stopped) return;
        known = next;
        hours.know(catalogue);
        changed();
      });
    },
    onReach(state) {
      reach = state;
      // What waited for the register's word gets it now.
      if (state === 'reached') void services.orders.reconcile();
      changed();
    },
    heartbeat: () => ({
      software: options.runtime.software,
      mode: modeOf(actor.getSnapshot(), block),
      catalogue: known?.catalogue.version ?? null,
      unfinished: unfinished.length + payments.facts().outstanding.length,
      devices: devices.map((device) => ({ name: device.name, state: device.status().state })),
    }),
    changed() {
      outboxDesk.look();
      changed();
    },
  });
  const { note, outbox } = transmission;
  const outboxDesk = createOutboxDesk({
    store,
    outbox,
    terminal: config.terminal.name,
    reports: options.reports,
    clock,
    log,
    changed,
  });
  const ports = registerPorts({
    register,
    store,
    log,
    clock,
    index: transmission.index,
    reachable: () => reach !== 'failed',
    note,
    onHelp,
  });

  /** A journal that fails after the fact loses nothing: what is still open is shown to staff at the next start. */
  async function journal(operation: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch {
      log.write('store.failed', { operation });
    }
  }

  const onSerialPort = (name: string): boolean =>
    config.devices.some((device) => device.name === name && serialPortOf(device) !== null);
  const printer = devices.find((one) => one.class === 'receipt-printer');
  const documentPrinter = devices.find((one) => one.class === 'document-printer');
  const printJob = (paper: Paper, kind: PrintKind, gone?: AbortSignal): Promise<PrintOutcome> =>
    runPrintJob({ printer, store, clock, log, journal, onUnfinished: readUnfinished }, paper, kind, gone);

  async function readJournal(): Promise<void> {
    try {
      await store.reconcile(clock.now());
      await readUnfinished();
      await payments.start();
      void services.orders.reconcile();
      await keepBlock(await store.block(), false);
      reconciled = true;
    } catch (error) {
      log.write('store.failed', { operation: 'reconcile' });
      // A disk that takes nothing is no reason to tell nobody when the office is open: what would have to be written
      // down is not offered.
      if (troubleOf(error) === null) throw error;
    }
  }

  async function reconcile(): Promise<void> {
    await readJournal();
    await transmission.start();
  }

  const purge = (by: EndOfVisit): Promise<void> => {
    services.leave();
    return purgeVisit({ clock, log, documentPrinter, purge: options.purge }, by, visitBegan);
  };

  async function readUnfinished(): Promise<void> {
    unfinished = await store.unfinished().catch(() => unfinished);
    changed();
  }

  async function keepBlock(next: Block, write = true): Promise<void> {
    const was = block.locked || block.outOfOrder;
    block = next;
    const is = block.locked || block.outOfOrder;
    if (is !== was) {
      if (is) log.write('kiosk.blocked', { cause: block.locked ? 'locked' : 'out-of-order' });
      else log.write('kiosk.unblocked', {});
    }
    tellBlocked();
    changed();
    if (write) await journal('keepBlock', () => store.keepBlock(block));
  }

  const paymentTerminal = devices.find((one) => one.class === 'payment-terminal');
  const payments = createPayments({
    terminal: paymentTerminal,
    store,
    clock,
    log,
    hindered: () => around.facts().ending || journaling.trouble() !== null,
    changed: atWorkChanged,
  });

  const services = createServices({
    devices,
    register,
    store,
    payments,
    outbox,
    clock,
    log,
    changed,
    onHelp,
    catalogue: () => known?.catalogue,
    language: () => languageOf(),
    note,
    onCardTaken: () => helped(({ screen }) => screen === 'card-forgotten'),
    printSlip: (subject, gone) => printSlip(subject, gone),
    printOwnData(resident) {
      const visit = services.visit();
      return printPage(onPaper(current, ownDataOnPaper(resident, world())), {
        papers: options.papers,
        printer: documentPrinter,
        log,
        wanted: () => services.visit() === visit,
      });
    },
  });

  const printReport = (): Promise<boolean> =>
    printView(onPaper(current, reportScreen(world(), true)), { papers: options.papers, printer: documentPrinter, log });

  const workshop = createWorkshop({
    devices,
    hosts: options.hosts,
    store,
    clock,
    log,
    changed() {
      // Whoever waits for a device is not signed out for want of touches.
      if (workshop.busy()) actor.send({ type: 'operator-touch' });
      atWorkChanged();
    },
    tools: {
      testPayment: async () => {
        const paid = await payments.pay(1);
        return paid.outcome === 'captured' && (await payments.reverse(paid.id));
      },
      printTestSlip: async () => (await printJob(testSlip(world()), 'test')) === 'printed',
      printTestPage: printReport,
    },
  });

  const makeReport = reportMaker({ workshop, reports: options.reports, log, world, print: printReport });

  const enrolling = identity === undefined ? null : createEnrolling({ identity, changed });
  identity?.onChange(changed);
  options.machine?.onChange(changed);

  const printSlip = (subject: SlipSubject, gone?: AbortSignal): Promise<PrintOutcome> =>
    printJob(slip(subject, world(), languageOf()), subject.kind, gone);
  const languageOf = () => actor.getSnapshot().children.visit?.getSnapshot().context.language ?? 'de';
  const machine = terminalMachine({ ...ports, services, reconcile, purge, print: printSlip });
  const actor = createActor(machine, {
    input: { readNumber: parseDocumentNumber, terms: services.terms },
    clock: machineClock(clock),
  });
  let previous: SnapshotFrom<typeof kiosk> | null = null;
  actor.subscribe({
    next(snapshot) {
      follow(snapshot);
      power.look();
      previous = snapshot;
      changed();
    },
    error(error) {
      log.write('bug', { where: 'kiosk-machine', kind: 'thrown' });
      // A kiosk without its machine would show its last View for ever: the whole process ends and is started anew.
      setImmediate(() => {
        throw error;
      });
    },
  });

  function follow(snapshot: SnapshotFrom<typeof kiosk>): void {
    const visiting = snapshot.matches({ service: 'visiting' });
    if (visiting && previous?.matches({ service: 'visiting' }) !== true) {
      visitBegan = clock.now();
      log.write('visit.began', {});
      journaling.ask();
    }
    const running = snapshot.children.visit?.getSnapshot();
    const counting = running?.matches({ going: { attention: 'warned' } })
      ? DELAYS.warning
      : running?.matches({ going: { attention: 'away' } })
        ? DELAYS.pause
        : null;
    if (counting === null) deadline = null;
    // A countdown that ran out under a device's work begins anew.
    else if (deadline === null || deadline <= clock.now()) deadline = clock.now() + counting;
  }

  function world(): World {
    return {
      config,
      arms: options.arms,
      now: new Date(clock.now()),
      known,
      hours: hours.of,
      register: reach,
      unfinished,
      block,
      help,
      deadline,
      runtime: options.runtime,
      machine: options.machine?.points() ?? [],
      signIn: signIn.facts(),
      workshop: workshop.facts(),
      payments: payments.facts(),
      paymentPossible: payments.possible(),
      around: around.facts(),
      undelivered: services.orders.undelivered(),
      counter: services.counter.facts(),
      signedIn: services.signedIn(),
      transmission: transmission.facts(),
      journal: journaling.trouble(),
      outboxDesk: outboxDesk.facts(),
      identity:
        identity === undefined || enrolling === null ? null : { ...identity.facts(), enrolling: enrolling.facts() },
      devices: devices.map((device) => factsOf(device, onSerialPort(device.name))),
    };
  }

  /** All that happens in one turn makes one View. */
  function changed(): void {
    if (queued || stopped) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!stopped) draw();
    });
  }

  function draw(): void {
    current = present(actor.getSnapshot(), world(), (revision += 1));
    for (const listener of listeners) listener(current);
    around.guide(current, payments.facts().progress !== null);
    cancelTick();
    // A countdown shows seconds, everything else minutes.
    const span = deadline !== null || signIn.facts().waitSeconds > 0 ? 1_000 : 60_000;
    cancelTick = clock.after(span - (clock.now() % span), changed);
  }

  function take(intent: Intent): void {
    const snapshot = actor.getSnapshot();
    if (intent.type === 'staff-gesture') {
      void signIn.begin().then(() => {
        actor.send({ type: 'staff-gesture' });
        changed();
      });
      return;
    }
    if (!snapshot.matches({ operator: 'none' })) {
      actor.send({ type: 'operator-touch' });
      operate(
        {
          signIn,
          workshop,
          outboxDesk,
          payments,
          orders: services.orders,
          counter: services.counter,
          atCounter: () => snapshot.matches({ operator: 'staff' }) && snapshot.context.tab === 'pick-up',
          enrolling: () =>
            snapshot.matches({ operator: 'technician' }) && snapshot.context.enrolment ? enrolling : null,
          log,
          changed,
          readUnfinished,
          block: () => block,
          keepBlock: (next) => void keepBlock(next),
          settle: (id, outcome) => journal('settle', () => store.settle(id, outcome, clock.now())),
          makeReport: (kind) => void makeReport(kind),
          helped: (id) => helped((call) => call.id === id),
          send: (event) => actor.send(event),
        },
        intent,
        snapshot.matches({ operator: 'signingIn' }),
      );
    } else if (intent.type === 'wake') {
      actor.send({ type: 'wake' });
    } else if (snapshot.matches({ service: 'visiting' })) {
      // A pause is ended only by its own answer; everything else shows that somebody is there.
      if (intent.type !== 'leave') actor.send({ type: 'visitor', event: { type: 'touch' } });
      if (intent.type !== 'touch' && isForVisit(intent)) actor.send({ type: 'visitor', event: intent });
    }
    changed();
  }

  const atWork = (): boolean =>
    ['visiting', 'purging'].some((value) => actor.getSnapshot().matches({ service: value as 'visiting' })) ||
    workshop.busy() ||
    payments.busy();

  /** What was under way may have been the last that the power was kept for. */
  function atWorkChanged(): void {
    power.look();
    changed();
  }

  /** Blocked by staff, or for want of power. */
  const tellBlocked = (): void =>
    actor.send({ type: 'blocked', blocked: block.locked || block.outOfOrder || around.facts().ending });

  const endOfDay = scheduleEndOfDay({
    terminal: paymentTerminal,
    clock,
    log,
    at: config.payment.endOfDay,
    free: () => !atWork(),
  });
  const power = createPower({ log, powerOff: options.powerOff, ending: () => around.facts().ending, atWork });

  const around = listenToDevices({
    devices,
    log,
    changed() {
      tellBlocked();
      atWorkChanged();
    },
    readDocument: (read) => visitor({ type: 'document-read', read }),
    readCase: (read) => visitor({ type: 'case-read', read }),
    unreadable: () => visitor({ type: 'unreadable' }),
    serviceKey: () => take({ type: 'staff-gesture' }),
    // While the keypad itself is tested, its keys press nothing.
    press: (key) => {
      if (!workshop.tests('keypad')) options.press(key);
    },
    badge: (id, device) => void showBadge(id, device),
  });

  /** A badge that nobody knows is no reason to take the screen from a visitor: any card in a pocket may be one. */
  async function showBadge(id: string, device: string): Promise<void> {
    const known = await signIn.knows(id);
    if (known === null) return;
    log.write('badge.shown', { device, known });
    const snapshot = actor.getSnapshot();
    if (snapshot.matches({ service: 'starting' })) return;
    if (snapshot.matches({ operator: 'none' })) {
      if (!known && !snapshot.matches({ service: 'attract' })) return;
      await signIn.begin();
      actor.send({ type: 'staff-gesture' });
    }
    signIn.show();
    changed();
  }

  /** What a device did for the visitor: wakes the terminal, and counts as a touch. */
  function visitor(event: VisitEvent): void {
    if (!actor.getSnapshot().matches({ operator: 'none' }) || current.overlay !== undefined) return;
    if (actor.getSnapshot().matches({ service: 'attract' })) actor.send({ type: 'wake' });
    actor.send({ type: 'visitor', event: { type: 'touch' } });
    actor.send({ type: 'visitor', event });
    changed();
  }

  for (const device of devices) {
    device.onStatus((status) => {
      log.write('device.status', {
        device: device.name,
        state: status.state,
        ...('reason' in status
          ? { reason: status.reason }
          : 'reasons' in status
            ? { reason: status.reasons.join(' ') }
            : {}),
      });
      changed();
    });
  }

  current = present(actor.getSnapshot(), world(), revision);

  return {
    start() {
      actor.start();
    },
    view: () => current,
    onView(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    intent(message) {
      const parsed = Intent.safeParse(message);
      if (!parsed.success)
        return log.write('intent.refused', { intent: 'unknown', screen: current.screen.kind, reason: 'shape' });
      // Against what is on the glass now: a queued View must not widen what the old one offered.
      if (!isOffered(current, parsed.data))
        return log.write('intent.refused', {
          intent: parsed.data.type,
          screen: current.screen.kind,
          reason: 'not-offered',
        });
      take(parsed.data);
      // The next intent of a quick finger is judged by what this one made.
      if (queued) {
        queued = false;
        draw();
      }
    },
    async stop() {
      stopped = true;
      workshop.stop();
      endOfDay.stop();
      hours.stop();
      cancelTick();
      transmission.stop();
      journaling.stop();
      actor.stop();
      await store.close();
    },
  };
}
