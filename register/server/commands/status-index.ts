/** `status-index`: the keys under which terminals keep the states of documents. */
import { readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';

export const statusIndex: Command = (context) =>
  subcommand('status-index', context, {
    async state({ folder, args, print }) {
      readArguments(args, {});
      const { epoch, cost, published, waiting, withoutNumber, terminals } = await ask(folder, 'statusIndexState', {});
      print(
        `epoch ${epoch}, cost ${cost}: ${published} published, ${waiting} to be hashed, ${terminals} terminals set to it`,
      );
      if (withoutNumber > 0)
        print(
          `${withoutNumber} documents were entered without their number and are not published: import the documents once`,
        );
      return 0;
    },
    async rotate({ folder, args, print }) {
      readArguments(args, {});
      const { epoch } = await ask(folder, 'rotateStatusIndex', {});
      print(`status index: epoch ${epoch} began; terminals read everything anew within seven days`);
      return 0;
    },
  });
