/** The contract for a town's own resident system as files: who writes an adapter needs nothing else of the project. */
import { join } from 'node:path';
import { LATIN } from '../../register/din91379/characters.ts';
import { charactersOf } from '../../register/din91379/text.ts';
import { residentSystemOpenApi } from '../../register/resident-system/openapi.ts';
import { searchKey } from '../../register/server/residents/identity/search-form.ts';
import { ROOT } from '../setup/paths.mjs';

export const SYSTEM_OPENAPI = join(ROOT, 'register/resident-system/openapi.json');
export const SYSTEM_SEARCH_FORMS = join(ROOT, 'register/resident-system/search-forms.json');

const fileText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
export const systemOpenApiText = (): string => fileText(residentSystemOpenApi());

/** Every letter of names by DIN 91379 with what the register makes of it, for products that search by a table. */
export const systemSearchFormsText = (): string =>
  fileText({
    source: 'DIN 91379:2022-08, https://github.com/String-Latin/DIN-91379-Characters-and-Sequences, latin_list_1.3.txt',
    licence: 'CC BY 4.0, https://creativecommons.org/licenses/by/4.0/',
    letters: Object.fromEntries(charactersOf(LATIN).map((letter) => [letter, searchKey(letter)])),
  });
