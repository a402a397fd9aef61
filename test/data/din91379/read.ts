/** The letters of DIN 91379 as tests need them. */
import { readFileSync } from 'node:fs';
import { LATIN, N1, N2, N3 } from '../../../register/din91379/characters.ts';
import { charactersOf } from '../../../register/din91379/text.ts';

/** The 649 Latin letters and sequences, NFC. */
export const LETTERS: readonly string[] = charactersOf(LATIN);
/** What else names and other data have, but controls. */
export const OTHERS: readonly string[] = [N1, N2, N3].flatMap(charactersOf);

/** Each letter with its search form, as the standard gives it. */
export const SEARCH_FORMS: readonly (readonly [letter: string, form: string])[] = readFileSync(
  new URL('search-forms.txt', import.meta.url), 'utf8').split('\n')
  .filter((line) => !line.startsWith('#')).flatMap((line) => line.split(' ').filter(Boolean)).map((entry) => {
    const [codes = '', form = ''] = entry.split('=');
    return [String.fromCodePoint(...codes.split('+').map((code) => Number.parseInt(code, 16))), form] as const;
  });
