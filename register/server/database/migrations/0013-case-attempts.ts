/**
 * Wrong secrets are counted for each terminal, in memory: counted for each case, a stranger closed it to whom it
 * belongs.
 */
export const CASE_ATTEMPTS: readonly string[] = [`drop table case_attempt`];
