/** What every part of the contract says things with: sentences by key, and the town's own words. */
import { z } from 'zod';
import { Language, RichText } from '../../register/contract/contract.ts';

/**
 * A sentence by key; the words stand in `locales/`. Values are numbers, dates already formatted, or the town's own
 * words.
 */
export const Text = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Text = z.infer<typeof Text>;

/** Words of the town, with the language they are in, so that they are drawn and spoken rightly inside another one. */
export const Words = z.object({ text: z.string(), language: Language });
export type Words = z.infer<typeof Words>;
export const RichWords = z.object({ blocks: RichText, language: Language });
export type RichWords = z.infer<typeof RichWords>;

export const Icon = z.string().regex(/^[a-z0-9-]+$/);

/** What a row or a choice says: a sentence, or somebody's own words, as they are. */
export const Said = z.union([Text, Words]);
export type Said = z.infer<typeof Said>;
