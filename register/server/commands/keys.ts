/** `keys`: other keys in the place of those that live for long. */
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';

export const keys: Command = (context) =>
  subcommand('keys', context, {
    async rotate({ folder, args, print }) {
      const [which = ''] = readArguments(args, { positionals: ['KEY'] }).positionals;
      if (which === 'signing') {
        const { kid } = await ask(folder, 'rotateSigningKey', {});
        print(
          `signing: the register signs with ${kid} now, introduced by the key before; keep signing.key and signing.succession with the backups`,
        );
        return 0;
      }
      if (which === 'sealing') {
        const { kid, file } = await ask(folder, 'rotateSealingKey', {});
        print(
          `sealing: terminals seal for ${kid} from their next catalogue on; keep ${file} with the backups, and the keys before until nothing is sealed for them`,
        );
        return 0;
      }
      if (which !== 'document-numbers')
        throw new UsageError(`"${which}" is no key that is replaced here: document-numbers, sealing, signing.`);
      const { moved } = await ask(folder, 'rotateDocumentKey', {});
      print(
        `document numbers: ${moved} documents stand under another key now; keep document-numbers.key with the backups`,
      );
      return 0;
    },
  });
