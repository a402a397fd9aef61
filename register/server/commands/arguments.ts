/** Arguments of the operator's commands. Every mistake names its argument. */
import { parseArgs } from 'node:util';
import { offsetIn } from '../../../base/calendar-day.ts';

export class UsageError extends Error {}

export interface ArgumentSpec {
  /** Options with a value, without `--`; `true` where they must be given. */
  readonly options?: Readonly<Record<string, boolean>>;
  readonly flags?: readonly string[];
  /** Options with a value that may be given again and again. */
  readonly lists?: readonly string[];
  /** Names of positional arguments, for messages; the last may repeat. */
  readonly positionals?: readonly string[];
  readonly repeat?: boolean;
}

export interface Arguments {
  /** Value of an option that must be given. */
  required(name: string): string;
  optional(name: string): string | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
  readonly positionals: readonly string[];
}

export function readArguments(
  args: readonly string[],
  { options = {}, flags = [], lists = [], positionals: names = [], repeat = false }: ArgumentSpec,
): Arguments {
  const known = Object.fromEntries([
    ...Object.keys(options).map((name) => [name, { type: 'string' as const }]),
    ...lists.map((name) => [name, { type: 'string' as const, multiple: true }]),
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
  ]) as Record<string, { type: 'string'; multiple?: boolean } | { type: 'boolean' }>;
  let parsed: { values: Record<string, string | boolean | (string | boolean)[] | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentence names the option.
    throw new UsageError((error as Error).message);
  }
  for (const [name, isRequired] of Object.entries(options)) {
    const value = parsed.values[name];
    if (isRequired && value === undefined) throw new UsageError(`--${name} is missing.`);
    if (typeof value === 'string' && value.trim() === '') throw new UsageError(`--${name} is empty.`);
  }
  const given = parsed.positionals;
  const absent = names[given.length];
  if (absent !== undefined) throw new UsageError(`${absent} is missing.`);
  if (!repeat && given.length > names.length)
    throw new UsageError(`"${given[names.length]}" is one argument too many.`);
  const text = (name: string) => {
    const value = parsed.values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    required: (name) => text(name) ?? '',
    optional: text,
    flag: (name) => parsed.values[name] === true,
    list: (name) => [parsed.values[name] ?? []].flat().map(String),
    positionals: given,
  };
}

/** A day as 2026-11-21. */
export function readDay(name: string, value: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (year === undefined || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) {
    throw new UsageError(`--${name}: "${value}" is no day. Write it as 2026-11-21.`);
  }
  return value;
}

/** An instant: with offset (2026-11-21T18:00:00+01:00, …Z), or without, which is the time on the town's clocks. */
export function readInstant(name: string, value: string, timeZone = 'Europe/Berlin'): string {
  const [, local, offset] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?$/.exec(value) ?? [];
  if (local !== undefined) readDay(name, local.slice(0, 10));
  const wall = local === undefined ? Number.NaN : Date.parse(`${local}${offset ?? 'Z'}`);
  if (Number.isNaN(wall))
    throw new UsageError(
      `--${name}: "${value}" is no time. Write it as 2026-11-21T18:00 or 2026-11-21T18:00:00+01:00.`,
    );
  if (offset !== undefined) return new Date(wall).toISOString();
  // Twice, because the first guess may lie on the other side of a change of the clocks.
  const once = wall - offsetIn(timeZone, wall);
  return new Date(wall - offsetIn(timeZone, once)).toISOString();
}
