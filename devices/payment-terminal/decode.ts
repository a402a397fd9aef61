import iconv from 'iconv-lite';
import type { CharacterSet } from './character-set.ts';

/** Not beside the sets' names: the terminal's configuration, which lists those, decodes nothing. */
export const textIn = (bytes: Uint8Array, set: CharacterSet): string => iconv.decode(Buffer.from(bytes), set);
