/**
 * The register's program: starts the register; with a subcommand, asks the running one.
 * Exit codes: 0 done, 1 failed, 2 wrong arguments.
 */
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { COMMANDS, CommandFailed, HELP } from './commands/commands.ts';
import { UsageError } from './commands/arguments.ts';
import type { Installation } from './commands/serve.ts';

/** Where words go to and come from: the process's own, or a test's. */
export interface Console {
  out(text: string): void;
  err(text: string): void;
  readonly input: () => Promise<string>;
}

const PROCESS: Console = {
  out: (words) => void process.stdout.write(words),
  err: (words) => void process.stderr.write(words),
  input: () => text(process.stdin),
};

/** Settings are read from the environment. */
export async function main(
  args: readonly string[],
  installation: Installation,
  { out, err, input }: Console = PROCESS,
): Promise<number> {
  const folder = resolve(process.env.FOYER_DATA ?? './data/register');
  const [name] = args;
  const inItsWords = (sentence: string): string =>
    installation.program === 'npm run register'
      ? sentence
      : sentence
          .replaceAll('npm run register -- ', `${installation.program} `)
          .replaceAll('npm run register', installation.program);
  if (name === '--help' || name === '-h' || name === 'help') {
    out(
      inItsWords(
        installation.demo === undefined
          ? HELP.split('\n')
              .filter((line) => !/--demo|generate/.test(line))
              .join('\n')
          : HELP,
      ),
    );
    return 0;
  }
  try {
    if (name === undefined || name.startsWith('-')) {
      // Only here: the commands need neither the database nor the server, and start sooner without.
      const { serve } = await import('./commands/serve.ts');
      return await serve(folder, args, installation, (sentence) => err(`${sentence}\n`));
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}".`);
    // Where operators have accounts of their own, the socket is where they can reach it.
    return await command({
      folder: resolve(process.env.FOYER_RUN ?? folder),
      args: args.slice(1),
      print: (line) => out(`${line}\n`),
      input,
    });
  } catch (error) {
    if (error instanceof CommandFailed) {
      err(`${inItsWords(error.message)}\n`);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    err(`${inItsWords(`${error.message}\nSee: npm run register -- help`)}\n`);
    return 2;
  }
}
