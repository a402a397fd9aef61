/**
 * What makes one View another kind of picture than the next: which sentences, which states, which parts are there; not
 * which values stand in them. The bridge's own schema says which strings are words of a closed list.
 */
import { z } from 'zod';
import { View } from '../../electron/ipc/view.ts';

/** Path (`screen.rows[].state`) → the closed list of words that may stand there. */
const WORDS = closedLists();

/** Of a View, what is the same in every state: the town, the terminal's place, the clock, the visitor's settings. */
const EVERYWHERE = new Set([
  'revision',
  'language',
  'languages',
  'settings',
  'town',
  'glass',
  'clock',
  'spoken',
  'bar',
]);

/** The screen that a View belongs to, as a person would name it. Overlays are screens of their own. */
export function screenOf({ screen, overlay }: View): string {
  if (overlay !== undefined) return `overlay.${overlay.kind}${'state' in overlay ? `.${overlay.state}` : ''}`;
  const parts: string[] = [screen.kind];
  if ('id' in screen) parts.push(screen.id);
  if ('secret' in screen) parts.push(screen.secret);
  if ('tab' in screen) parts.push(screen.tab);
  if ('title' in screen) parts.push(screen.title.key);
  return parts.join('.');
}

/** What there is to see, one fact each: `screen.choices[].state=off`. Sorted, each once. */
export function factsOf(view: View): string[] {
  const facts = new Set<string>();
  // What lies under an overlay has pictures of its own.
  if (view.overlay !== undefined) collect(view.overlay, 'overlay', facts);
  else for (const [name, value] of Object.entries(view)) if (!EVERYWHERE.has(name)) collect(value, name, facts);
  return [...facts].sort();
}

function collect(value: unknown, path: string, facts: Set<string>): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    facts.add(`${path}#${amount(value.length)}`);
    for (const one of value) collect(one, `${path}[]`, facts);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) if (name !== 'values') collect(inner, `${path}.${name}`, facts);
  } else facts.add(`${path}=${said(value, path)}`);
}

/** How many there are, as far as it changes the picture. */
function amount(count: number): string {
  if (count < 3) return String(count);
  return count < 8 ? 'some' : 'many';
}

function said(value: unknown, path: string): string {
  if (typeof value === 'number') return value === 0 ? '0' : 'number';
  if (typeof value !== 'string') return String(value);
  if (path.endsWith('.key') || path === 'screen.id' || WORDS.get(path)?.has(value) === true) return value;
  return value === '' ? 'empty' : 'text';
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

function closedLists(): ReadonlyMap<string, ReadonlySet<unknown>> {
  const lists = new Map<string, Set<unknown>>();
  const walk = (schema: Schema, path: string): void => {
    const words = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
    if (words.length > 0) lists.set(path, new Set([...(lists.get(path) ?? []), ...words]));
    for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(option, path);
    if (schema.items !== undefined) walk(schema.items, `${path}[]`);
    for (const [name, inner] of Object.entries(schema.properties ?? {}))
      walk(inner, path === '' ? name : `${path}.${name}`);
  };
  walk(z.toJSONSchema(View) as Schema, '');
  return lists;
}
