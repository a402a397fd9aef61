/** How many people a delivery may remove without somebody's word. */
import { RegisterStartError } from '../../start-error.ts';

/** A part of everybody, or so many people: whichever is more. */
export interface RemovalLimit {
  readonly percent: number;
  readonly people: number;
}
export const REMOVAL_LIMIT: RemovalLimit = { percent: 1, people: 50 };

/** `text`: of FOYER_DELIVERY_REMOVES, such as `1%,50`. Throws {@link RegisterStartError}. */
export function readRemovalLimit(text: string | undefined): RemovalLimit {
  if (text === undefined || text === '') return REMOVAL_LIMIT;
  const [, percent, people] = /^(\d{1,2}(?:\.\d)?)%,(\d{1,7})$/.exec(text) ?? [];
  if (percent === undefined || people === undefined)
    throw new RegisterStartError(
      `FOYER_DELIVERY_REMOVES: "${text}" is no limit. Write a share of all people and a number, of which the larger one counts: 1%,50`,
    );
  return { percent: Number(percent), people: Number(people) };
}
