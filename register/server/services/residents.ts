/** What the resident system says and does, as terminals hear it. */
import type { Resident } from '../../contract/contract.ts';
import { Version } from '../../resident-system/contract.ts';
import type { Change, Purpose, Refusal, ResidentRecord } from '../../resident-system/contract.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Answered, Away, ChangeFailure, ResidentSystem, Unknown } from '../ports/resident-system.ts';

/** Seconds after which a terminal may ask again. */
const ASK_AGAIN = 5;

export function problemOf(failure: Away | Unknown): HttpProblem {
  switch (failure.kind) {
    case 'unavailable':
      return new HttpProblem({
        code: 'unavailable',
        ...(failure.here === true ? {} : { part: 'residents' }),
        retryAfterSeconds: ASK_AGAIN,
      });
    case 'maintenance':
      return new HttpProblem({ code: 'maintenance', part: 'residents', until: failure.until });
    // Who is signed in was there when the card was read: the system has removed the person since.
    case 'unknown-resident':
      return new HttpProblem({ code: 'signed-out' });
  }
}

const field = (name: string, message: string): HttpProblem =>
  new HttpProblem({ code: 'invalid-request', errors: [{ field: name, message }] });
const REFUSED: Readonly<Record<Refusal, () => HttpProblem>> = {
  'no-such-home': () => new HttpProblem({ code: 'not-possible', detail: 'There is no such home.' }),
  'not-secondary': () => new HttpProblem({ code: 'not-possible', detail: 'This is no secondary home.' }),
  'day-too-far': () => field('movedOut', 'is more than a week from now'),
  'day-before-moving-in': () => field('movedOut', 'is before moving in'),
  'no-such-block': () => field('changes', 'names a block that does not exist'),
  'block-abolished': () => new HttpProblem({ code: 'not-possible', detail: 'This block can no longer be set.' }),
  'not-family': () => new HttpProblem({ code: 'not-possible', detail: 'Somebody is not of the family.' }),
  'address-unknown': () => new HttpProblem({ code: 'not-possible', detail: 'There is no such address in the town.' }),
  'office-only': () => new HttpProblem({ code: 'not-possible', detail: 'Only the office can do this.' }),
};

function changeProblem(failure: ChangeFailure): HttpProblem {
  switch (failure.kind) {
    case 'changed-meanwhile':
      return new HttpProblem({ code: 'conflict' });
    case 'key-reused':
      return new HttpProblem({ code: 'key-reused' });
    case 'refused':
      return REFUSED[failure.reason]();
    default:
      return problemOf(failure);
  }
}

export interface ResidentsAtHand {
  /** Throws `HttpProblem`. */
  read(person: string, purpose: Purpose): Promise<Resident>;
  /** Makes it once per key. Throws `HttpProblem`. */
  change(request: {
    readonly key: string;
    readonly person: string;
    readonly version: number;
    readonly change: Change;
  }): Promise<void>;
}

/** `today`: the town's calendar day, ISO 8601. */
export function residentsAtHand(system: ResidentSystem, today: () => string): ResidentsAtHand {
  return {
    async read(person, purpose) {
      const found = await system.resident(person, purpose);
      if (!found.ok) throw problemOf(found.error);
      return toResident(found.value, today());
    },
    async change({ key, person, version, change }) {
      // No version that anybody was shown.
      if (!Version.safeParse(version).success) throw new HttpProblem({ code: 'conflict' });
      const made = await system.change({ key, id: person, version, change });
      if (!made.ok) throw changeProblem(made.error);
    },
  };
}

const toResident = ({ homes, spoken: { asOf }, ...record }: Answered<ResidentRecord>, today: string): Resident => ({
  ...record,
  residences: homes,
  age: ageOn(record.birthDate, today),
  ...(asOf === null ? {} : { asOf }),
});

/** Whole years. A birth date that is not known to the day counts from its last possible one. */
export function ageOn(birthDate: string, today: string): number {
  const [year = '', month = '12', day = '31'] = birthDate.split('-');
  const had = today.slice(5) >= `${month}-${day}`;
  return Math.max(0, Number(today.slice(0, 4)) - Number(year) - (had ? 0 : 1));
}
