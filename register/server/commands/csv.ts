/** `… import FILE.csv [--skip-bad]`: the register reads and checks the file; here is said what it found. */
import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import { sendFile } from '../admin/client.ts';
import type { ADMIN_FILES, ImportNews } from '../admin/contract-data.ts';
import { UsageError, readArguments } from './arguments.ts';
import { CommandFailed, failed } from './ask.ts';
import type { CommandContext } from './ask.ts';

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

export async function openGiven(file: string): Promise<ReadStream> {
  const bytes = createReadStream(file, { highWaterMark: CHUNK });
  try {
    await once(bytes, 'open');
  } catch (error) {
    throw new UsageError(`FILE ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return bytes;
}

/** `what`: "documents". */
export async function importCsv(
  { folder, args, print }: CommandContext,
  name: keyof typeof ADMIN_FILES,
  what: string,
): Promise<number> {
  const given = readArguments(args, { flags: ['skip-bad'], positionals: ['FILE'] });
  const [file = ''] = given.positionals;
  const skipBad = given.flag('skip-bad');
  const bytes = await openGiven(file);
  let bad = 0;
  let isImported = false;
  const hear = (news: ImportNews): void => {
    switch (news.what) {
      case 'checked':
        ({ bad } = news);
        for (const { line, column, reason } of news.faults) print(`line ${line}\t${column}\t${reason}`);
        if (news.more > 0) print(`and ${news.more} more`);
        if (bad > 0 && !skipBad)
          throw new CommandFailed(
            `${bad} of ${news.lines} lines are bad; nothing was imported. Leave them out with --skip-bad.`,
          );
        break;
      case 'refused':
        throw news.kind === 'usage'
          ? new UsageError(news.sentence)
          : new CommandFailed(news.sentence.replace(/^FILE/, () => file));
      case 'progress':
        print(`${news.done} of ${news.of} ${what}`);
        break;
      case 'delivered':
        break;
      case 'imported':
        isImported = true;
        print(`imported: ${news.lines} ${what}, new or changed: ${news.written}${bad > 0 ? `, left out: ${bad}` : ''}`);
        break;
      case 'failed':
        throw new CommandFailed(
          news.done === 0 ? `${news.title} Nothing was imported.` : `${news.title} ${news.done} ${what} were imported.`,
        );
    }
  };
  const sent = await sendFile(folder, name, { bytes, query: { 'skip-bad': String(skipBad) } }, hear);
  if (!sent.ok) throw failed(sent.error, folder);
  if (!isImported)
    throw new CommandFailed(`The register did not answer to the end; perhaps not all ${what} were imported.`);
  return 0;
}
