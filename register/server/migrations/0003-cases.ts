export const CASES: readonly string[] = [];
