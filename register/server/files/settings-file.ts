/** Settings that an operator writes as YAML. Every mistake names the file and the place, never what stands there. */
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { unwantedText } from '../database/storable.ts';
import { fieldErrors } from '../http/problems.ts';
import { RegisterStartError } from '../start-error.ts';
import { TextFileError, readTextFile } from './text-file.ts';

/** `setting`: name of the environment variable that names the file. Throws {@link RegisterStartError}. */
export async function readSettingsFile<T extends z.ZodType>(
  setting: string,
  file: string,
  schema: T,
): Promise<z.output<T>> {
  const text = await readTextFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new RegisterStartError(
      `${setting}: ${
        error instanceof TextFileError ? error.message : `${file} cannot be read (${error.code ?? error.name}).`
      }`,
    );
  });
  const given = parseDocument(text);
  const [wrong] = given.errors;
  if (wrong !== undefined) throw new RegisterStartError(`${file}: line ${wrong.linePos?.[0].line ?? 1} is no YAML.`);
  const value: unknown = given.toJS();
  // Also what YAML writes as an escape.
  const [unwanted] = unwantedText(value);
  if (unwanted !== undefined) throw new RegisterStartError(`${file}: ${unwanted.field} ${unwanted.message}.`);
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new RegisterStartError(
      fieldErrors(parsed.error)
        .map(({ field, message }) => `${file}: ${field} ${message}.`)
        .join('\n'),
    );
  return parsed.data;
}
