/** `catalogue`: all of it from a file, or to one. */
import { writeFile } from 'node:fs/promises';
import { parse, YAMLError } from 'yaml';
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import { checkOfficeHours } from './check-hours.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';
import { readGivenFile } from './read-file.ts';

export const catalogue: Command = (context) =>
  subcommand('catalogue', context, {
    async publish({ folder, args, print }) {
      const [file = ''] = readArguments(args, { positionals: ['FILE'] }).positionals;
      const value = await readValue(file);
      const hours = checkOfficeHours(value, Date.now());
      for (const line of hours.lines) print(line);
      if (hours.faults.length > 0) throw new UsageError(hours.faults.join('\n'));
      const { version, services, offices } = await ask(
        folder,
        'publishCatalogue',
        value as Parameters<typeof ask<'publishCatalogue'>>[2],
      );
      print(`published: ${services} services, ${offices} offices; catalogue ${version}`);
      return 0;
    },
    async export({ folder, args, print }) {
      const [file] = readArguments(args, { repeat: true }).positionals;
      const text = JSON.stringify(await ask(folder, 'exportCatalogue', {}), null, 2);
      if (file === undefined) {
        print(text);
        return 0;
      }
      try {
        await writeFile(file, `${text}\n`, { flag: 'wx' });
      } catch (error) {
        throw new UsageError(`FILE ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
      }
      print(`${file}: written`);
      return 0;
    },
  });

/** Letters and their marks that came as escapes are put together like those that were typed. */
const composed = (_key: unknown, value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC') : value;

/** JSON is YAML as well, and says more exactly what is wrong with it. */
async function readValue(file: string): Promise<unknown> {
  const text = await readGivenFile(file);
  try {
    const value: unknown = file.endsWith('.json')
      ? JSON.parse(text, composed)
      : parse(text, composed, { maxAliasCount: 1_000 });
    if (typeof value !== 'object' || value === null) throw new SyntaxError('no object');
    return value;
  } catch (error) {
    const at = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    throw new UsageError(
      `FILE ${file} does not hold ${file.endsWith('.json') ? 'JSON' : 'YAML'}${at === undefined ? '' : ` (line ${at})`}.`,
    );
  }
}
