/**
 * Which passwords are taken. Length, and not one of those that are tried first (NIST SP 800-63B, 3.1.1.2; BSI
 * ORP.4.A22); no rules about digits and signs, which only make people write them down.
 */
import { err, ok, type Result } from '../../../../base/result.ts';
import { isCommonPassword } from './common-passwords.ts';
import { preparedPassword } from './password-hash.ts';

/** Characters as people count them: code points after {@link preparedPassword}. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'personal' | 'repeated';

export const PASSWORD_SENTENCES: Readonly<Record<PasswordFault, string>> = {
  'too-short': `Das Passwort ist zu kurz. Nehmen Sie mindestens ${SHORTEST_PASSWORD} Zeichen, zum Beispiel vier Wörter, die nichts miteinander zu tun haben.`,
  'too-long': `Das Passwort ist zu lang. Nehmen Sie höchstens ${LONGEST_PASSWORD} Zeichen.`,
  common: 'Dieses Passwort haben viele, und es wird als Erstes probiert. Nehmen Sie ein anderes.',
  personal:
    'Im Passwort stehen Ihr Name, Ihr Anmeldename oder der Name der Stadt. Das wird als Erstes probiert. Nehmen Sie ein anderes.',
  repeated: 'Das Passwort wiederholt nur wenige Zeichen oder zählt sie auf. Nehmen Sie ein anderes.',
};

/** Shorter parts of a name are in too many words. */
const SHORTEST_PART = 4;
/** Different characters at least. */
const DIFFERENT = 5;
/** A part that a password only repeats. */
const LONGEST_REPEATED = 6;

export interface WhoseAndWhere {
  readonly login: string;
  readonly name: string;
  readonly town: string | null;
}

/** The password as it is hashed. */
export function checkPassword(password: string, { login, name, town }: WhoseAndWhere): Result<string, PasswordFault> {
  const prepared = preparedPassword(password);
  const { length } = [...prepared];
  if (length < SHORTEST_PASSWORD) return err('too-short');
  if (length > LONGEST_PASSWORD) return err('too-long');
  const folded = fold(prepared);
  const parts = [
    login,
    ...login.split(/[._-]/),
    name,
    ...name.split(/[\s-]+/),
    town ?? '',
    ...(town ?? '').split(/[\s-]+/),
  ];
  if (parts.map(fold).some((part) => part.length >= SHORTEST_PART && folded.includes(part))) return err('personal');
  if (isRepeated(prepared.toLowerCase())) return err('repeated');
  return isCommonPassword(prepared) ? err('common') : ok(prepared);
}

/** Without blanks, case, accents and the usual ways to write an umlaut. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .normalize('NFD')
    .replaceAll(/[\p{M}\s._-]/gu, '');

function isRepeated(text: string): boolean {
  if (new Set(text).size < DIFFERENT) return true;
  for (let length = 1; length <= LONGEST_REPEATED; length += 1) {
    const part = text.slice(0, length);
    if (part.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return true;
  }
  // abcdefghijkl, 987654321098: each one beside the one before it.
  const codes = [...text].map((one) => one.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
  return [1, -1].some((step) => steps.filter((one) => one === step).length >= steps.length - 1);
}
