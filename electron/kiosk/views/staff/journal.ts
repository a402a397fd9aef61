/** What happened at this terminal today, in a clerk's words. It comes from the log, which holds nothing of visitors. */
import type { Key } from '../../../../locales/keys.ts';
import type { ScreenOf } from '../../../ipc/view.ts';
import { KIND_OF_EVENT, DAY_KINDS, type DayEvent, type DayLine } from '../../log/history.ts';
import { say, time } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import { deviceTold } from '../device-words.ts';

type DayJournal = NonNullable<ScreenOf<'staff'>['dayJournal']>;
type Entry = DayJournal['entries'][number];
type Told = Pick<Entry, 'text'> & Partial<Pick<Entry, 'subject' | 'tone'>>;

/** Newest entries on the screen. */
const SHOWN = 200;

export function dayJournal(appState: AppState): DayJournal {
  const { filter, lines: read } = appState.logReading.journal;
  const lines = read();
  const all = lines.flatMap((line) => entryOf(line, appState) ?? []);
  const wanted = all.filter(({ kind }) => filter === 'all' || kind === filter).reverse();
  return {
    filter,
    kinds: ['all', ...DAY_KINDS],
    counts: countsOf(lines).map(([key, count]) => ({ label: say(key), count })),
    entries: wanted.slice(0, SHOWN),
    left: Math.max(0, wanted.length - SHOWN),
  };
}

function countsOf(lines: readonly DayLine[]): [Key, number][] {
  const count = (is: (line: DayLine) => boolean): number => lines.filter(is).length;
  return [
    ['staff.journalCount.visits', count(({ event }) => event === 'visit.began')],
    ['staff.journalCount.paid', count((one) => one.event === 'payment.outcome' && one.fields.outcome === 'captured')],
    ['staff.journalCount.handedOver', count((one) => one.event === 'order.step' && one.fields.step === 'handed-over')],
    ['staff.journalCount.slips', count(({ event }) => event === 'print.finished')],
    ['staff.journalCount.help', count(({ event }) => event === 'help.called')],
  ];
}

function entryOf(line: DayLine, appState: AppState): Entry | null {
  const told = tell(line, appState);
  if (told === null) return null;
  return { at: time(new Date(line.at), 'de'), kind: KIND_OF_EVENT[line.event], tone: 'neutral', ...told };
}

const plain = (key: Key, values?: Record<string, string | number>): Told => ({ text: say(key, values) });
const good = (key: Key): Told => ({ text: say(key), tone: 'good' });
const warning = (key: Key): Told => ({ text: say(key), tone: 'warning' });
const bad = (key: Key): Told => ({ text: say(key), tone: 'bad' });

/** A sentence for each line; null for what staff have no use for. */
function tell(line: DayLine, appState: AppState): Told | null {
  switch (line.event) {
    case 'visit.ended':
      return {
        text: say(`staff.journalOf.visitEnded.${line.fields.by}`, { minutes: Math.ceil(line.fields.seconds / 60) }),
        tone: line.fields.by === 'bug' ? 'bad' : 'neutral',
      };
    case 'payment.outcome':
      return { captured: good, declined: plain, unknown: bad }[line.fields.outcome](
        `staff.journalOf.payment.${line.fields.outcome}`,
      );
    case 'payment.reversed':
      return (line.fields.done ? plain : bad)(`staff.journalOf.reversed.${line.fields.done ? 'done' : 'failed'}`);
    case 'payment.end-of-day':
      return (line.fields.done ? good : warning)(`staff.journalOf.endOfDay.${line.fields.done ? 'done' : 'failed'}`);
    case 'print.failed':
      return line.fields.paper === 'unknown'
        ? warning('staff.journalOf.slipUnclear')
        : warning('staff.journalOf.slipFailed');
    case 'order.step':
      return orderTold(line.fields.step);
    case 'help.answered':
      return line.fields.state === 'open' ? null : plain(`staff.journalOf.answered.${line.fields.state}`);
    case 'device.status':
      return deviceTold(line.fields, appState.devices);
    case 'staff.signed-in':
      return plain(`staff.journalOf.signedIn.${line.fields.role}`);
    case 'kiosk.blocked':
      return warning(`staff.journalOf.blocked.${line.fields.cause}`);
    case 'office.order':
      return line.fields.order === 'unknown' ? null : plain(`staff.journalOf.order.${line.fields.order}`);
    case 'staff.help':
      return plain(`staff.journalOf.staffHelp.${line.fields.answer}`);
    case 'document.printed':
      return plain('staff.journalOf.documentPrinted', { count: line.fields.pages });
    default:
      return SIMPLE[line.event];
  }
}

function orderTold(step: Extract<DayLine, { event: 'order.step' }>['fields']['step']): Told | null {
  switch (step) {
    case 'handed-over':
      return good('staff.journalOf.orderHandedOver');
    case 'refunded':
      return warning('staff.journalOf.orderRefunded');
    case 'left':
      return warning('staff.journalOf.orderLeft');
    default:
      return null;
  }
}

/** What is told in the same words each time. */
const SIMPLE = {
  'visit.began': plain('staff.journalOf.visitBegan'),
  'payment.settled': plain('staff.journalOf.paymentSettled'),
  'print.finished': plain('staff.journalOf.slipPrinted'),
  'document.failed': bad('staff.journalOf.documentFailed'),
  'help.called': warning('staff.journalOf.helpCalled'),
  'eid.card-forgotten': warning('staff.journalOf.cardForgotten'),
  'staff.sign-in-failed': warning('staff.journalOf.wrongPin'),
  'staff.reset': plain('staff.journalOf.reset'),
  'staff.settled': plain('staff.journalOf.settled'),
  'kiosk.started': plain('staff.journalOf.started'),
  'kiosk.stopped': plain('staff.journalOf.stopped'),
  'kiosk.unblocked': good('staff.journalOf.unblocked'),
  'register.failed': warning('staff.journalOf.registerFailed'),
  'register.reached': good('staff.journalOf.registerReached'),
  'power.low': bad('staff.journalOf.powerLow'),
  'power.back': good('staff.journalOf.powerBack'),
} as const satisfies Partial<Record<DayEvent, Told>>;
