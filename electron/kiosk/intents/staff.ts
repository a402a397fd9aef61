import type { Intent, Settlement } from '../../ipc/view.ts';
import { graphemes } from '../../../state-machines/flows/information.ts';
import type { Enrolling } from '../staff/enrolment.ts';
import type { Log } from '../log/log.ts';
import type { Payments } from '../orders/payments.ts';
import type { Counter } from '../staff/pick-up.ts';
import type { Orders } from '../orders/orders.ts';
import type { Role, StaffSignIn } from '../staff/sign-in.ts';
import type { Block } from '../store/store.ts';
import type { OutboxAdmin } from '../staff/outbox-admin.ts';
import type { DeviceCheck } from '../staff/device-check.ts';

export interface StaffIntentDeps {
  readonly signIn: StaffSignIn;
  readonly deviceCheck: DeviceCheck;
  readonly outboxAdmin: OutboxAdmin;
  readonly log: Log;
  block(): Block;
  keepBlock(next: Block): void;
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
  /** Somebody went to the visitor who called. */
  helped(id: string): void;
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
              | 'select-device';
          }
        >
      | { readonly type: 'reset' }
      | { readonly type: 'signed-in'; readonly role: Role },
  ): void;
}

const LONGEST_TEXT = 200;

/** What staff and technicians touch. `signingIn`: the keys go to the PIN. */
export function handleStaffIntent(deps: StaffIntentDeps, intent: Intent, signingIn: boolean): void {
  const { signIn, deviceCheck, outboxAdmin, log, ...of } = deps;
  // A page with a field of its own takes what is typed.
  const field = of.enrolling() ?? (of.atCounter() ? deps.counter : null);
  const setText = (text: string): void => of.keepBlock({ ...of.block(), text });
  switch (intent.type) {
    case 'key':
      return signingIn
        ? signIn.type(intent.key)
        : field !== null
          ? field.type(intent.key)
          : setText(
              graphemes(of.block().text + intent.key)
                .slice(0, LONGEST_TEXT)
                .join(''),
            );
    case 'erase':
      return signingIn
        ? signIn.erase()
        : field !== null
          ? field.erase()
          : setText(graphemes(of.block().text).slice(0, -1).join(''));
    case 'clear':
      return signingIn ? signIn.clear() : field !== null ? field.clear() : setText('');
    case 'submit':
      return void (signingIn ? submitPin(deps) : (of.enrolling()?.submit() ?? deps.counter.redeem()));
    case 'staff-close':
    case 'back':
    case 'staff-tab':
    case 'open-technician':
    case 'open-report':
    case 'open-enrolment':
    case 'open-outbox':
      deviceCheck.choose(null);
      // The next person who signs in must not see the code of the one before.
      deps.counter.clear();
      of.enrolling()?.clear();
      outboxAdmin.show(intent.type === 'open-outbox');
      return of.send(intent);
    case 'staff-reset':
      log.write('staff.reset', { reason: intent.reason });
      return of.send({ type: 'reset' });
    case 'staff-lock':
      return of.keepBlock({ ...of.block(), locked: intent.on });
    case 'staff-out-of-order':
      return of.keepBlock({ ...of.block(), outOfOrder: intent.on });
    case 'staff-helped':
      return of.helped(intent.id);
    case 'staff-settle':
      return void settle(deps, intent.id, intent.outcome);
    case 'select-device':
      deviceCheck.choose(intent.name);
      return of.send(intent);
    case 'test-start':
      return deviceCheck.startTest();
    case 'test-answer':
      return deviceCheck.answer(intent.result);
    case 'device-action':
      return deviceCheck.act(intent.action);
    case 'show-frames':
      return deviceCheck.showFrames(intent.filter);
    case 'outbox-retry':
      return outboxAdmin.retry(intent.id);
    case 'outbox-export':
      return outboxAdmin.export(intent.id);
    case 'outbox-choose':
      return outboxAdmin.choose(intent.id);
    case 'outbox-discard':
      return outboxAdmin.discard(intent.id, intent.reason);
    case 'report-save':
      return of.makeReport('save');
    case 'report-print':
      return of.makeReport('print');
    default:
      return undefined;
  }
}

async function submitPin({ signIn, log, send, readUnfinished, changed }: StaffIntentDeps): Promise<void> {
  const result = signIn.submit();
  changed();
  const answer = await result;
  if (answer.ok) {
    log.write('staff.signed-in', { role: answer.role, staff: answer.staff });
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
