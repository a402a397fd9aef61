import iconv from 'iconv-lite';

/** What the maker or a technician has set at the printer; power on and ESC @ put it back. */
export interface MemorySwitches {
  /**
   * Kanji character mode: a byte above 80 hex and the one behind it are one character of GB 18030. So on models for
   * China.
   */
  readonly kanji: boolean;
  /** ESC R n: 0 USA, 2 Germany, 15 China. */
  readonly international: 0 | 2 | 15;
}

export const EUROPEAN: MemorySwitches = { kanji: false, international: 0 };

/** Epson's command reference, ESC R: what stands in the place of which ASCII character. */
const NATIONAL: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  2: { '@': '§', '[': 'Ä', '\\': 'Ö', ']': 'Ü', '{': 'ä', '|': 'ö', '}': 'ü', '~': 'ß' },
  15: { $: '¥' },
};

export const national = (character: string, set: number): string => NATIONAL[set]?.[character] ?? character;

/** The character of two bytes, or the replacement character where they are none. */
export const twoByteCharacter = (lead: number, trail: number | undefined): string =>
  trail === undefined ? '\ufffd' : iconv.decode(Buffer.of(lead, trail), 'gb18030');
export const isLead = (byte: number): boolean => byte > 0x80;
