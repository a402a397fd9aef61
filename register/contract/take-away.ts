/**
 * What a visitor takes along by phone, as it stands behind the # of a link: `https://PUBLIC/t#1.PAYLOAD`. The terminal
 * writes it and the page at `/t` draws it, in the phone's browser. A browser never sends what stands behind the #, so
 * no server sees it and nothing of it is stored.
 */
import { deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { Language } from './language.ts';

/** Path of the page, below the address of the public listener. */
export const TAKE_AWAY_PATH = '/t';
/** In front of the payload: another form of it gets another number, and a page that does not know it says so. */
export const TAKE_AWAY_VERSION = '1';
/** Characters behind the #: more than any QR code of a terminal holds, and little enough for any phone. */
export const LONGEST_FRAGMENT = 1_000;
/** Bytes of what comes out of it: a few hundred compressed bytes could become a million. */
export const LARGEST_TAKE_AWAY = 8_192;

/** No line breaks, control characters and overrides of the direction: with those a value could look like another. */
const words = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e]+$/u);

/** Short keys, because every byte makes the code finer. */
export const TakeAway = z.strictObject({
  /** Language of the words. */
  l: Language,
  /** Title. */
  t: words(200),
  /** What was found and what to do next, sentence by sentence. */
  b: z.array(words(500)).max(12).optional(),
  /** Sections: title, lines, rows of label and value, what to do next. `c`: a code, read sign by sign. */
  s: z
    .array(
      z.strictObject({
        t: words(200).optional(),
        i: z.array(words(500)).max(12).optional(),
        r: z
          .array(z.strictObject({ k: words(100), v: words(200), c: z.literal(1).optional() }))
          .max(12)
          .optional(),
        n: words(500).optional(),
      }),
    )
    .max(8)
    .optional(),
  /** Office: name, address line by line, phone. */
  o: z
    .strictObject({
      n: words(200),
      a: z.array(words(200)).max(4),
      p: z
        .string()
        .regex(/^\+?[0-9][0-9 ()/.-]{1,38}$/)
        .optional(),
    })
    .optional(),
});
export type TakeAway = z.infer<typeof TakeAway>;

/**
 * The address to put into a code. Null where this is nothing that the page would show: it is closed on both sides, so
 * what is too long or holds control characters is not sent on its way. `publicUrl`: without a slash at its end.
 */
export function takeAwayLink(publicUrl: string, content: TakeAway): string | null {
  if (!TakeAway.safeParse(content).success) return null;
  const bytes = Buffer.from(JSON.stringify(content), 'utf8');
  if (bytes.length > LARGEST_TAKE_AWAY) return null;
  const fragment = `${TAKE_AWAY_VERSION}.${deflateRawSync(bytes, { level: 9 }).toString('base64url')}`;
  return fragment.length > LONGEST_FRAGMENT ? null : `${publicUrl}${TAKE_AWAY_PATH}#${fragment}`;
}
