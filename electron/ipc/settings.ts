/** What a visitor may set of the display, for one visit. */
import { z } from 'zod';

export const Settings = z.object({
  textSize: z.enum(['normal', 'large', 'largest']),
  /** `normal`: light, in the town's colour. `dark`: the same on a dark ground. `high`: black on white. */
  contrast: z.enum(['normal', 'dark', 'high', 'yellow']),
  lowReach: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** What the law wants readable from everywhere: privacy notice, imprint, accessibility statement. */
export const LegalText = z.enum(['privacy', 'imprint', 'accessibility']);
export type LegalText = z.infer<typeof LegalText>;
/** What lies over a screen because the visitor opened it; the screen below stays as it is. */
export const Sheet = z.enum(['languages', 'display', 'help', ...LegalText.options]);
export type Sheet = z.infer<typeof Sheet>;
