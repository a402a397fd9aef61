/** `alarms`: what has to be seen to now, and whether it would reach anybody. */
import type { WayFault } from '../alarms/way.ts';
import { readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { subcommand } from './subcommand.ts';

const WHY: Readonly<Record<WayFault['code'], string>> = {
  host: 'there is no such host; check the address',
  connection: 'nothing answers there; check host, port and firewall',
  timeout: 'no answer in time; check host, port and firewall',
  certificate:
    'its certificate is not trusted, or for another name; FOYER_ALARM_SMTP_AUTHORITIES names a town’s own authority',
  tls: 'it speaks no TLS this way; smtps:// is for port 465, smtp:// for STARTTLS',
  'sign-in': 'name or password are refused, or missing',
  sender: 'it does not take mail from FOYER_ALARM_FROM',
  recipient: 'it does not take mail for this address',
  message: 'it does not take this message',
  answer: 'it did not say that it has it',
};

export const alarms: Command = (context) =>
  subcommand('alarms', context, {
    async list({ folder, args, print }) {
      readArguments(args, {});
      for (const { since, kind, terminal, detail } of await ask(folder, 'alarms', {}))
        print(
          [since, kind, terminal?.name ?? 'register', detail.device?.name ?? detail.certificate?.name ?? ''].join('\t'),
        );
      return 0;
    },
    async test({ folder, args, print }) {
      readArguments(args, {});
      const tried = await ask(folder, 'testAlarms', {});
      for (const { way, recipient, fault } of tried) {
        const to = way === 'mail' ? `mail to number ${recipient} of FOYER_ALARM_TO` : 'webhook';
        print(`${to}: ${fault === null ? 'taken' : failure(fault)}`);
      }
      return tried.every(({ fault }) => fault === null) ? 0 : 1;
    },
  });

const failure = ({ code, status }: WayFault): string =>
  `failed (${status === null ? code : `${code} ${status}`}): ${WHY[code]}`;
