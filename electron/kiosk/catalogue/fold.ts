/**
 * The form in which words are compared: case, marks and the two ways to write an umlaut do not matter. `ä`, `ae` and
 * `a` become the same, in the query and in the texts, so that no German keyboard is needed; `ß` is `ss`. Arabic: vowel
 * signs go, forms of alef, ta marbuta and alef maqsura become one.
 */
export function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'a')
    .replace(/œ|ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ|ð/g, 'd')
    .replace(/ı/g, 'i')
    .replace(/([aou])e/g, '$1')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .replace(/ى/g, 'ي')
    .replace(/ـ/g, '');
}

/** Runs of letters and digits, folded. */
export const words = (text: string): string[] =>
  (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(fold).filter((word) => word !== '');
