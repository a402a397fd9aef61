/** What a check found, for the page: in German, and only what somebody vouches for. */
import { DEMO_ORGANISATION } from '../documents/authority-files.ts';

export interface Finding {
  readonly holds: boolean;
  /** One sentence. */
  readonly says: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
}

export const refused = (says: string): Finding => ({ holds: false, says, rows: [], notes: [] });

/** Behind a finding about a document of the demonstration: its seals and signatures hold, and its documents do not. */
export const demoWords = (organisation: string): string =>
  organisation.includes(DEMO_ORGANISATION)
    ? ' Es ist eine Vorführung: Die Bescheinigung ist erfunden und gilt nicht.'
    : '';

/** 31.07.1950, 07.1950 or 1950 */
export const dayInGerman = (date: string): string => date.split('-').reverse().join('.');
