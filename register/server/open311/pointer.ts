/** JSON Pointers (RFC 6901) into a case's data: where a field of another system stands in ours. */
import { z } from 'zod';

/** From the root to a member; no array indices are made by writing, and no name that objects have by nature. */
export const Pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])+)+$/, 'is no JSON Pointer')
  .refine(
    (pointer) =>
      !stepsOf(pointer).some((step) => step === '__proto__' || step === 'constructor' || step === 'prototype'),
    'names what every object has',
  );

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/**
 * What stands there, as text where it is text, a number or a truth value, or a list of those. Undefined for anything
 * else.
 */
export function readAt(data: unknown, pointer: string): string | string[] | undefined {
  let value = data;
  for (const step of stepsOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  if (Array.isArray(value)) {
    const texts = value.map(asText);
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  return asText(value);
}
const asText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** Makes the objects on the way. */
export function writeAt(data: Record<string, unknown>, pointer: string, value: unknown): void {
  const steps = stepsOf(pointer);
  const last = steps.pop() ?? '';
  let at = data;
  for (const step of steps) {
    const inner = Object.hasOwn(at, step) ? at[step] : undefined;
    const next: Record<string, unknown> =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Record<string, unknown>) : {};
    at[step] = next;
    at = next;
  }
  at[last] = value;
}
