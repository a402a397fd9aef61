/** A form: what was typed must fit the contract before it is sent, and what went wrong stays to be read. */
import { useRef, useState, type FormEvent } from 'react';
import type { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Failure } from '../data/client.ts';
import { useAction } from '../context.tsx';

export interface FormSpec<R, T> {
  /** What the contract asks of the request. */
  readonly schema: z.ZodType;
  /** Names of the fields, in their order on the page. */
  readonly fields: readonly string[];
  /** The request, from what was typed. */
  request(typed: Readonly<Record<string, string>>): R;
  /** A field that does not fit for another reason than the contract's, with that reason. */
  also?(request: R): readonly [field: string, reason: string] | null;
  send(request: R): Promise<Result<T, Failure>>;
  onDone(value: T): void;
  /** A field whose content counts once: it is emptied when the register refused. */
  readonly once?: string;
}

export interface Form {
  /** Fields that do not fit, each with `unfit` or the form's own reason. */
  readonly wrong: ReadonlyMap<string, string>;
  readonly failure: Failure | null;
  readonly busy: boolean;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
}

export function useForm<R, T>({ schema, fields, request, also, send, onDone, once }: FormSpec<R, T>): Form {
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  const element = useRef<HTMLFormElement>(null);
  const field = (name: string | undefined): HTMLInputElement | null =>
    name === undefined ? null : (element.current?.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? null);
  /** Shows which do not fit, and puts the keyboard's focus to the first of them. */
  const mark = (found: ReadonlyMap<string, string>): boolean => {
    setWrong(found);
    field(fields.find((name) => found.has(name)) ?? [...found.keys()][0])?.focus();
    return found.size > 0;
  };
  const { run, busy, failure } = useAction(send, (refused) => {
    const counted = field(once);
    if (counted !== null) counted.value = '';
    if (!mark(new Map(refused.fields.map((name) => [name, 'unfit'])))) counted?.focus();
  });
  const submit = async (): Promise<void> => {
    if (busy || element.current === null) return;
    const asked = request(typed(element.current, fields));
    const more = also?.(asked) ?? null;
    if (mark(new Map([...unfit(schema, asked), ...(more === null ? [] : [more])]))) return;
    const done = await run(asked);
    if (done !== null) onDone(done);
  };
  return {
    wrong,
    failure,
    busy,
    onSubmit(event) {
      event.preventDefault();
      element.current = event.currentTarget;
      void submit();
    },
  };
}

function unfit(schema: z.ZodType, request: unknown): readonly (readonly [string, string])[] {
  const read = schema.safeParse(request);
  return read.success ? [] : read.error.issues.map(({ path }) => [String(path[0]), 'unfit'] as const);
}

/** The fields as text, without blanks around them; passwords as they were typed. */
function typed(form: HTMLFormElement, names: readonly string[]): Record<string, string> {
  const data = new FormData(form);
  return Object.fromEntries(
    names.map((name) => {
      const value = data.get(name);
      const text = typeof value === 'string' ? value : '';
      return [name, name === 'password' ? text : text.trim()];
    }),
  );
}
