/**
 * C40, the coding of capital letters, digits and blanks in a seal's header (ICAO Doc 9303-13, TR-03137-1): three
 * characters in two bytes. A filler `<` of a machine-readable zone is a blank.
 */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';

export type C40Fault = 'not-c40';

const UNLATCH = 0xfe;
const BLANK = 3;
const FIRST_DIGIT = 4;
const FIRST_LETTER = 14;

/** `text`: A–Z (small ones are made capital), 0–9, blank and `<`. Two bytes for every three characters begun. */
export function encodeC40(text: string): Result<Uint8Array, C40Fault> {
  const characters = text.toUpperCase();
  const values: number[] = [];
  for (const character of characters) {
    const value = valueOf(character);
    if (value === undefined) return err('not-c40');
    values.push(value);
  }
  const bytes: number[] = [];
  for (let at = 0; at < values.length; at += 3) {
    const [first = 0, second, third = 0] = values.slice(at, at + 3);
    // A last character alone leaves C40: its ASCII code plus one, as in a DataMatrix.
    if (second === undefined)
      bytes.push(UNLATCH, (characters[at] === '<' ? ' ' : (characters[at] ?? '')).charCodeAt(0) + 1);
    else {
      const sum = 1600 * first + 40 * second + third + 1;
      bytes.push(sum >> 8, sum & 0xff);
    }
  }
  return ok(Uint8Array.from(bytes));
}

/** Reads what {@link encodeC40} writes, and nothing else. */
export function decodeC40(bytes: Uint8Array): Result<string, C40Fault> {
  if (bytes.length % 2 !== 0) return err('not-c40');
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const last = at + 2 === bytes.length;
    const [high = 0, low = 0] = bytes.subarray(at, at + 2);
    if (high === UNLATCH) {
      const character = String.fromCharCode(low - 1);
      if (!last || character === '<' || valueOf(character) === undefined) return err('not-c40');
      text += character;
      continue;
    }
    const sum = high * 256 + low - 1;
    const triple = [Math.floor(sum / 1600), Math.floor(sum / 40) % 40, sum % 40].map(characterOf);
    // Zero (Shift 1) fills the third place at the very end.
    if (last && sum % 40 === 0) triple.pop();
    if (sum < 0 || triple.some((character) => character === undefined)) return err('not-c40');
    text += triple.join('');
  }
  return ok(text);
}

function valueOf(character: string): number | undefined {
  if (character === ' ' || character === '<') return BLANK;
  if (/^[0-9]$/.test(character)) return FIRST_DIGIT + Number(character);
  return /^[A-Z]$/.test(character) ? FIRST_LETTER + character.charCodeAt(0) - 65 : undefined;
}

function characterOf(value: number): string | undefined {
  if (value === BLANK) return ' ';
  if (value >= FIRST_DIGIT && value < FIRST_LETTER) return String(value - FIRST_DIGIT);
  return value >= FIRST_LETTER && value < FIRST_LETTER + 26
    ? String.fromCharCode(65 + value - FIRST_LETTER)
    : undefined;
}
