/**
 * Codes that people read from paper or hear, and type in: Crockford's base 32. It leaves out I, L and O, which are
 * misread as digits, and U, so that codes spell fewer words. They are written in groups of four, 20 bits each.
 */
export const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** One of them, in a regular expression. */
export const BASE_32_CLASS = '[0-9A-HJKMNP-TV-Z]';

/** In upper case, with each letter that is none of them but looks like a digit as that digit. */
export const asDigits = (text: string): string => text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');

/** As a person types it, without blanks and hyphens, at most so many letters. */
export const typedCode = (text: string, length: number): string =>
  asDigits(text)
    .replaceAll(/[^0-9A-HJKMNP-TV-Z]/g, '')
    .slice(0, length);

/** With a hyphen after each four letters. */
export const inGroups = (letters: string): string => letters.match(/.{1,4}/g)?.join('-') ?? '';

/** A whole code of so many groups, as it is written. */
export const codePattern = (groups: number): RegExp =>
  new RegExp(`^${Array(groups).fill(`${BASE_32_CLASS}{4}`).join('-')}$`);

/** `random`: a whole number from 0 to below its argument, each as likely as the others. */
export const newCode = (groups: number, random: (below: number) => number): string =>
  inGroups(Array.from({ length: 4 * groups }, () => BASE_32.charAt(random(BASE_32.length))).join(''));
