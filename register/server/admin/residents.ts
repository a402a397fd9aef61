/** What the operator's commands about deliveries of people do; the deliveries themselves come as files (files.ts). */
import { actingOperator } from '../audit/acting.ts';
import { HttpProblem } from '../http/problems.ts';
import type { Register } from '../register.ts';
import { handOver } from '../residents/feed/hand-back.ts';
import { dismissDelivery, listDeliveries } from '../residents/feed/list.ts';
import type { ADMIN_RESIDENTS } from './contract-residents.ts';
import type { Handlers } from './server.ts';

export function residentHandlers({
  database: { db },
  clock,
  timeZone,
}: Register): Pick<Handlers, keyof typeof ADMIN_RESIDENTS> {
  return {
    deliveries: () => listDeliveries(db),
    async dismissDelivery({ id }) {
      if (await dismissDelivery(db, { id, by: actingOperator() ?? 'admin', now: clock.now() })) return {};
      throw new HttpProblem({
        code: 'invalid-request',
        errors: [{ field: 'id', message: 'is no delivery that waits' }],
      });
    },
    residentChanges: ({ since }) => handOver(db, { since, timeZone, now: clock.now() }),
  };
}
