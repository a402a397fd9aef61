/** What the office's page reads of the town's resident system: who answers, and what was delivered. */
import { z } from 'zod';

const Instant = z.iso.datetime();
const Count = z.number().int().nonnegative();

/** Of a delivery's faults that the page shows. */
export const MOST_PLACES = 10;

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
  /** Where the first of the lines stand that were refused; what is wrong there, the operator's command says. */
  places: z.array(z.object({ line: Count, column: z.string() })).max(MOST_PLACES),
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
  /** What was changed at terminals and no delivery shows yet: not written out for the system, and written out. */
  changes: z.object({ made: Count, handed: Count }),
});
export type OfficeResidents = z.infer<typeof OfficeResidents>;
