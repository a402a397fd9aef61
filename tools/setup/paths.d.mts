export const ROOT: string;
export const isRoot: boolean;
export const CACHE: string;
export const RUNTIME_RECORD: string;
