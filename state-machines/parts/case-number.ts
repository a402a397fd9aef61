/**
 * How cases are named on slips, and what becomes of it when it is typed or scanned: the register's reference
 * (FZ-2026-004711-3), the terminal's own number (V-7K3M-9QXT) and the secret (ABCD-EFGH-JKMN). Number and secret are of
 * Crockford's base 32: there is no I, L, O or U in them, so what is typed as I or L is the one, and O the zero.
 */
import { asDigits, BASE_32_CLASS, typedCode } from '../../base/typed-code.ts';

export interface CaseCode {
  readonly reference: string;
  readonly secret: string;
}

/** Letters and digits of the longest reference that is taken. */
export const LONGEST_REFERENCE = 24;
export const SECRET_LENGTH = 12;

/**
 * Upper case, without blanks and dashes, each letter that is none read as the digit it must be. Keeps what may still
 * become a reference.
 */
export function typedReference(text: string): string {
  const plain = text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .slice(0, LONGEST_REFERENCE);
  // Two letters name the kind; a number of the terminal has one.
  const kind = plain.startsWith('V') ? 1 : /^[A-Z]{2}/.test(plain) ? 2 : 0;
  return kind === 0 ? plain : plain.slice(0, kind) + asDigits(plain.slice(kind));
}
export const typedSecret = (text: string): string => typedCode(text, SECRET_LENGTH);

/** With the dashes that belong between the characters typed. */
export function groupedReference(typed: string): string {
  if (typed.startsWith('V')) return grouped(typed, [1, 4, 4]);
  return /^[A-Z]{2}/.test(typed) ? grouped(typed, [2, 4, 6, 1]) : typed;
}
export const groupedSecret = (typed: string): string => grouped(typed, [4, 4, 4]);

function grouped(text: string, lengths: readonly number[]): string {
  const parts: string[] = [];
  let rest = text;
  for (const length of lengths) {
    if (rest === '') break;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  // What is too much stands where it was typed.
  return parts.join('-') + rest;
}

export type ReadReference =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly error: 'incomplete' | 'too-long' | 'character' };

/** A reference as the register has it; which of them there are, only the register knows. */
export function readReference(typed: string): ReadReference {
  const shape = typed.startsWith('V')
    ? { length: 9, is: new RegExp(`^V${BASE_32_CLASS}{8}$`) }
    : { length: 13, is: /^[A-Z]{2}\d{11}$/ };
  if (typed.length < shape.length) return { ok: false, error: 'incomplete' };
  if (typed.length > shape.length) return { ok: false, error: 'too-long' };
  return shape.is.test(typed) ? { ok: true, value: groupedReference(typed) } : { ok: false, error: 'character' };
}

/** What a slip's code holds: nothing but letters, digits and signs that every scanner sends as they are. */
export const caseCode = ({ reference, secret }: CaseCode): string => `${reference} ${secret}`;

/** From a slip's code, or from a text that names one case. Null where it names none, or several. */
export function readCaseCode(text: string): CaseCode | null {
  const references = new Set(
    text.match(
      new RegExp(`(?<![\\w-])(?:V-${BASE_32_CLASS}{4}-${BASE_32_CLASS}{4}|[A-Z]{2}-\\d{4}-\\d{6}-\\d)(?![\\w-])`, 'g'),
    ) ?? [],
  );
  const secrets = new Set(
    text.match(new RegExp(`(?<![\\w-])${BASE_32_CLASS}{4}-${BASE_32_CLASS}{4}-${BASE_32_CLASS}{4}(?![\\w-])`, 'g')) ??
      [],
  );
  const [reference] = references;
  const [secret] = secrets;
  return references.size === 1 && secrets.size === 1 && reference !== undefined && secret !== undefined
    ? { reference, secret }
    : null;
}
