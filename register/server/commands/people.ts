/** `people`: who is known to the register, from a file of the town's own system, or invented. */
import type { Command } from './ask.ts';
import { importCsv } from './csv.ts';
import { generate } from './generate.ts';
import { subcommand } from './subcommand.ts';

export const people: Command = (context) =>
  subcommand('people', context, {
    import: (rest) => importCsv(rest, 'importPeople', 'people'),
    generate: (rest) => generate(rest, 'people'),
  });
