import { UsageError } from '../../register/server/commands/arguments.ts';
import { COMMANDS, CommandFailed } from '../../register/server/commands/commands.ts';

/** What an operator's command prints and ends with, as the program would. `folder`: of the register that runs. */
export async function runCommand(folder: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const [name = '', ...rest] = args;
  let out = '';
  try {
    const code = await COMMANDS[name]?.({ folder, args: rest, print: (line) => (out += `${line}\n`) });
    return { code: code ?? -1, out };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CommandFailed)) throw error;
    return { code: error instanceof UsageError ? 2 : 1, out: `${out}${error.message}` };
  }
}
