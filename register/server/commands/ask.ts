/** What every command shares: it asks the running register, and says in the operator's words what is wrong. */
import type { z } from 'zod';
import { askAdmin } from '../admin/client.ts';
import type { AdminFailure } from '../admin/client.ts';
import type { ADMIN } from '../admin/contract.ts';
import { UsageError } from './arguments.ts';

export interface CommandContext {
  readonly folder: string;
  readonly args: readonly string[];
  print(line: string): void;
  /** What was typed or piped in, to its end. */
  readonly input?: () => Promise<string>;
}

/** Returns the exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** Names of the fields of a refused request as the operator typed them. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  office: '--office',
  from: '--from',
  to: '--to',
  cutOff: '--cut-off',
  restrictedFrom: '--restricted-from',
  service: '--service',
  name: 'NAME',
  reference: 'REFERENCE',
  after: '--after',
  limit: '--limit',
  note: '--note',
  missing: '--missing',
  attachment: 'ATTACHMENT',
  id: 'ID',
  body: 'FILE',
  minutes: '--minutes',
  operator: 'Whoever asks',
  number: 'NUMBER',
  since: '--since',
  seed: '--seed',
  count: 'COUNT',
  before: '--before',
  heads: '--heads',
  login: 'LOGIN',
  account: 'LOGIN',
  roles: '--roles',
};

export async function ask<Name extends keyof typeof ADMIN>(
  folder: string,
  name: Name,
  request: z.input<(typeof ADMIN)[Name]['request']>,
): Promise<z.output<(typeof ADMIN)[Name]['answer']>> {
  const answer = await askAdmin(folder, name, request);
  if (answer.ok) return answer.value;
  throw failed(answer.error, folder);
}

/** What is thrown where the register refused, or did not answer. */
export const failed = (failure: AdminFailure, folder: string): UsageError | CommandFailed =>
  failure.kind === 'invalid'
    ? new UsageError(failure.fields.map(({ field, message }) => `${ARGUMENTS[field] ?? field} ${message}.`).join('\n'))
    : new CommandFailed(sentence(failure, folder));

export class CommandFailed extends Error {}

function sentence(failure: Exclude<AdminFailure, { kind: 'invalid' }>, folder: string): string {
  switch (failure.kind) {
    case 'not-running':
      return `No register runs in ${folder}. Start it with: npm run register`;
    case 'timeout':
      return 'The register did not answer in time.';
    case 'failed':
      return failure.title;
  }
}
