import type { Closure, Office } from '../../../register/contract.ts';
import type { ClosureNotice, Language, OfficeCard, ScreenOf, Text } from '../../bridge.ts';
import { closuresOf, localDay, type ClosurePhase } from '../catalogue/notices.ts';
import { openNow, parseOpening, week } from '../catalogue/opening.ts';
import { isoDay, say, time, weekday, wordsOf } from './speak.ts';
import type { World } from './world.ts';

export type Appointment = 'required' | 'possible' | 'none' | 'unknown';

export function officeCard(office: Office, world: World, language: Language, appointment?: Appointment): OfficeCard {
  const closures = world.known === null ? [] : closuresOf(world.known.catalogue, office.id, localDay(world.now));
  const { address } = office;
  return {
    id: office.id,
    name: wordsOf(office.name, language),
    address: address === undefined ? [] : [`${address.street} ${address.houseNumber}`.trim(), `${address.postalCode} ${address.city}`.trim(), ...(address.note === undefined ? [] : [address.note])],
    ...(office.phone === undefined ? {} : { phone: office.phone }),
    openNow: closures.some(({ phase }) => phase === 'now') ? { state: 'closed', text: say('open.closure') } : openText(office, world, language),
    ...(appointment === undefined || appointment === 'unknown' ? {} : { appointment: say(APPOINTMENT[appointment]) }),
    closures: closures.map(({ closure, phase }) => closureNotice(closure, phase, language)),
  };
}

const APPOINTMENT = { required: 'appointment.required', possible: 'appointment.possible', none: 'appointment.none' } as const;

function openText(office: Office, world: World, language: Language): OfficeCard['openNow'] {
  const { now } = world;
  const open = openNow(parseOpening(office.openingHours, world.config.town.land), now, closedOn(office, world));
  switch (open.state) {
    case 'unknown': return { state: 'unknown', text: office.phone === undefined ? say('open.unknown') : say('open.unknownPhone', { phone: office.phone }) };
    case 'open': return { state: 'open', text: open.until === undefined ? say('open.always') : say('open.until', { time: time(open.until, language) }) };
    case 'closed': {
      if (open.opens === undefined) return { state: 'closed', text: say('open.closed') };
      const today = localDay(open.opens) === localDay(now);
      return { state: 'closed', text: today ? say('open.opensToday', { time: time(open.opens, language) }) : say('open.opens', { day: weekday(open.opens, language), time: time(open.opens, language) }) };
    }
  }
}

const PHASE = { now: 'closure.now', restricted: 'closure.restricted', soon: 'closure.soon' } as const;

function closureNotice(closure: Closure, phase: ClosurePhase, language: Language): ClosureNotice {
  const lines: Text[] = [];
  if (closure.cutOff !== undefined && phase !== 'now') lines.push(say('closure.cutOff', { day: isoDay(closure.cutOff, language) }));
  if (closure.restrictedFrom !== undefined && phase !== 'now') lines.push(say('closure.restrictedFrom', { day: isoDay(closure.restrictedFrom, language) }));
  if (closure.phone !== undefined) lines.push(say('closure.phone', { phone: closure.phone }));
  return {
    when: phase,
    title: say(PHASE[phase], { from: isoDay(closure.from, language), to: isoDay(closure.to, language) }),
    reason: wordsOf(closure.reason, language),
    lines,
    ...(closure.urgent === undefined ? {} : { urgent: wordsOf(closure.urgent, language) }),
  };
}

const closedOn = (office: Office, { known }: World) => (day: string): boolean =>
  known?.catalogue.closures.some((closure) => closure.office === office.id && closure.from <= day && day <= closure.to) ?? false;

export function hoursOf(office: Office, world: World, language: Language): ScreenOf<'office'>['hours'] {
  const hours = parseOpening(office.openingHours, world.config.town.land);
  if (hours === null) return [];
  return week(hours, world.now, closedOn(office, world)).map(({ day, spans }) => ({
    day: say('open.day', { day: weekday(day, language) }),
    times: spans.length === 0 ? say('open.closedDay') : say('open.spans', { spans: spans.map((span) => `${time(span.from, language)}–${time(span.to, language)}`).join(', ') }),
  }));
}
