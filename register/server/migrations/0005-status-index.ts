export const STATUS_INDEX: readonly string[] = [];
