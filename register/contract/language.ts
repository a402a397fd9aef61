import { z } from 'zod';

/** Languages in which the town's texts may exist; German always does. */
export const Language = z.enum(['de', 'en', 'ar']);
export type Language = z.infer<typeof Language>;
