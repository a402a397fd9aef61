/** Which fields of a form do not fit, by the contract's own rule for the request. */
import type { z } from 'zod';

export function wrongFields(schema: z.ZodType, request: unknown): ReadonlySet<string> {
  const read = schema.safeParse(request);
  return new Set(read.success ? [] : read.error.issues.map(({ path }) => String(path[0])));
}

/** A form's fields as text, without blanks around them; passwords as they were typed. */
export function typed(form: HTMLFormElement, ...names: readonly string[]): Record<string, string> {
  const data = new FormData(form);
  return Object.fromEntries(
    names.map((name) => {
      const value = data.get(name);
      const text = typeof value === 'string' ? value : '';
      return [name, name === 'password' ? text : text.trim()];
    }),
  );
}
