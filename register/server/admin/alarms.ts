/** What the commands about alarms do. */
import { goingAlarms } from '../alarms/tell.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import type { ADMIN_ALARMS } from './contract.ts';
import type { Handlers } from './server.ts';

export function alarmHandlers({
  database: { db },
  alarms,
}: Pick<Register, 'database' | 'alarms'>): Pick<Handlers, keyof typeof ADMIN_ALARMS> {
  const set = () => {
    if (alarms === undefined)
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: 'FOYER_ALARM_SMTP', message: 'and FOYER_ALARM_WEBHOOK are not set: nobody is told' }],
      });
    return alarms;
  };
  return {
    async alarms() {
      set();
      return db.transaction().execute(goingAlarms);
    },
    testAlarms: async () => [...(await set().test())],
  };
}
