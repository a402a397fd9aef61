import { serialPortOf } from '../../devices/config.ts';
import { deviceFacts, type AppState } from './app-state.ts';
import type { Blocking } from './terminal/block.ts';
import type { DeviceEvents } from './terminal/device-events.ts';
import type { KioskOptions } from './options.ts';
import type { Payments } from './orders/payments.ts';
import type { RegisterSide } from './register-link/register-side.ts';
import type { Services } from './services/create.ts';
import type { Enrolling } from './staff/enrolment.ts';
import type { HelpCalls } from './staff/help-calls.ts';
import type { FrameReplay } from './staff/frame-replay.ts';
import type { LogReading } from './staff/log-reading.ts';
import type { ModeSwitch } from './staff/mode-switch.ts';
import type { StaffSignIn } from './staff/sign-in.ts';
import type { DeviceCheck } from './staff/device-check.ts';
import type { Journal } from './store/journal.ts';
import type { UseCounter } from './visit/use-counter.ts';
import type { VisitClock } from './visit/follow.ts';

/** The parts of the kiosk whose facts a View may show. */
export interface Parts {
  readonly options: KioskOptions;
  readonly registerSide: RegisterSide;
  readonly journal: Journal;
  readonly blocking: Blocking;
  readonly help: HelpCalls;
  readonly modeSwitch: ModeSwitch;
  readonly logReading: LogReading;
  readonly replay: FrameReplay;
  readonly signIn: StaffSignIn;
  readonly deviceCheck: DeviceCheck;
  readonly payments: Payments;
  readonly around: DeviceEvents;
  readonly services: Services;
  readonly enrolling: Enrolling | null;
  readonly visitClock: VisitClock;
  readonly use: UseCounter;
}

/** What every part knows now. */
export function collectState(parts: Parts): AppState {
  const { options, registerSide, journal, services, payments, enrolling } = parts;
  const { config, identity } = options;
  const onSerialPort = (name: string): boolean =>
    config.devices.some((device) => device.name === name && serialPortOf(device) !== null);
  return {
    config,
    arms: options.arms,
    now: new Date(options.clock.now()),
    known: registerSide.editions.shown(),
    hours: registerSide.hours.of,
    register: registerSide.reach(),
    residents: registerSide.residents(),
    unfinished: journal.unfinished(),
    block: parts.blocking.state(),
    use: parts.use.counts(),
    modeSwitch: parts.modeSwitch.facts(),
    logReading: parts.logReading.facts(),
    replay: parts.replay.facts(),
    origins: options.origins ?? (() => ({ files: [], settings: [] })),
    help: parts.help.list(),
    deadline: parts.visitClock.deadline(),
    runtime: options.runtime,
    machine: options.machine?.points() ?? [],
    signIn: parts.signIn.facts(),
    deviceCheck: parts.deviceCheck.facts(),
    payments: payments.facts(),
    paymentPossible: payments.possible(),
    around: parts.around.facts(),
    undelivered: services.orders.undelivered(),
    counter: services.counter.facts(),
    signedIn: services.signedIn(),
    registerLink: registerSide.registerLink.facts(),
    journal: journal.trouble(),
    outboxAdmin: registerSide.outboxAdmin.facts(),
    identity:
      identity === undefined || enrolling === null ? null : { ...identity.facts(), enrolling: enrolling.facts() },
    devices: options.devices.map((device) => deviceFacts(device, onSerialPort(device.name))),
  };
}
