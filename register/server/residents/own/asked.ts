import { err, ok, type Result } from '../../../../base/result.ts';
import { isUnavailable } from '../../database/unavailable.ts';
import type { Away } from '../../ports/resident-system.ts';

/** What our own tables say, or that the database cannot be asked now. */
export async function asked<T>(query: () => Promise<T>): Promise<Result<T, Away>> {
  try {
    return ok(await query());
  } catch (error) {
    if (isUnavailable(error)) return err({ kind: 'unavailable', here: true });
    throw error;
  }
}
