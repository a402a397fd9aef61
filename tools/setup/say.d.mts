export function say(text: string): void;
export class Obstacle extends Error {}
export function fail(error: unknown): never;
