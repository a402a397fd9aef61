import { daysBetween } from '../../../base/calendar-day.ts';
import type { Closure, Office, TerminalService } from '../../../register/contract/contract.ts';
import type { ClosureNotice, Language, OfficeCard, ScreenOf, Text, Words } from '../../ipc/view.ts';
import { closuresOf, localDay, type ClosurePhase } from '../catalogue/notices.ts';
import { type ClosedOn, type DayPart, type OpenNow, openNow, week } from '../../../register/opening-hours/opening.ts';
import { dayThatEnds, endTime, isoDay, say, time, weekday, weekdayAndDate, wordsOf } from './wording.ts';
import type { AppState } from '../app-state.ts';

export type Appointment = 'required' | 'possible' | 'none' | 'unknown';

export function officeCard(
  office: Office,
  appState: AppState,
  language: Language,
  appointment?: Appointment,
): OfficeCard {
  const closures =
    appState.known === null ? [] : closuresOf(appState.known.catalogue, office.id, localDay(appState.now));
  const { address } = office;
  return {
    id: office.id,
    name: wordsOf(office.name, language),
    address:
      address === undefined
        ? []
        : [
            `${address.street} ${address.houseNumber}`.trim(),
            `${address.postalCode} ${address.city}`.trim(),
            ...(address.note === undefined ? [] : [address.note]),
          ],
    ...(office.phone === undefined ? {} : { phone: office.phone }),
    openNow: closures.some(({ phase }) => phase === 'now')
      ? { state: 'closed', text: say('open.closure') }
      : openText(office, appState, language),
    ...(appointment === undefined || appointment === 'unknown' ? {} : { appointment: say(APPOINTMENT[appointment]) }),
    closures: closures.map(({ closure, phase }) => closureNotice(closure, phase, language)),
  };
}

const APPOINTMENT = {
  required: 'appointment.required',
  possible: 'appointment.possible',
  none: 'appointment.none',
} as const;

function openText(office: Office, appState: AppState, language: Language): OfficeCard['openNow'] {
  const { now } = appState;
  const open = openNowOf(office, appState);
  switch (open.state) {
    case 'unknown':
      return {
        state: 'unknown',
        text: office.phone === undefined ? say('open.unknown') : say('open.unknownPhone', { phone: office.phone }),
      };
    case 'open-end':
      return { state: 'open', text: say('open.openEnd', { time: time(open.since, language) }) };
    case 'unsaid':
      return {
        state: 'unknown',
        text: open.note === null ? say('open.maybe') : say('open.arranged', { note: open.note }),
      };
    case 'open':
      return {
        state: 'open',
        text: untilText(open, now, language),
        ...(open.note === null ? {} : { note: townWords(open.note) }),
      };
    case 'closed':
      return {
        state: 'closed',
        text: open.opens === undefined ? say('open.closed') : opensText(open.opens, now, language),
      };
  }
}

/** The office whose staff this terminal calls; undefined where none is configured, or the catalogue knows none. */
export const ownOffice = ({ config, known }: Pick<AppState, 'config' | 'known'>): Office | undefined =>
  config.terminal.office === null ? undefined : known?.offices.get(config.terminal.office);

/** Whether somebody is there now, closures included. */
export const openNowOf = (office: Office, appState: AppState): OpenNow =>
  openNow(appState.hours(office.openingHours), appState.now, closedOn(office, appState));

/**
 * The office that does at its counter what the terminal offers, and when somebody is there; null where the catalogue
 * names none.
 */
export function counterFor(
  service: TerminalService,
  appState: AppState,
  language: Language,
): { readonly name: Words; readonly when: Text } | null {
  const at = appState.known?.catalogue.services.find(({ atTerminal }) => atTerminal === service)?.offices[0]?.office;
  const office = at === undefined ? undefined : appState.known?.offices.get(at);
  return office === undefined
    ? null
    : { name: wordsOf(office.name, language), when: whenAtCounter(office, appState, language) };
}

/** Where to go and when, with the date: on paper it is read on another day. */
export function whenAtCounter(office: Office, appState: AppState, language: Language): Text {
  const open = openNowOf(office, appState);
  const name = wordsOf(office.name, language).text;
  if (open.state === 'open' && open.until !== undefined && localDay(open.until) === localDay(appState.now))
    return say('next.counter.open', {
      office: name,
      day: isoDay(localDay(appState.now), language),
      time: time(open.until, language),
    });
  return open.state === 'closed' && open.opens !== undefined
    ? say('next.counter.opens', {
        office: name,
        day: weekdayAndDate(localDay(open.opens), language),
        time: time(open.opens, language),
      })
    : say('next.counter.hours', { office: name });
}

