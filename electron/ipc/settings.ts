/** What a visitor may set of the display, for one visit. */
import { z } from 'zod';

export const Settings = z.object({
  textSize: z.enum(['normal', 'large']),
  contrast: z.enum(['normal', 'high']),
  lowReach: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;
