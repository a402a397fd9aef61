import type { Intent, Settlement } from '../../ipc/view.ts';
import type { Enrolling } from '../staff/enrolment.ts';
import type { Log } from '../log/log.ts';
import type { Payments } from '../orders/payments.ts';
import type { Counter } from '../staff/pick-up.ts';
import type { Orders } from '../orders/orders.ts';
import type { Role, StaffSignIn } from '../staff/sign-in.ts';
import type { OutboxAdmin } from '../staff/outbox-admin.ts';
import type { DeviceCheck } from '../staff/device-check.ts';
import type { FrameReplay } from '../staff/frame-replay.ts';
import type { LogReading } from '../staff/log-reading.ts';
import type { ModeSwitch } from '../staff/mode-switch.ts';

export interface StaffIntentDeps {
  readonly signIn: StaffSignIn;
  readonly deviceCheck: DeviceCheck;
  readonly outboxAdmin: OutboxAdmin;
  readonly logReading: LogReading;
  readonly replay: FrameReplay;
  readonly log: Log;
  readonly modeSwitch: ModeSwitch;
  readonly payments: Payments;
  readonly orders: Orders;
  readonly counter: Counter;
  /** The keys go to the pick-up code. */
  atCounter(): boolean;
  /** Takes the keys while its page is shown; null where nothing is enrolled. */
  enrolling(): Enrolling | null;
  changed(): void;
  readUnfinished(): Promise<void>;
  settle(id: string, outcome: 'handed-over' | 'dropped'): Promise<void>;
  makeReport(kind: 'save' | 'print'): void;
  /** Somebody goes to the visitor who called, or has been there. */
  answerHelp(id: string, state: 'coming' | 'ended'): void;
  /** What the machine itself is told. */
  send(
    event:
      | Extract<
          Intent,
          {
            type:
              | 'staff-close'
              | 'back'
              | 'staff-tab'
              | 'open-technician'
              | 'open-report'
              | 'open-enrolment'
              | 'open-outbox'
              | 'open-log'
              | 'open-config'
              | 'select-device';
          }
        >
      | { readonly type: 'reset' }
      | { readonly type: 'signed-in'; readonly role: Role },
  ): void;
}

/** What staff and technicians touch. `signingIn`: the keys go to the PIN. */
export function handleStaffIntent(deps: StaffIntentDeps, intent: Intent, signingIn: boolean): void {
  const { signIn, deviceCheck, outboxAdmin, logReading, log, ...of } = deps;
  // Each page with a field takes what is typed on it.
  const field = signingIn ? signIn : (of.enrolling() ?? (of.atCounter() ? deps.counter : of.modeSwitch));
  switch (intent.type) {
    case 'key':
      return field.type(intent.key);
    case 'erase':
      return field.erase();
    case 'clear':
      return field.clear();
    case 'submit':
      return void (signingIn ? submitPin(deps) : (of.enrolling()?.submit() ?? deps.counter.redeem()));
    case 'staff-close':
    case 'back':
    case 'staff-tab':
    case 'open-technician':
    case 'open-report':
    case 'open-enrolment':
    case 'open-outbox':
    case 'open-log':
    case 'open-config':
      deviceCheck.choose(null);
      of.replay.step('end');
      // The next person who signs in must not see the code of the one before.
      deps.counter.clear();
      of.enrolling()?.clear();
      of.modeSwitch.leave();
      outboxAdmin.show(intent.type === 'open-outbox');
      logReading.show(intent.type === 'open-log');
      return of.send(intent);
    case 'staff-reset':
      log.write('staff.reset', { reason: intent.reason });
      return of.send({ type: 'reset' });
    case 'staff-choose-mode':
      return of.modeSwitch.choose(intent.mode);
    case 'staff-journal':
      return logReading.showJournal(intent.filter);
    case 'staff-confirm-mode':
      return of.modeSwitch.confirm();
    case 'staff-come':
      log.write('staff.help', { answer: 'coming' });
      return of.answerHelp(intent.id, 'coming');
    case 'staff-helped':
      log.write('staff.help', { answer: 'done' });
      return of.answerHelp(intent.id, 'ended');
    case 'staff-settle':
      return void settle(deps, intent.id, intent.outcome);
    case 'select-device':
      deviceCheck.choose(intent.name);
      of.replay.step('end');
      return of.send(intent);
    default:
      return handleTechnicianIntent(deps, intent);
  }
}

/** What only technicians touch, on pages of their own. */
function handleTechnicianIntent(deps: StaffIntentDeps, intent: Intent): void {
  const { deviceCheck, outboxAdmin, logReading, replay, makeReport } = deps;
  switch (intent.type) {
    case 'test-start':
      return deviceCheck.startTest();
    case 'test-answer':
      return deviceCheck.answer(intent.result);
    case 'device-action':
      return deviceCheck.act(intent.action);
    case 'show-frames':
      return deviceCheck.showFrames(intent.filter);
    case 'frame-replay':
      return replay.step(intent.step);
    case 'log-level':
      return logReading.showLevel(intent.level);
    case 'log-device':
      return logReading.showDevice(intent.name);
    case 'log-pause':
      return logReading.pause(intent.on);
    case 'outbox-retry':
      return outboxAdmin.retry(intent.id);
    case 'outbox-export':
      return outboxAdmin.export(intent.id);
    case 'outbox-choose':
      return outboxAdmin.choose(intent.id);
    case 'outbox-discard':
      return outboxAdmin.discard(intent.id, intent.reason);
    case 'report-save':
      return makeReport('save');
    case 'report-print':
      return makeReport('print');
    default:
      return undefined;
  }
}

async function submitPin(deps: StaffIntentDeps): Promise<void> {
  const { signIn, modeSwitch, log, send, readUnfinished, changed } = deps;
  const result = signIn.submit();
  changed();
  const answer = await result;
  if (answer.ok) {
    log.write('staff.signed-in', { role: answer.role, staff: answer.staff });
    // What somebody before chose and left unconfirmed is not theirs.
    modeSwitch.leave();
    deps.logReading.show(false);
    deps.replay.step('end');
    send({ type: 'signed-in', role: answer.role });
    await readUnfinished();
  } else {
    log.write('staff.sign-in-failed', { failures: answer.failures, waitSeconds: answer.waitSeconds });
  }
  changed();
}

async function settle(
  { payments, orders, log, readUnfinished, ...of }: StaffIntentDeps,
  id: string,
  outcome: Settlement,
): Promise<void> {
  if (orders.undelivered().some((one) => one.id === id)) {
    if (outcome === 'reprint') return void (await orders.reprint(id));
    if (outcome !== 'reverse' && outcome !== 'handed-over') return;
    if (payments.facts().outstanding.some((one) => one.id === id)) await payments.decide(id, outcome);
    // A reversal that failed leaves both where they are.
    if (!payments.facts().outstanding.some((one) => one.id === id)) await orders.settle(id);
    return;
  }
  if (outcome === 'reprint') return;
  if (outcome !== 'dropped' && payments.facts().outstanding.some((one) => one.id === id))
    return payments.decide(id, outcome);
  if (outcome !== 'handed-over' && outcome !== 'dropped') return;
  await of.settle(id, outcome);
  log.write('staff.settled', { obligation: id, outcome });
  await readUnfinished();
}
