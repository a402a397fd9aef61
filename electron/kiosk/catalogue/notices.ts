import { dayOf, plusDays } from '../../../base/calendar-day.ts';
import type { Catalogue, Closure, Maintenance } from '../../../register/contract/contract.ts';

/**
 * `now`: closed today. `restricted`: the time before a closure in which not everything is possible. `soon`: within two
 * weeks.
 */
export type ClosurePhase = 'now' | 'restricted' | 'soon';
const AHEAD_DAYS = 14;

/** Which closures of an office a visitor should hear about on this day (ISO 8601, local). */
export function closuresOf(
  catalogue: Catalogue,
  office: string,
  today: string,
): { closure: Closure; phase: ClosurePhase }[] {
  return catalogue.closures
    .filter((closure) => closure.office === office && closure.to >= today)
    .flatMap((closure): { closure: Closure; phase: ClosurePhase }[] => {
      if (closure.from <= today) return [{ closure, phase: 'now' }];
      if (closure.restrictedFrom !== undefined && closure.restrictedFrom <= today)
        return [{ closure, phase: 'restricted' }];
      return closure.from <= plusDays(today, AHEAD_DAYS) || (closure.cutOff ?? '9999') <= plusDays(today, AHEAD_DAYS)
        ? [{ closure, phase: 'soon' }]
        : [];
    });
}

export const maintenanceNow = (catalogue: Catalogue, service: string, now: Date): Maintenance | undefined =>
  catalogue.maintenance.find(
    (one) => one.service === service && Date.parse(one.from) <= now.getTime() && now.getTime() < Date.parse(one.to),
  );

/** What is planned within a week, to be said in time. */
export const maintenanceSoon = (catalogue: Catalogue, service: string, now: Date): Maintenance[] =>
  catalogue.maintenance.filter(
    (one) =>
      one.service === service &&
      Date.parse(one.from) > now.getTime() &&
      Date.parse(one.from) <= now.getTime() + 7 * 86_400_000,
  );

/** The calendar day of an instant in the terminal's own time zone. */
export const localDay = (at: Date): string => dayOf(at.getTime());
