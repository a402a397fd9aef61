import OpeningHours from 'opening_hours';
import { localDay } from './notices.ts';

export type OpenNow =
  | { readonly state: 'open'; /** Until when; absent where it never closes. */ readonly until?: Date }
  | { readonly state: 'closed'; readonly opens?: Date }
  | { readonly state: 'unknown' };

export interface DayHours { readonly day: Date; readonly spans: readonly { readonly from: Date; readonly to: Date }[] }

const STATE: Record<string, string> = {
  BB: 'Brandenburg', BE: 'Berlin', BW: 'Baden-Württemberg', BY: 'Bayern', HB: 'Bremen', HE: 'Hessen', HH: 'Hamburg', MV: 'Mecklenburg-Vorpommern',
  NI: 'Niedersachsen', NW: 'Nordrhein-Westfalen', RP: 'Rheinland-Pfalz', SH: 'Schleswig-Holstein', SL: 'Saarland', SN: 'Sachsen', ST: 'Sachsen-Anhalt', TH: 'Thüringen',
};

/** Reads OpenStreetMap's `opening_hours`, with the public holidays of the Land; null where the text is not understood. */
export function parseOpening(hours: string | undefined, land: string): OpeningHours | null {
  if (hours === undefined) return null;
  try {
    return new OpeningHours(hours, { lat: 51, lon: 10, address: { country_code: 'de', state: STATE[land] ?? '' } } as never);
  } catch {
    // The town's text; a mistake in it must not take the office's page away.
    return null;
  }
}

/** Whether an office is closed all that day (ISO 8601, local) whatever its hours say. */
export type ClosedOn = (day: string) => boolean;

export function openNow(hours: OpeningHours | null, at: Date, closedOn: ClosedOn = () => false): OpenNow {
  if (hours === null) return { state: 'unknown' };
  return understood<OpenNow>({ state: 'unknown' }, () => {
    if (hours.getState(at) && !closedOn(localDay(at))) {
      const change = hours.getNextChange(at);
      return change ? { state: 'open', until: change } : { state: 'open' };
    }
    let opens = hours.getNextChange(at);
    for (let tries = 0; opens && tries < CHANGES; tries += 1) {
      if (hours.getState(opens) && !closedOn(localDay(opens))) return { state: 'closed', opens };
      opens = hours.getNextChange(opens);
    }
    return { state: 'closed' };
  });
}

/** The seven days from `from`'s day on, in local time; none where the hours say nothing for them. */
export function week(hours: OpeningHours, from: Date, closedOn: ClosedOn = () => false): DayHours[] {
  return understood<DayHours[]>([], () => Array.from({ length: 7 }, (_, ahead) => {
    const day = new Date(from.getFullYear(), from.getMonth(), from.getDate() + ahead);
    const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
    return { day, spans: closedOn(localDay(day)) ? [] : hours.getOpenIntervals(day, next).map(([start, end]) => ({ from: start, to: end })) };
  }));
}

/** How many changes are looked at for the next opening: about two months of ordinary hours. */
const CHANGES = 120;

/** The library throws while it evaluates, for one where `SH` meets a year whose school holidays it does not know yet. */
function understood<T>(otherwise: T, evaluate: () => T): T {
  try {
    return evaluate();
  } catch {
    return otherwise;
  }
}
