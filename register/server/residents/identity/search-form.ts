/**
 * The search form of a name (DIN 91379, annex with the mapping to A–Z): under it a name is found however a card or a
 * system writes it. "Ådalen", "AADALEN" and "Aadalen" are one.
 */

/** Letters that are more than a base letter with marks. */
const LETTERS: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'OE',
  ß: 'SS',
  ẞ: 'SS',
  Þ: 'TH',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ĳ: 'IJ',
  ĸ: 'K',
  Ŀ: 'L',
  Ł: 'L',
  ŉ: 'N',
  Ŋ: 'N',
  Ŧ: 'T',
  Ƈ: 'C',
  Ə: 'E',
  Ɨ: 'I',
  Ʒ: 'Z',
  Ǥ: 'G',
  ı: 'I',
  ſ: 'S',
};
/** With a diaeresis or a ring they are written with two letters, whatever other marks they carry. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/A(\p{M}*)\u0308/gu, 'AE$1'],
  [/O(\p{M}*)\u0308/gu, 'OE$1'],
  [/U(\p{M}*)\u0308/gu, 'UE$1'],
  [/A(\p{M}*)\u030a/gu, 'AA$1'],
];

/** A–Z, digits and single blanks: what separates the parts of a name (hyphen, apostrophe, point) counts as a blank. */
export function searchForm(name: string): string {
  let text = [...name.normalize('NFC')]
    .map((letter) => LETTERS[letter] ?? LETTERS[letter.toUpperCase()] ?? letter.toUpperCase())
    .join('')
    .normalize('NFD');
  for (const [pair, letters] of PAIRS) text = text.replace(pair, letters);
  // A letter may have stood behind marks until now: Ǿ, Ǽ.
  text = [...text.replace(/\p{M}/gu, '')].map((letter) => LETTERS[letter] ?? letter).join('');
  return text.replace(/[^A-Z0-9]+/g, ' ').trim();
}

/** The same without blanks: "von der Straßen" and "Vonder Straßen" are one name for the search. */
export const searchKey = (name: string): string => searchForm(name).replaceAll(' ', '');
