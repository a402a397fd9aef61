export const AUDIT: readonly string[] = [];
