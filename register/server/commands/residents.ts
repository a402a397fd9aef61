/** `residents`: people as the town's resident system delivers them, and what was changed here, for that system. */
import { sendFile } from '../admin/client.ts';
import type { ImportNews } from '../admin/contract-data.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { DeliveryReport } from '../residents/feed/report.ts';
import { UsageError, readArguments, readInstant } from './arguments.ts';
import { ask, CommandFailed, failed, type Command, type CommandContext } from './ask.ts';
import { openGiven } from './csv.ts';
import { subcommand } from './subcommand.ts';

export const residents: Command = (context) =>
  subcommand('residents', context, {
    deliver: (rest) => {
      const [file = ''] = readArguments(rest.args, { positionals: ['FILE'] }).positionals;
      return deliver(rest, file, {});
    },
    confirm: (rest) => {
      const [id = '', file = ''] = readArguments(rest.args, { positionals: ['ID', 'FILE'] }).positionals;
      return deliver(rest, file, { confirm: String(readId(id)) });
    },
    dismiss,
    deliveries,
    changes,
  });

function readId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError('ID is no number of a delivery.');
  return Number(text);
}

async function deliver(
  { folder, print }: CommandContext,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<number> {
  let delivered: Extract<ImportNews, { what: 'delivered' }> | null = null;
  const sent = await sendFile(folder, 'deliverResidents', { bytes: await openGiven(path), query }, (news) => {
    if (news.what === 'delivered') delivered = news;
    if (news.what === 'failed') throw new CommandFailed(`${news.title} Nothing was changed.`);
  });
  if (!sent.ok) throw failed(sent.error, folder);
  return say(delivered, print);
}

function say(delivered: Extract<ImportNews, { what: 'delivered' }> | null, print: (line: string) => void): number {
  if (delivered === null) throw new CommandFailed('The register did not answer to the end. See: residents deliveries');
  const { id, state, report } = delivered;
  for (const { line, column, reason } of report.refused) print(`line ${line}\t${column}\t${reason}`);
  if (report.more > 0) print(`and ${report.more} more`);
  if (state === 'applied') {
    print(`delivery ${id}: ${numbers(report)}`);
    return 0;
  }
  const why = report.sentence ?? `${report.refused.length + report.more} faults.`;
  throw new CommandFailed(
    state === 'waiting'
      ? `delivery ${id} is waiting: ${why} Nothing was changed. Let it through with: residents confirm ${id} FILE, or say no with: residents dismiss ${id}`
      : `delivery ${id} was refused: ${why} Nothing was changed.`,
  );
}

const numbers = ({ read, new: fresh, changed, removed, unchanged, kept, gone }: DeliveryReport): string =>
  [
    `read ${read} records`,
    `new ${fresh}`,
    `changed ${changed}`,
    `removed ${removed}`,
    `unchanged ${unchanged}`,
    ...(kept > 0 ? [`kept as changed here ${kept}`] : []),
    ...(gone > 0 ? [`died or left, not entered ${gone}`] : []),
  ].join(', ');

async function dismiss({ folder, args, print }: CommandContext): Promise<number> {
  const [id = ''] = readArguments(args, { positionals: ['ID'] }).positionals;
  await ask(folder, 'dismissDelivery', { id: readId(id) });
  print(`delivery ${readId(id)}: dismissed`);
  return 0;
}

async function deliveries({ folder, args, print }: CommandContext): Promise<number> {
  readArguments(args, {});
  for (const one of await ask(folder, 'deliveries', {})) {
    const what = one.kind === null ? 'unknown' : `${one.kind} ${one.sequence} of ${one.asOf}`;
    const refused = one.report.refused.length + one.report.more;
    print(
      [
        `${one.id}`,
        one.receivedAt,
        what,
        one.state + (one.decidedBy === null ? '' : ` (${one.decidedBy})`),
        one.report.sentence ?? (refused > 0 ? `${refused} faults` : numbers(one.report)),
      ].join('\t'),
    );
  }
  return 0;
}

async function changes({ folder, args, print }: CommandContext): Promise<number> {
  const given = readArguments(args, { options: { since: false }, positionals: ['FILE'] });
  const [file = ''] = given.positionals;
  const since = given.optional('since');
  const answer = await ask(folder, 'residentChanges', {
    since: since === undefined ? null : readInstant('since', since),
  });
  if (answer.changes === 0) {
    print('There are no changes to hand over.');
    return 0;
  }
  await replaceFile(file, answer.csv);
  print(`handed over: ${answer.changes} changes of ${answer.people} people`);
  return 0;
}
