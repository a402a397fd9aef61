/**
 * Wrong secrets are counted for each terminal, in memory: counted for each case, a stranger could lock out its owner.
 */
export const CASE_ATTEMPTS: readonly string[] = [`drop table case_attempt`];
