import OpeningHours from 'opening_hours';

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

export function openNow(hours: OpeningHours | null, at: Date): OpenNow {
  if (hours === null) return { state: 'unknown' };
  const change = hours.getNextChange(at);
  if (hours.getState(at)) return change ? { state: 'open', until: change } : { state: 'open' };
  return change ? { state: 'closed', opens: change } : { state: 'closed' };
}

/** The seven days from `from`'s day on, in local time. */
export function week(hours: OpeningHours, from: Date): DayHours[] {
  return Array.from({ length: 7 }, (_, ahead) => {
    const day = new Date(from.getFullYear(), from.getMonth(), from.getDate() + ahead);
    const next = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1);
    return { day, spans: hours.getOpenIntervals(day, next).map(([start, end]) => ({ from: start, to: end })) };
  });
}
