import { HttpProblem } from '../../register/server/http/problems.ts';
import type { CaseRule } from '../../register/server/services/rules.ts';
import type { CriminalRecordOrder } from './order.ts';

/** From this age on (§ 30 (1) BZRG). */
const CONDUCT_AGE = 14;

export const criminalRecordAtRegister: CaseRule<CriminalRecordOrder> = {
  mayOrder({ resident }) {
    if (resident.age < CONDUCT_AGE) throw new HttpProblem({ code: 'not-possible', detail: 'From the age of 14.' });
  },
};
