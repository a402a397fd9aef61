export const ACCOUNT: string;
export function ensureAccount(): void;
