/** Whole files that an operator names: their text, or a sentence that says what is wrong with it and where. */
import { TextFileError, readTextFile, type Check } from '../files/text-file.ts';
import { UsageError } from './arguments.ts';

export async function readGivenFile(file: string, check?: Check, argument = 'FILE'): Promise<string> {
  try {
    return await readTextFile(file, check);
  } catch (error) {
    if (error instanceof TextFileError) throw new UsageError(`${argument} ${error.message}`);
    throw new UsageError(`${argument} ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
