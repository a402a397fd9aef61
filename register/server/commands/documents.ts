/** `documents`: states of ID documents, one by one, from a file, or invented. */
import { DocumentStage, DocumentType } from '../../contract/contract.ts';
import { parseDocumentNumber } from '../../contract/document-number.ts';
import { UsageError, readArguments, readDay } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command, CommandContext } from './ask.ts';
import { subcommand } from './subcommand.ts';
import { importCsv } from './csv.ts';
import { generate } from './generate.ts';

export const documents: Command = (context) =>
  subcommand('documents', context, {
    set,
    import: (rest) => importCsv(rest, 'importDocuments', 'documents'),
    generate: (rest) => generate(rest, 'documents'),
  });

async function set({ folder, args, print, input }: CommandContext): Promise<number> {
  const given = readArguments(args, {
    options: { office: false, since: false, 'pin-letter': false, 'bring-old-document': false },
    positionals: ['TYPE', 'NUMBER', 'STAGE'],
  });
  const [typeName = '', typed = '', stageName = ''] = given.positionals;
  const type = DocumentType.safeParse(typeName);
  if (!type.success) throw new UsageError(`TYPE: "${typeName}" is none of ${DocumentType.options.join(', ')}.`);
  const stages = DocumentStage.exclude(['unknown']);
  const stage = stages.safeParse(stageName);
  if (!stage.success) throw new UsageError(`STAGE: "${stageName}" is none of ${stages.options.join(', ')}.`);
  // From standard input it is in no history of commands and in no list of processes.
  const number = parseDocumentNumber(type.data, typed === '-' ? await (input?.() ?? '') : typed);
  if (!number.ok) throw new UsageError(`NUMBER is no number of such a document (${number.error}).`);
  const since = given.optional('since');
  const answer = await ask(folder, 'setDocument', {
    type: type.data,
    number: number.value.number,
    stage: stage.data,
    since: since === undefined ? null : readDay('since', since),
    office: given.optional('office') ?? null,
    pinLetter: yesOrNo('pin-letter', given.optional('pin-letter')),
    bringOldDocument: yesOrNo('bring-old-document', given.optional('bring-old-document')),
  });
  print(`${type.data}: ${stage.data} since ${answer.since}`);
  return 0;
}

function yesOrNo(name: string, text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (text !== 'yes' && text !== 'no') throw new UsageError(`--${name}: write yes or no.`);
  return text === 'yes';
}
