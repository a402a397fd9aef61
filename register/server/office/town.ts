/**
 * How the town looks on the office's page and on what visitors take along: `FOYER_TOWN_NAME`, `FOYER_TOWN_ARMS` and
 * `FOYER_TOWN_ACCENT`. What is not set is as on the town's certificates, where there are any.
 */
import { isReadableAccent } from '../../../base/colour/contrast.ts';
import type { TownLetterhead } from '../documents/content.ts';
import { readTextFile, TextFileError } from '../files/text-file.ts';
import { RegisterStartError } from '../start-error.ts';

export interface Town {
  readonly name: string | null;
  /** An SVG document. */
  readonly arms: string | null;
  /** `#rrggbb`, dark enough for white text on it. */
  readonly accent: string | null;
}
export const NO_TOWN: Town = { name: null, arms: null, accent: null };

const LONGEST_NAME = 60;
/** Characters: every page asks for it once. */
const LARGEST_ARMS = 200_000;
const SVG = 'http://www.w3.org/2000/svg';

/** Null is what is not set. Throws {@link RegisterStartError} with the setting's name. */
export async function readTown(env: NodeJS.ProcessEnv): Promise<Town> {
  const name = (env.FOYER_TOWN_NAME ?? '').normalize('NFC').trim();
  if (/\p{C}/u.test(name) || [...name].length > LONGEST_NAME)
    throw new RegisterStartError(`FOYER_TOWN_NAME: write one line of at most ${LONGEST_NAME} characters.`);
  const accent = env.FOYER_TOWN_ACCENT ?? '';
  if (accent !== '' && !/^#[0-9a-f]{6}$/i.test(accent))
    throw new RegisterStartError('FOYER_TOWN_ACCENT: write a colour as #rrggbb.');
  if (accent !== '' && !isReadableAccent(accent))
    throw new RegisterStartError(
      'FOYER_TOWN_ACCENT: white text on it has less than 4.5:1 contrast, which many cannot read; take a darker colour.',
    );
  const arms = env.FOYER_TOWN_ARMS ?? '';
  return {
    name: name === '' ? null : name,
    arms: arms === '' ? null : await readArms(arms),
    accent: accent === '' ? null : accent.toLowerCase(),
  };
}

async function readArms(file: string): Promise<string> {
  const text = await readTextFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new RegisterStartError(
      `FOYER_TOWN_ARMS: ${error instanceof TextFileError ? error.message : `${file} cannot be read (${error.code ?? error.name}).`}`,
    );
  });
  if (text.length > LARGEST_ARMS)
    throw new RegisterStartError(
      `FOYER_TOWN_ARMS: ${file} has more than ${LARGEST_ARMS} characters; have it simplified or take another drawing.`,
    );
  // Only where there is one: reading XML takes a while to load.
  const { isElement, parseXml } = await import('../eid/xml.ts');
  const root = parseXml(text);
  // Without its namespace a browser shows nothing.
  if (!root.ok || !isElement(root.value, SVG, 'svg'))
    throw new RegisterStartError(
      `FOYER_TOWN_ARMS: ${file} is no drawing that browsers show. Save it as plain SVG, without a document type and with xmlns="${SVG}".`,
    );
  return text;
}

/** `letterhead`: of the town's certificates. */
export function townOf(set: Town, letterhead: TownLetterhead | undefined): Town {
  if (letterhead === undefined) return set;
  const accent = set.accent ?? letterhead.accent;
  return {
    name: set.name ?? letterhead.town,
    arms: set.arms ?? (letterhead.arms === null ? null : drawn(letterhead.arms, accent)),
    accent,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** As `documents/layout.ts` draws it. */
const drawn = (path: string, accent: string): string =>
  `<svg xmlns="${SVG}" viewBox="0 0 100 120"><path fill="${accent}" fill-rule="evenodd" d="${path.replaceAll(/[&<>"]/g, (one) => ESCAPES[one] ?? one)}"/></svg>`;
