/** Commands of two words. */
import { UsageError } from './arguments.ts';
import type { Command, CommandContext } from './ask.ts';

/** Runs the action that the first argument names. */
export async function subcommand(
  command: string,
  { args: [action, ...args], ...context }: CommandContext,
  actions: Readonly<Record<string, Command>>,
): Promise<number> {
  const run = action !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
  const names = Object.keys(actions).join(', ');
  if (run === undefined)
    throw new UsageError(
      action === undefined ? `${command}: one of ${names} is missing.` : `${command}: "${action}" is none of ${names}.`,
    );
  return run({ ...context, args });
}
