/** Character sets of the terminal's texts. */
export const CHARACTER_SETS = ['cp437', 'iso-8859-1', 'iso-8859-2', 'iso-8859-15', 'utf-8'] as const;
export type CharacterSet = (typeof CHARACTER_SETS)[number];

/** What PA00P015 has texts in where nothing else was said; some acquirers' terminals send Latin-1 all the same. */
export const USUAL: CharacterSet = 'cp437';

/**
 * By the TLV tag 14: the number of a part of ISO 8859, or FE for UTF-8 (PA00P015, 9). Null: it names none that we
 * know.
 */
export function namedBy(tag: number | undefined): CharacterSet | null {
  switch (tag) {
    case 1:
      return 'iso-8859-1';
    case 2:
      return 'iso-8859-2';
    case 15:
      return 'iso-8859-15';
    case 0xfe:
      return 'utf-8';
    case 0xff:
      return 'cp437';
    default:
      return null;
  }
}
