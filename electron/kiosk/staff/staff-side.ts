/** What staff and technicians do at the terminal: sign in, look after devices, make a report, enrol it, take calls. */
import type { StaffIntentDeps } from '../intents/staff.ts';
import type { AppState } from '../app-state.ts';
import type { KioskOptions } from '../options.ts';
import type { Payments } from '../orders/payments.ts';
import type { Printing } from '../print/printing.ts';
import type { RegisterSide } from '../register-link/register-side.ts';
import type { Services } from '../services/create.ts';
import type { Journal } from '../store/journal.ts';
import type { Blocking } from '../terminal/block.ts';
import { createDeviceCheck, type DeviceCheck } from './device-check.ts';
import { createEnrolling, type Enrolling } from './enrolment.ts';
import { createHelpCalls, type HelpCalls } from './help-calls.ts';
import { createFrameReplay, type FrameReplay } from './frame-replay.ts';
import { createLogReading, type LogReading } from './log-reading.ts';
import { createModeSwitch, type ModeSwitch } from './mode-switch.ts';
import { reportMaker } from './report-file.ts';
import { createSignIn, type StaffSignIn } from './sign-in.ts';

export interface StaffSide {
  readonly signIn: StaffSignIn;
  readonly deviceCheck: DeviceCheck;
  readonly enrolling: Enrolling | null;
  readonly help: HelpCalls;
  readonly modeSwitch: ModeSwitch;
  readonly logReading: LogReading;
  readonly replay: FrameReplay;
  /** What staff's intents act on. */
  readonly actions: Omit<StaffIntentDeps, 'atCounter' | 'enrolling' | 'send'>;
}

export interface StaffSideDeps {
  readonly options: KioskOptions;
  readonly journal: Journal;
  appState(): AppState;
  printing(): Printing;
  payments(): Payments;
  services(): Services;
  registerSide(): RegisterSide;
  blocking(): Blocking;
  /** Keeps staff signed in while they wait for a device without touching the screen. */
  keepSignedIn(): void;
  changed(): void;
  /** A device has begun or ended its work. */
  atWorkChanged(): void;
}

export function createStaffSide({ options, journal, changed, ...of }: StaffSideDeps): StaffSide {
  const { config, devices, clock, log, identity, reports, hosts } = options;
  const { store } = journal;
  const signIn = createSignIn(config.staff.pins, store, clock);
  const help = createHelpCalls({ clock, changed });
  const enrolling = identity === undefined ? null : createEnrolling({ identity, changed });
  const deviceCheck = createDeviceCheck({
    devices,
    hosts,
    store,
    clock,
    log,
    changed() {
      if (deviceCheck.busy()) of.keepSignedIn();
      of.atWorkChanged();
    },
    tools: {
      async testPayment() {
        const paid = await of.payments().pay(1);
        return paid.outcome === 'captured' && (await of.payments().reverse(paid.id));
      },
      printTestSlip: () => of.printing().testSlip(),
      printTestPage: () => of.printing().report(),
    },
  });
  const modeSwitch = createModeSwitch({
    block: () => of.blocking().state(),
    setBlock: (next) => of.blocking().set(next),
    changed,
  });
  const replay = createFrameReplay({ frames: () => deviceCheck.facts().frames, changed });
  const logReading = createLogReading({ history: options.history, changed });
  const makeReport = reportMaker({
    deviceCheck,
    reports,
    log,
    appState: of.appState,
    print: () => of.printing().report(),
  });
  return {
    signIn,
    deviceCheck,
    enrolling,
    help,
    modeSwitch,
    logReading,
    replay,
    actions: {
      signIn,
      deviceCheck,
      get outboxAdmin() {
        return of.registerSide().outboxAdmin;
      },
      get payments() {
        return of.payments();
      },
      get orders() {
        return of.services().orders;
      },
      get counter() {
        return of.services().counter;
      },
      log,
      changed,
      readUnfinished: journal.readUnfinished,
      modeSwitch,
      logReading,
      replay,
      settle: (id, outcome) => journal.write('settle', () => store.settle(id, outcome, clock.now())),
      makeReport: (kind) => void makeReport(kind),
      answerHelp(id, state) {
        if (state === 'coming') help.note(id, { coming: true });
        else help.remove((call) => call.id === id);
        of.registerSide().help.answer(id, state);
      },
    },
  };
}