function untilText({ until, atLeast }: Extract<OpenNow, { state: 'open' }>, now: Date, language: Language): Text {
  if (until === undefined) return say('open.always');
  const day = dayThatEnds(until);
  if (atLeast) return say('open.atLeast', { time: endTime(until, day, language) });
  const tonight = daysBetween(localDay(now), day) === 1 && until.getHours() < SMALL_HOURS;
  return day === localDay(now) || tonight
    ? say('open.until', { time: endTime(until, day, language) })
    : say('open.untilDay', { day: weekdayAndDate(day, language), time: endTime(until, day, language) });
}

/** Today, tomorrow, the weekday within six days, and from then on the date: in a week it is the same weekday again. */
function opensText(opens: Date, now: Date, language: Language): Text {
  const today = localDay(now);
  const values = { time: time(opens, language) };
  switch (daysBetween(today, localDay(opens))) {
    case 0:
      return say('open.opensToday', values);
    case 1:
      return say('open.opensTomorrow', values);
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
      return say('open.opens', { ...values, day: weekday(opens, language) });
    default:
      return say('open.opensOn', { ...values, day: weekdayAndDate(localDay(opens), language) });
  }
}

/** Up to this hour a time behind midnight is taken as tonight's and needs no day. */
const SMALL_HOURS = 6;

/** The town writes its hours in German. */
const townWords = (text: string): Words => ({ text, language: 'de' });

const PHASE = { now: 'closure.now', restricted: 'closure.restricted', soon: 'closure.soon' } as const;
const PHASE_OF_ONE_DAY = {
  now: 'closure.nowDay',
  restricted: 'closure.restrictedDay',
  soon: 'closure.soonDay',
} as const;

function closureNotice(closure: Closure, phase: ClosurePhase, language: Language): ClosureNotice {
  const lines: Text[] = [];
  if (closure.cutOff !== undefined && phase !== 'now')
    lines.push(say('closure.cutOff', { day: isoDay(closure.cutOff, language) }));
  if (closure.restrictedFrom !== undefined && phase !== 'now')
    lines.push(say('closure.restrictedFrom', { day: isoDay(closure.restrictedFrom, language) }));
  if (closure.phone !== undefined) lines.push(say('closure.phone', { phone: closure.phone }));
  return {
    when: phase,
    title:
      closure.from === closure.to
        ? say(PHASE_OF_ONE_DAY[phase], { day: isoDay(closure.from, language) })
        : say(PHASE[phase], { from: isoDay(closure.from, language), to: isoDay(closure.to, language) }),
    reason: wordsOf(closure.reason, language),
    lines,
    ...(closure.urgent === undefined ? {} : { urgent: wordsOf(closure.urgent, language) }),
  };
}

function closedOn(office: Office, { known }: AppState): ClosedOn | undefined {
  const closures = known?.catalogue.closures.filter((closure) => closure.office === office.id) ?? [];
  return closures.length === 0 ? undefined : (day) => closures.some(({ from, to }) => from <= day && day <= to);
}

/** The next seven days, a line each; none where nothing is known of them. */
export function hoursOf(office: Office, appState: AppState, language: Language): ScreenOf<'office'>['hours'] {
  const hours = appState.hours(office.openingHours);
  if (hours === null) return [];
  return week(hours, appState.now, closedOn(office, appState)).map(({ day, parts }) => ({
    day: say('open.day', { day: weekday(day, language) }),
    times: parts.length === 0 ? [say('open.closedDay')] : parts.map((part) => partText(part, localDay(day), language)),
  }));
}

function partText(part: DayPart, day: string, language: Language): Text {
  switch (part.kind) {
    case 'all-day':
      return part.note === null ? say('open.allDay') : say('open.allDayNote', { note: part.note });
    case 'otherwise':
      return part.note === null ? say('open.otherwiseAsk') : say('open.otherwise', { note: part.note });
    case 'unsaid-day':
      return part.note === null ? say('open.ask') : say('open.note', { note: part.note });
    case 'open-end':
      return say('open.openEndDay', { time: time(part.from, language) });
    case 'open':
    case 'unsaid': {
      const span = `${time(part.from, language)}–${endTime(part.to, day, language)}`;
      if (part.note !== null) return say('open.spanNote', { span, note: part.note });
      return part.kind === 'open' ? say('open.span', { span }) : say('open.spanAsk', { span });
    }
  }
}
