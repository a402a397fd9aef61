/**
 * Serial numbers of German ID documents as printed on them and on the slip of the application, with or without check
 * digit. Pure and without dependencies: the terminal's keypad and the register use the same rules.
 *
 * Alphabet: ten digits and the 17 letters that are no vowel and not B, D, Q or S, so that no word appears and a zero is
 * never taken for an O. Check digit: ICAO Doc 9303-3, 4.9.
 */
import type { DocumentType } from './contract.ts';
import type { Result } from '../../base/result.ts';

/** Every character that can stand in a number, apart from the first letter of a provisional document. */
export const ALPHABET = '0123456789CFGHJKLMNPRTVWXYZ';

interface Format {
  /** Characters without the check digit. */
  readonly length: 8 | 9;
  /** Letters with which a number begins. */
  readonly first: string;
  /** Characters that may follow. */
  readonly rest: string;
}

const LETTERS = 'CFGHJKLMNPRTVWXYZ';
const DIGITS = '0123456789';

export const FORMATS: Readonly<Record<DocumentType, Format>> = {
  // The series before 2010 has T and eight digits, which fits the same rule.
  'identity-card': { length: 9, first: 'LMNPRTVWXY', rest: ALPHABET },
  passport: { length: 9, first: 'CFGHJK', rest: ALPHABET },
  // Provisional identity cards and passports: a letter, seven digits. Their letters are not of the alphabet above (A,
  // B, …).
  provisional: { length: 8, first: 'ABCDEFGHIJKLMNPQRSTUVWXYZ', rest: DIGITS },
  // No published rule narrows the first letter of the elektronischer Aufenthaltstitel.
  'residence-permit': { length: 9, first: LETTERS, rest: ALPHABET },
  // Nor those of travel documents of foreigners, refugees and stateless persons (AufenthV § 4 (3)), and of Union
  // citizens' eID cards (eIDKG § 4).
  'travel-document': { length: 9, first: LETTERS, rest: ALPHABET },
  'eid-card': { length: 9, first: LETTERS, rest: ALPHABET },
};

export type DocumentNumberError =
  /** Right, but characters are missing. */
  | 'incomplete'
  | 'too-long'
  /** A character that this document's numbers never have. */
  | 'character'
  /** The first character does not belong to this type of document: perhaps another type was meant. */
  | 'first-letter'
  /** The check digit does not fit: mistyped. */
  | 'check-digit';

export interface DocumentNumber {
  /** Eight or nine characters, upper case, without check digit. */
  readonly number: string;
  /** Whether a check digit was given, and fits. Without one, an unknown number may be a mistyped one. */
  readonly checked: boolean;
}

/** Without blanks, upper case, every O a zero. Never fails; other characters stay as they are. */
export function normaliseDocumentNumber(text: string): string {
  // Most are: a list of millions is read in half the time.
  if (/^[0-9A-NP-Z]*$/.test(text)) return text;
  return text
    .replace(/[\s\u200b\ufeff]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, '0');
}

/**
 * Check digit by weights 7, 3, 1 (ICAO Doc 9303-3, 4.9): digits count as themselves, A as 10 … Z as 35, the filler `<`
 * as 0. `undefined` for text with any other character.
 */
export function checkDigit(text: string): number | undefined {
  const weights = [7, 3, 1];
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = valueOf(text.charCodeAt(index));
    if (value === undefined) return undefined;
    sum += value * (weights[index % 3] ?? 0);
  }
  return sum % 10;
}

function valueOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x5a) return code - 0x41 + 10;
  return code === 0x3c ? 0 : undefined;
}

/**
 * Which document a number most likely belongs to where nothing but the number is known, as in a bar code; null for
 * what is no number. Permits, travel documents and eID cards share their letters with identity cards and passports,
 * of which there are many more.
 */
export function documentTypeOf(text: string): DocumentType | null {
  return (
    (['identity-card', 'passport', 'residence-permit', 'provisional'] as const).find(
      (type) => parseDocumentNumber(type, text).ok,
    ) ?? null
  );
}

/**
 * Reads what was typed or scanned. Errors are reported from left to right, so that a keypad can show them while typing;
 * `incomplete` means that all that is there is right.
 */
export function parseDocumentNumber(type: DocumentType, text: string): Result<DocumentNumber, DocumentNumberError> {
  const { length, first, rest } = FORMATS[type];
  const typed = normaliseDocumentNumber(text);
  const fail = (error: DocumentNumberError) => ({ ok: false, error }) as const;

  if (typed.length > 0 && !first.includes(typed.charAt(0))) {
    return fail((ALPHABET + first).includes(typed.charAt(0)) ? 'first-letter' : 'character');
  }
  for (const character of typed.slice(1, length)) if (!rest.includes(character)) return fail('character');
  if (typed.length < length) return fail('incomplete');
  if (typed.length > length + 1) return fail('too-long');

  const number = typed.slice(0, length);
  const given = typed.slice(length);
  if (given !== '' && given !== String(checkDigit(number))) return fail('check-digit');
  return { ok: true, value: { number, checked: given !== '' } };
}
