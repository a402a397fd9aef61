/** Where the office's page lies, as `tools/build.ts` makes it: static files, and `index.html` for every address. */
import { join, resolve } from 'node:path';

export const officePageFolder = (): string => join(resolve(import.meta.dirname, '../../..'), '.build/office');
