/**
 * What `--demo` starts a register with: all of the demonstration behind one door, so that what is installed in a town
 * can do without.
 */
import { RegisterStartError } from '../server/start-error.ts';
import type { Register } from '../server/register.ts';
import { demoKeyFileIn, isDemo, loadDemo } from './demo.ts';

export { demoParts } from './parts.ts';
export { generate } from './generate.ts';

/**
 * Fills it, or brings its dates up to today. Returns the path of the demo terminal's key. Throws {@link
 * RegisterStartError} on data that are not the demonstration's.
 */
export async function fillDemo(register: Register, folder: string): Promise<string | undefined> {
  if (!(await isDemo(register.database.db)))
    throw new RegisterStartError(
      '--demo: these data are not the demonstration’s. Its sign-in lets anybody be anybody, so it does not start on them. Take another folder or database, or leave --demo out.',
    );
  await loadDemo({ ...register, folder });
  return demoKeyFileIn(folder);
}
