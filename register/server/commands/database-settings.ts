/** How the register reaches its database, as its settings say. */
import type { Pooling } from '../database/database.ts';
import type { OpenRegisterOptions } from '../register.ts';
import { UsageError } from './arguments.ts';

const POOLING: readonly Pooling[] = ['none', 'session', 'transaction'];

export type DatabaseSettings = Pick<OpenRegisterOptions, 'databaseUrl' | 'pooling' | 'directUrl'>;

/** `need`: whether a database of its own is enough. Throws {@link UsageError} with the setting's name. */
export function readDatabase(env: NodeJS.ProcessEnv, need: 'any' | 'postgresql'): DatabaseSettings {
  const { DATABASE_URL: databaseUrl, FOYER_DATABASE_POOLING: text, FOYER_DATABASE_DIRECT_URL: directUrl } = env;
  if (!databaseUrl) {
    if (need === 'postgresql' && env.FOYER_REGISTER_DATABASE !== 'embedded')
      throw new UsageError(
        'DATABASE_URL is missing: the address of a PostgreSQL server. Without one there is only FOYER_REGISTER_DATABASE=embedded, which may lose what was written last when the power fails.',
      );
    return {};
  }
  const pooling = text ? POOLING.find((one) => one === text) : 'none';
  if (pooling === undefined)
    throw new UsageError(`FOYER_DATABASE_POOLING: "${text}" is none of ${POOLING.join(', ')}.`);
  if (pooling === 'transaction' && !directUrl)
    throw new UsageError(
      'FOYER_DATABASE_DIRECT_URL is missing: over a pooler that shares connections by transactions nothing can be listened to. Give the address of the server itself, or of a pool that shares by sessions.',
    );
  return { databaseUrl, pooling, ...(directUrl ? { directUrl } : {}) };
}
