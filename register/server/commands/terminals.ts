/** `terminals`: who may ask this register. */
import { z } from 'zod';
import { CODE_MINUTES } from '../terminals/enrolment.ts';
import { KEY_DAYS } from '../terminals/terminals.ts';
import { UsageError, readArguments } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command, CommandContext } from './ask.ts';

const ACTIONS: Readonly<Record<string, Command>> = { list, enrol, add, revoke, 'offline-states': offlineStates };

export const terminals: Command = async ({ args: [action, ...args], ...context }) => {
  const run = action === undefined ? undefined : Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  const names = Object.keys(ACTIONS);
  if (run === undefined)
    throw new UsageError(
      action === undefined
        ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)} is missing.`
        : `terminals: "${action}" is none of ${names.join(', ')}.`,
    );
  return run({ ...context, args });
};

/** What the list shows of a terminal's last sign of life; other versions of the contract may have said less. */
const LastBeat = z.object({
  software: z.string(),
  mode: z.string(),
  outbox: z.object({ waiting: z.number(), quarantined: z.number() }).optional(),
});

async function list({ folder, args, print }: CommandContext): Promise<number> {
  readArguments(args, {});
  for (const one of await ask(folder, 'terminals', {})) {
    const beat = LastBeat.safeParse(one.heartbeat);
    const { software, mode, outbox } = beat.success ? beat.data : {};
    print(
      [
        one.name,
        one.state === 'revoked' ? `revoked ${one.revokedAt}` : one.state === 'not-enrolled' ? 'not enrolled' : 'active',
        ...(one.place === null ? [] : [one.place]),
        one.lastSeenAt === null ? 'never seen' : `seen ${one.lastSeenAt}`,
        ...(software === undefined || mode === undefined ? [] : [`software ${software}`, mode]),
        ...(one.keyUntil === null ? [] : [`key until ${one.keyUntil}`]),
        ...(one.offlineStates ? ['offline states'] : []),
        ...(one.limited === 0 ? [] : [`ASKS TOO MUCH: ${one.limited} requests refused`]),
        ...(outbox === undefined ? [] : [`outbox ${outbox.waiting} waiting, ${outbox.quarantined} quarantined`]),
      ].join('\t'),
    );
  }
  return 0;
}

async function enrol({ folder, args, print }: CommandContext): Promise<number> {
  const given = readArguments(args, { positionals: ['NAME'], options: { minutes: false, place: false } });
  const place = given.optional('place');
  const minutes = given.optional('minutes') ?? String(CODE_MINUTES.usual);
  if (!/^\d{1,4}$/.test(minutes))
    throw new UsageError(
      `--minutes: "${minutes}" is no number. Write ${CODE_MINUTES.shortest} to ${CODE_MINUTES.longest}.`,
    );
  const { name, code, expiresAt } = await ask(folder, 'enrolTerminal', {
    name: given.positionals[0] ?? '',
    minutes: Number(minutes),
    ...(place === undefined ? {} : { place }),
  });
  print(
    `code for terminal ${name}, until ${expiresAt}, shown only now; type it in at the terminal (Technik, Anmeldung am Register):`,
  );
  print(code);
  return 0;
}

async function add({ folder, args, print }: CommandContext): Promise<number> {
  const given = readArguments(args, { positionals: ['NAME'], options: { days: false } });
  const days = given.optional('days') ?? String(KEY_DAYS.usual);
  if (!/^\d{1,3}$/.test(days))
    throw new UsageError(`--days: "${days}" is no number. Write ${KEY_DAYS.shortest} to ${KEY_DAYS.longest}.`);
  const { name, key, until } = await ask(folder, 'addTerminal', {
    name: given.positionals[0] ?? '',
    days: Number(days),
  });
  print(`terminal ${name} added; its key, until ${until}, shown only now:`);
  print(key);
  return 0;
}

async function offlineStates({ folder, args, print }: CommandContext): Promise<number> {
  const [name = '', wish = ''] = readArguments(args, { positionals: ['NAME', 'on|off'] }).positionals;
  if (wish !== 'on' && wish !== 'off') throw new UsageError(`"${wish}" is neither on nor off.`);
  await ask(folder, 'setOfflineStates', { name, on: wish === 'on' });
  print(
    wish === 'on'
      ? `terminal ${name} keeps the states of documents`
      : `terminal ${name} keeps no states of documents any more, from its next question on`,
  );
  return 0;
}

async function revoke({ folder, args, print }: CommandContext): Promise<number> {
  const name = nameIn(args);
  await ask(folder, 'revokeTerminal', { name });
  print(`terminal ${name} revoked`);
  return 0;
}

const nameIn = (args: readonly string[]): string => readArguments(args, { positionals: ['NAME'] }).positionals[0] ?? '';
