/** What the operator's commands about deliveries of people ask of the running register. */
import { z } from 'zod';
import { DeliveryReport } from '../residents/feed/report.ts';

export const ADMIN_RESIDENTS = {
  deliveries: {
    path: '/residents/deliveries',
    request: z.object({}),
    /** The newest first. */
    answer: z.array(
      z.object({
        id: z.number(),
        kind: z.string().nullable(),
        sequence: z.number().nullable(),
        asOf: z.string().nullable(),
        receivedAt: z.string(),
        state: z.string(),
        decidedBy: z.string().nullable(),
        report: DeliveryReport,
      }),
    ),
  },
  dismissDelivery: {
    path: '/residents/dismiss',
    request: z.object({ id: z.number().int().positive() }),
    answer: z.object({}),
  },
  residentChanges: {
    path: '/residents/changes',
    /** Without `since` those that were not handed over before. */
    request: z.object({ since: z.iso.datetime({ offset: true }).nullable() }),
    answer: z.object({ people: z.number(), changes: z.number(), csv: z.string() }),
  },
} as const;
