import type { RegisterDatabase } from './database.ts';

/** Whether the database can be asked now. */
export const isReachable = (database: Pick<RegisterDatabase, 'prepared'>): Promise<boolean> =>
  database.prepared('health', 'select 1', []).then(
    () => true,
    () => false,
  );
