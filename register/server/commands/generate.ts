/** Invented documents and people, for measuring and for showing. */
import { GENERATED_AT_ONCE } from '../admin/contract-data.ts';
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { CommandContext } from './ask.ts';

const MOST = 10_000_000;

export async function generate({ folder, args, print }: CommandContext, what: 'documents' | 'people'): Promise<number> {
  const given = readArguments(args, { options: { seed: false }, positionals: ['COUNT'] });
  const count = wholeNumber('COUNT', given.positionals[0] ?? '', MOST);
  const seed = wholeNumber('--seed', given.optional('seed') ?? '1', 999_999);
  const began = Date.now();
  let written = 0;
  for (let from = 0; from < count; from += GENERATED_AT_ONCE) {
    const made = await ask(folder, 'generate', { what, from, count: Math.min(GENERATED_AT_ONCE, count - from), seed });
    written += made.written;
    if (from === 0) for (const example of made.examples) print(example);
    const done = Math.min(count, from + GENERATED_AT_ONCE);
    const seconds = (Date.now() - began) / 1000;
    print(`${done} of ${count} ${what}, ${Math.round(done / Math.max(seconds, 0.001))} a second`);
  }
  print(`generated: ${written} ${what}${written < count ? `; ${count - written} were there already` : ''}`);
  return 0;
}

function wholeNumber(name: string, text: string, most: number): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) > most || (name === 'COUNT' && Number(text) === 0))
    throw new UsageError(`${name}: "${text}" is no number from ${name === 'COUNT' ? 1 : 0} to ${most}.`);
  return Number(text);
}
