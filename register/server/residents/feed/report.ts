/** What became of a delivery, by numbers and places: nothing of a person. */
import { z } from 'zod';

export const DeliveryReport = z.object({
  /** Records between the first and the last one. */
  read: z.number(),
  new: z.number().default(0),
  changed: z.number().default(0),
  removed: z.number().default(0),
  unchanged: z.number().default(0),
  /** People who have something that was changed here and is kept. */
  kept: z.number().default(0),
  /** People who died or left and were not entered. */
  gone: z.number().default(0),
  /** Faults by line, column and reason, never a value; `more` are not named. */
  refused: z.array(z.object({ line: z.number(), column: z.string(), reason: z.string() })).default([]),
  more: z.number().default(0),
  /** Why the whole file was refused, or waits. */
  sentence: z.string().nullable().default(null),
});
export type DeliveryReport = z.output<typeof DeliveryReport>;
