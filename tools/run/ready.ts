/** What every suite begins with, so that it is made once and not by each process: see the two settings. */
import { join } from 'node:path';
import { PREPARED_DATABASE, prepareDatabase } from '../../register/server/database/prepared.ts';
import { ROOT } from '../setup/paths.mjs';

const CACHE = join(ROOT, 'node_modules/.cache/foyer');

/** For vitest's and Playwright's `globalSetup`, and `npm test` around both: settings that their processes inherit. */
export default async function makeReady(): Promise<void> {
  process.env[PREPARED_DATABASE] ??= await prepareDatabase(CACHE);
  // Node keeps what it compiled, and TypeScript without its types: registers and hosts of simulators start by the
  // hundred.
  process.env.NODE_COMPILE_CACHE ??= join(CACHE, 'compiled');
}
