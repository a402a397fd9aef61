/**
 * What may stand in a text of the register: the data types of DIN 91379 (characters and sequences for names in Europe),
 * and for continuous text everything but characters that are not typed on purpose and are misread. Texts are NFC, as
 * the standard wants (clause "normalization").
 */
import { LATIN, N1, N2, N3, N4 } from './characters.ts';

/**
 * A: names of natural persons. B: other names (offices, firms). C: places, streets and what else stands in a register.
 * `text`: continuous text in any language, outside of the standard's scope.
 */
export type DataType = 'A' | 'B' | 'C' | 'text';

/** One group of the data, NFC. */
export function charactersOf(group: string): string[] {
  return group
    .trim()
    .split(/\s+/)
    .flatMap((entry) => {
      const [from, to] = entry.split('-').map((code) => Number.parseInt(code, 16));
      if (entry.includes('+'))
        return [String.fromCodePoint(...entry.split('+').map((code) => Number.parseInt(code, 16))).normalize('NFC')];
      return Array.from({ length: (to ?? from ?? 0) - (from ?? 0) + 1 }, (_, at) =>
        String.fromCodePoint((from ?? 0) + at).normalize('NFC'),
      );
    });
}

const setOf = (...groups: string[]): ReadonlySet<string> => new Set(groups.flatMap(charactersOf));
const TYPES = { A: setOf(LATIN, N1), B: setOf(LATIN, N1, N2), C: setOf(LATIN, N1, N2, N3, N4) } as const;
/** Code units of the longest sequence. */
const LONGEST = Math.max(...[...TYPES.C].map((character) => character.length));

/** Where a text is wrong: `at` in code units from 0, and why, without the text itself. */
export interface TextFault {
  readonly at: number;
  readonly reason: string;
}

const LOST = 'has U+FFFD in place of a letter that was lost when the text was read or saved in a wrong encoding';
const TWICE = 'has letters that were encoded twice: UTF-8 read as Windows-1252';
const code = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/**
 * Invisible characters, and characters that look like others. Marks of direction (U+200E, U+200F, U+061C) belong to
 * Arabic text.
 */
const UNSEEN: readonly (readonly [RegExp, (character: string) => string])[] = [
  [/\u00ad/, () => 'has a soft hyphen (U+00AD)'],
  [/[\u202a-\u202e\u2066-\u2069]/, (found) => `has a character that turns the direction of writing (${code(found)})`],
  // Not U+200C and U+200D, which join letters or keep them apart in some scripts; no name by DIN 91379 has them.
  [/[\u200b\u2060-\u2064\ufeff\u180e\u115f\u1160\u3164]/, (found) => `has a character of no width (${code(found)})`],
  [/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/, (found) => `has a control character (${code(found)})`],
  // Halves of pairs, and what Unicode will never assign or leaves to each maker.
  [/[\p{Cs}\p{Co}\ufdd0-\ufdef\ufffe\uffff]/u, (found) => `has a character that is none (${code(found)})`],
];

/** The first sign that a text was read or saved in a wrong encoding; null where there is none. */
export function lostLetter(text: string): TextFault | null {
  const lost = text.indexOf('\ufffd');
  const twice = encodedTwice(text);
  if (lost < 0 && twice === null) return null;
  return twice !== null && (lost < 0 || twice < lost) ? { at: twice, reason: TWICE } : { at: lost, reason: LOST };
}

/** The first fault of a text that is NFC already; null where it may stand there. */
export function textFault(text: string, type: DataType): TextFault | null {
  const faults = UNSEEN.flatMap(([pattern, reason]): TextFault[] => {
    const found = pattern.exec(text);
    return found === null ? [] : [{ at: found.index, reason: reason(found[0]) }];
  });
  const lost = lostLetter(text);
  if (lost !== null) faults.push(lost);
  if (type !== 'text' && faults.length === 0) {
    const at = strangerTo(TYPES[type], text);
    const who = type === 'A' ? 'names of people do' : 'it does';
    if (at !== null) {
      const reason = `has a character that ${who} not have by DIN 91379, data type ${type} (${code(text.slice(at))})`;
      faults.push({ at, reason });
    }
  }
  return faults.sort((a, b) => a.at - b.at)[0] ?? null;
}

/** The first place that no character of the set begins at; the longest is taken first, as k͟h is one letter. */
function strangerTo(set: ReadonlySet<string>, text: string): number | null {
  for (let at = 0; at < text.length;) {
    let length = Math.min(LONGEST, text.length - at);
    while (length > 0 && !set.has(text.slice(at, at + length))) length -= 1;
    if (length === 0) return at;
    at += length;
  }
  return null;
}

/**
 * Windows-1252 above U+00FF, by byte from 0x80 (WHATWG Encoding, index windows-1252); its five free bytes stand for
 * themselves.
 */
const ABOVE = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windowsByte(character: string): number | null {
  const above = ABOVE.indexOf(character);
  if (above >= 0) return 0x80 + above;
  const point = character.codePointAt(0) ?? 0;
  return point >= 0xa0 && point <= 0xff ? point : null;
}

/**
 * What is written twice in practice: Latin letters to U+017F, quotation marks, dashes, the euro. More would take rare
 * pairs of real letters for it.
 */
const OFTEN = /^[\u00a0-\u017f\u2010-\u203a\u20ac]+$/;

/**
 * Where "Ã¼" stands for "ü": a run beyond ASCII that is UTF-8 of such characters when it is taken for bytes. Else null.
 */
function encodedTwice(text: string): number | null {
  for (const { 0: run, index } of text.matchAll(/[^\0-\x7f]{2,}/g)) {
    const bytes = [...run].map(windowsByte);
    if (bytes.includes(null)) continue;
    const read = new TextDecoder('utf-8').decode(Uint8Array.from(bytes as number[]));
    if (OFTEN.test(read)) return index;
  }
  return null;
}
