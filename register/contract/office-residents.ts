/** What the office's page reads of the town's resident system: who answers, and what was delivered. */
import { z } from 'zod';

const Instant = z.iso.datetime();
const Count = z.number().int().nonnegative();

/** `waiting`: it would remove more people than may go without somebody's word. */
export const DELIVERY_STATES = ['waiting', 'applied', 'refused', 'dismissed'] as const;
export const OfficeDelivery = z.object({
  id: z.number().int().positive(),
  kind: z.enum(['complete', 'delta']),
  sequence: z.number().int().nonnegative(),
  /** Of when its data are. */
  asOf: Instant,
  receivedAt: Instant,
  state: z.enum(DELIVERY_STATES),
  /** Lines that were read, and what became of people by them. */
  counts: z.object({ read: Count, new: Count, changed: Count, removed: Count, refused: Count }),
  decidedBy: z.string().nullable(),
});
export type OfficeDelivery = z.infer<typeof OfficeDelivery>;

export const OfficeResidents = z.object({
  /** `copy`: the system is away, and what it delivered answers. `away`: nothing answers. */
  state: z.enum(['live', 'copy', 'away']),
  /** Name of who answers; `register`: the register's own tables. */
  source: z.string().nullable(),
  product: z.string().nullable(),
  asOf: Instant.nullable(),
  /** When a maintenance is planned to end. */
  until: z.string().nullable(),
  /** The newest first. */
  deliveries: z.array(OfficeDelivery),
});
export type OfficeResidents = z.infer<typeof OfficeResidents>;
