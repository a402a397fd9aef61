/**
 * The register's program: starts the register; with a subcommand, asks the running one.
 * Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { COMMANDS, CommandFailed, HELP } from './commands/commands.ts';
import { UsageError } from './commands/arguments.ts';
import type { Installation } from './commands/serve.ts';

export async function main(args: readonly string[], installation: Installation): Promise<number> {
  const folder = resolve(process.env.FOYER_DATA ?? './data/register');
  const [name] = args;
  const inItsWords = (sentence: string): string => (installation.program === 'npm run register' ? sentence : sentence.replaceAll('npm run register -- ', `${installation.program} `).replaceAll('npm run register', installation.program));
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(inItsWords(HELP));
    return 0;
  }
  try {
    if (name === undefined || name.startsWith('-')) {
      // Only here: the commands need neither the database nor the server, and start sooner without.
      const { serve } = await import('./commands/serve.ts');
      return await serve(folder, args, installation);
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}".`);
    return await command({ folder, args: args.slice(1), print: (line) => process.stdout.write(`${line}\n`), input: () => text(process.stdin) });
  } catch (error) {
    if (error instanceof CommandFailed) {
      process.stderr.write(`${inItsWords(error.message)}\n`);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${inItsWords(`${error.message}\nSee: npm run register -- help`)}\n`);
    return 2;
  }
}
