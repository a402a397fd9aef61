import { z } from 'zod';
import { Line } from '../../register/contract/parts.ts';

/**
 * § 30 BZRG. `N`: for oneself. `O`: straight to an authority. `P`: to an authority, after reading it at the local
 * court.
 */
export const CriminalRecordOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('N') }),
  z.object({
    type: z.enum(['O', 'P']),
    authority: z.object({ name: Line, street: Line, postalCode: z.string().regex(/^\d{5}$/), city: Line }),
    purpose: Line,
  }),
]);
export type CriminalRecordOrder = z.infer<typeof CriminalRecordOrder>;
