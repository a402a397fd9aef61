export const TERMINALS: readonly string[] = [];
