/** `audit`: whether what was written down is still what was written down. */
import { AuditHeads } from '../admin/contract-data.ts';
import type { AuditFinding } from '../audit/verify.ts';
import { UsageError, readArguments } from './arguments.ts';
import { CommandFailed, ask } from './ask.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';
import { readGivenFile } from './read-file.ts';

const SENTENCES: Readonly<Record<AuditFinding['kind'], string>> = {
  removed: 'one or more entries from here on are missing',
  inserted: 'an entry that was put in',
  changed: 'not what was written after the entry before it',
  end: 'the lane does not end where its head says',
  head: 'not what the heads in the file say',
  lane: 'the lane is missing, or there is none of this number',
};

export const audit: Command = (context) =>
  subcommand('audit', context, {
    async verify({ folder, args, print }) {
      const file = readArguments(args, { options: { heads: false } }).optional('heads');
      const { entries, uncheckable, findings } = await ask(
        folder,
        'auditVerify',
        file === undefined ? { heads: [] } : await readHeads(file),
      );
      for (const { lane, position, kind } of findings) print(`lane ${lane}\tentry ${position}\t${SENTENCES[kind]}`);
      if (uncheckable > 0) print(`heads whose months were dropped since: ${uncheckable}`);
      if (findings.length > 0)
        throw new CommandFailed(`The audit does not verify: ${findings.length} findings in ${entries} entries.`);
      print(`verified: ${entries} entries${file === undefined ? '' : ', and the heads in the file'}`);
      return 0;
    },
    async heads({ folder, args, print }) {
      readArguments(args, {});
      for (const head of await ask(folder, 'auditHeads', {})) print(JSON.stringify(head));
      return 0;
    },
    async drop({ folder, args, print }) {
      const before = readArguments(args, { options: { before: true } }).required('before');
      const { months } = await ask(folder, 'auditDrop', { before });
      print(months.length === 0 ? `nothing before ${before}` : `dropped: ${months.join(', ')}`);
      return 0;
    },
  });

/** As `audit heads` prints them, one a line; or signed, as a terminal kept them. */
async function readHeads(file: string): Promise<{ heads: AuditHeads; signed?: string }> {
  const text = await readGivenFile(file, 'unwanted-characters', '--heads:');
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim())) return { heads: [], signed: text.trim() };
  try {
    return {
      heads: AuditHeads.parse(
        text
          .split(/\r?\n/)
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line)),
      ),
    };
  } catch {
    throw new UsageError(`--heads: ${file} is neither what audit heads prints nor what a terminal kept.`);
  }
}
