import { z } from 'zod';
import { Id } from '../../register/contract/parts.ts';

/** Blocks that shall be other than they are. */
export const BlocksChange = z.object({
  changes: z
    .array(z.object({ id: Id, set: z.boolean() }))
    .min(1)
    .max(20),
});
