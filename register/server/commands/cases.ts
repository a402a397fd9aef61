/** The office's commands: cases, and the JSON Schemas that they are checked with. */
import { writeFile } from 'node:fs/promises';
import { CaseStage } from '../../contract/contract.ts';
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { readGivenFile } from './read-file.ts';

const ACTIONS = 'list, show, set, attachment';

export const cases: Command = async ({ folder, args, print }) => {
  const [action, ...rest] = args;
  switch (action) {
    case 'list': {
      const given = readArguments(rest, { options: { after: false, limit: false } });
      const [after, limit] = [given.optional('after'), given.optional('limit')];
      const { cases: lines, more } = await ask(folder, 'cases', {
        ...(after === undefined ? {} : { after }),
        ...(limit === undefined ? {} : { limit: wholeNumber('limit', limit) }),
      });
      for (const { acceptedAt, reference, kind, stage, version } of lines)
        print([acceptedAt, reference, kind, stage, `version ${version}`].join('\t'));
      if (more) print(`more: cases list --after ${lines.at(-1)?.reference ?? ''}`);
      return 0;
    }
    case 'show': {
      const [reference = ''] = readArguments(rest, { positionals: ['REFERENCE'] }).positionals;
      print(JSON.stringify(await ask(folder, 'case', { reference }), null, 2));
      return 0;
    }
    case 'set': {
      const given = readArguments(rest, {
        options: { note: false, version: false },
        lists: ['missing'],
        positionals: ['REFERENCE', 'STAGE'],
      });
      const [reference = '', name = ''] = given.positionals;
      const stage = CaseStage.safeParse(name);
      if (!stage.success) throw new UsageError(`STAGE: "${name}" is none of ${CaseStage.options.join(', ')}.`);
      const version = given.optional('version');
      // Without a version it is the one of this moment: enough where one person works on the case.
      const seen =
        version === undefined ? (await ask(folder, 'case', { reference })).version : wholeNumber('version', version);
      const changed = await ask(folder, 'setCase', {
        reference,
        version: seen,
        stage: stage.data,
        note: given.optional('note') ?? null,
        missing: [...given.list('missing')],
      });
      print(`case ${reference}: ${stage.data}, version ${changed.version}`);
      return 0;
    }
    case 'attachment': {
      const [reference = '', attachment = '', file = ''] = readArguments(rest, {
        positionals: ['REFERENCE', 'ATTACHMENT', 'FILE'],
      }).positionals;
      const { mimeType, content } = await ask(folder, 'caseAttachment', { reference, attachment });
      try {
        await writeFile(file, Buffer.from(content, 'base64'), { flag: 'wx', mode: 0o600 });
      } catch (error) {
        throw new UsageError(`FILE ${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
      }
      print(`${file}: ${mimeType}`);
      return 0;
    }
    default:
      throw new UsageError(
        action === undefined ? `${ACTIONS}: one of them is missing.` : `cases: "${action}" is none of ${ACTIONS}.`,
      );
  }
};

export const schemas: Command = async ({ folder, args, print }) => {
  const [action, ...rest] = args;
  if (action !== 'put')
    throw new UsageError(action === undefined ? 'put is missing.' : `schemas: "${action}" is not put.`);
  const [id = '', file = ''] = readArguments(rest, { positionals: ['ID', 'FILE'] }).positionals;
  const text = await readGivenFile(file);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new UsageError(`FILE ${file} does not hold JSON.`);
  }
  const { version, isNew } = await ask(folder, 'putSchema', { id, body });
  print(isNew ? `schema ${id}: version ${version}` : `schema ${id}: unchanged, version ${version}`);
  return 0;
};

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name}: "${text}" is no number.`);
  return Number(text);
}
