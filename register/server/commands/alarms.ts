/** `alarms`: what has to be seen to now, and whether it would reach anybody. */
import { readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';

export const alarms: Command = (context) =>
  subcommand('alarms', context, {
    async list({ folder, args, print }) {
      readArguments(args, {});
      for (const { since, kind, terminal, detail } of await ask(folder, 'alarms', {}))
        print([since, kind, terminal?.name ?? 'register', placeOf(detail)].join('\t'));
      return 0;
    },
    async test({ folder, args, print }) {
      readArguments(args, {});
      const tried = await ask(folder, 'testAlarms', {});
      for (const { way, recipient, fault } of tried)
        print(
          `${way === 'mail' ? `mail to number ${recipient} of FOYER_ALARM_TO` : 'webhook'}: ${
            fault === null
              ? 'taken'
              : fault.outcome === 'rejected'
                ? `refused for good (${fault.code})`
                : `did not work (${fault.code})`
          }`,
        );
      return tried.every(({ fault }) => fault === null) ? 0 : 1;
    },
  });

/** Which of its kind there: a device, or a certificate. */
const placeOf = ({
  device,
  certificate,
}: {
  device?: { name: string } | undefined;
  certificate?: { name: string } | undefined;
}): string => device?.name ?? certificate?.name ?? '';
