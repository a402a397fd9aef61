/** The operator's commands. Each asks the running register through the local socket in its folder. */
import { formatReport } from '../import/report.ts';
import { readDldb } from '../import/dldb.ts';
import { UsageError, readArguments, readDay, readInstant } from './arguments.ts';
import { ask } from './ask.ts';
import type { Command } from './ask.ts';
import { alarms } from './alarms.ts';
import { audit } from './audit.ts';
import { cases, schemas } from './cases.ts';
import { catalogue } from './catalogue.ts';
import { documents } from './documents.ts';
import { keys } from './keys.ts';
import { office } from './office.ts';
import { people } from './people.ts';
import { residents } from './residents.ts';
import { readGivenFile } from './read-file.ts';
import { statusIndex } from './status-index.ts';
import { terminals } from './terminals.ts';

export { CommandFailed } from './ask.ts';
export type { Command } from './ask.ts';

export const HELP = `npm run register                     starts the register
  --demo                             fills an empty one with Musterstadt
npm run register -- COMMAND          asks the running one:
  import-catalogue [--public-only] FILE…
                                     D115/dldb JSON: services, locations, topics (the services' groups); replaces what is there of that kind
  close-office --office ID --from DAY --to DAY --reason TEXT [--reason-en TEXT] [--reason-ar TEXT] [--phone NUMBER]
               [--cut-off DAY] [--restricted-from DAY] [--urgent TEXT] [--urgent-en TEXT] [--urgent-ar TEXT]
  reopen-office --office ID          removes the closures of today and later
  maintenance --service ID --from TIME --to TIME --reason TEXT [--reason-en TEXT] [--reason-ar TEXT]
                                     ID of the catalogue, or document-status
  end-maintenance --service ID
  terminals list | enrol NAME [--minutes 30] [--place TEXT] | revoke NAME
                                     enrol: a code for once, typed in at the terminal
  terminals offline-states NAME on|off
                                     whether it may keep the states of documents for the time without the register
  terminals add NAME [--days 90]     a key without enrolment, for terminals of contract version 2
  help-calls
  alarms list | test                 what has to be seen to now; a message to every recipient, and what became of it
  cases list [--after REFERENCE] [--limit 50] | show REFERENCE | attachment REFERENCE ATTACHMENT FILE
  cases set REFERENCE STAGE [--note TEXT] [--missing TEXT]… [--version N]
                                     STAGE: received, in-progress, query, forwarded, done or rejected; the words are what visitors read
  schemas put ID FILE                JSON Schema (draft 2020-12) for the data of cases; a new version where it differs
  documents set TYPE NUMBER STAGE [--office ID] [--since DAY] [--pin-letter yes|no] [--bring-old-document yes|no]
                                     TYPE: identity-card, passport, provisional, residence-permit,
                                     travel-document or eid-card; NUMBER: - reads it from standard input
  documents import FILE.csv [--skip-bad] | people import FILE.csv [--skip-bad]
                                     enters, or brings up to date; of a file with a bad line nothing, unless --skip-bad
  residents deliver FILE | deliveries
                                     people as the town's system delivers them, whole or as a delta; what became of each delivery
  residents confirm ID FILE | dismiss ID
                                     lets a delivery through that would remove many people, given again as it was; or says no
  residents changes FILE [--since TIME]
                                     writes what was changed here, for the town's system, as a delta; with --since also what was written before
  documents generate COUNT [--seed N] | people generate COUNT [--seed N]
                                     invented ones, for a register that was started with --demo
  catalogue publish FILE.json|yaml | export [FILE.json]
                                     all of it at one stroke; export writes what publish reads
  status-index rotate | state        a new key under which terminals keep the states of documents; how far its hashing is
  keys rotate document-numbers | sealing | signing
                                     another key under which document numbers are stored, for which terminals seal, or with which the register signs; with several servers on a database
                                     stop the others, and give them document-numbers.key, or signing.key and signing.succession, before they start again
  office add LOGIN "NAME" --roles ROLE,… | code LOGIN | list | disable LOGIN | enable LOGIN
                                     who comes in at the office's page; ROLE: office, editor, operator, technician or auditor; add, code: a code for
                                     once, with which a passkey, or password and authenticator app, is set up; LOGIN may be an id where disable or
                                     enable is about somebody of the identity provider
  audit verify [--heads FILE] | heads | drop --before MONTH
                                     heads: where its chains end now, to be kept elsewhere; verify takes them later
  status
Environment: FOYER_DATA (folder, default ./data/register), FOYER_REGISTER_PORT (8480; 0: any), FOYER_REGISTER_HOST (127.0.0.1),
DATABASE_URL (a PostgreSQL server instead of the database in the folder).
`;

const translated = (de: string, en: string | undefined, ar: string | undefined) => ({
  de,
  ...(en === undefined ? {} : { en }),
  ...(ar === undefined ? {} : { ar }),
});

const importCatalogue: Command = async ({ folder, args, print }) => {
  const parsed = readArguments(args, { flags: ['public-only'], positionals: ['FILE'], repeat: true });
  // Others' texts are cleaned of characters of no width as they are read; lost letters cannot be had back.
  const files = await Promise.all(
    parsed.positionals.map(async (name) => ({ name, text: await readGivenFile(name, 'lost-letters') })),
  );
  const outcome = readDldb(files, { publicOnly: parsed.flag('public-only') });
  for (const line of formatReport(outcome.report)) print(line);
  if (!outcome.content.services && !outcome.content.offices)
    throw new UsageError('None of the files holds services or locations; nothing was changed.');
  const answer = await ask(folder, 'import', outcome.content);
  for (const office of answer.unknownOffices)
    print(`office ${office}: named by services, not in the catalogue; left out there`);
  for (const closure of answer.droppedClosures) print(`closure ${closure}: its office is gone; removed`);
  print(`imported: ${answer.services} services, ${answer.offices} offices; catalogue ${answer.version}`);
  return 0;
};

const closeOffice: Command = async ({ folder, args, print }) => {
  const given = readArguments(args, {
    options: {
      office: true,
      from: true,
      to: true,
      reason: true,
      'reason-en': false,
      'reason-ar': false,
      phone: false,
      'cut-off': false,
      'restricted-from': false,
      urgent: false,
      'urgent-en': false,
      'urgent-ar': false,
    },
  });
  const day = (name: string) => {
    const value = given.optional(name);
    return value === undefined ? undefined : readDay(name, value);
  };
  const [phone, cutOff, restrictedFrom, urgent] = [
    given.optional('phone'),
    day('cut-off'),
    day('restricted-from'),
    given.optional('urgent'),
  ];
  if (urgent === undefined && (given.optional('urgent-en') ?? given.optional('urgent-ar')) !== undefined)
    throw new UsageError('--urgent is missing: German first.');
  const closure = await ask(folder, 'closeOffice', {
    office: given.required('office'),
    from: readDay('from', given.required('from')),
    to: readDay('to', given.required('to')),
    reason: translated(given.required('reason'), given.optional('reason-en'), given.optional('reason-ar')),
    ...(phone === undefined ? {} : { phone }),
    ...(cutOff === undefined ? {} : { cutOff }),
    ...(restrictedFrom === undefined ? {} : { restrictedFrom }),
    ...(urgent === undefined
      ? {}
      : { urgent: translated(urgent, given.optional('urgent-en'), given.optional('urgent-ar')) }),
  });
  print(`closed: office ${closure.office} from ${closure.from} to ${closure.to} (${closure.id})`);
  return 0;
};

const reopenOffice: Command = async ({ folder, args, print }) => {
  const office = readArguments(args, { options: { office: true } }).required('office');
  const { removed } = await ask(folder, 'reopenOffice', { office });
  print(
    removed.length === 0
      ? `office ${office} was not closed`
      : `reopened: office ${office}, closures removed: ${removed.length}`,
  );
  return 0;
};

const maintenance: Command = async ({ folder, args, print }) => {
  const given = readArguments(args, {
    options: { service: true, from: true, to: true, reason: true, 'reason-en': false, 'reason-ar': false },
  });
  const planned = await ask(folder, 'planMaintenance', {
    service: given.required('service'),
    from: readInstant('from', given.required('from')),
    to: readInstant('to', given.required('to')),
    reason: translated(given.required('reason'), given.optional('reason-en'), given.optional('reason-ar')),
  });
  print(`planned: maintenance of ${planned.service} from ${planned.from} to ${planned.to} (${planned.id})`);
  return 0;
};

const endMaintenance: Command = async ({ folder, args, print }) => {
  const service = readArguments(args, { options: { service: true } }).required('service');
  const { removed } = await ask(folder, 'endMaintenance', { service });
  print(removed.length === 0 ? `${service} was not under maintenance` : `ended: maintenance of ${service}`);
  return 0;
};

const helpCalls: Command = async ({ folder, args, print }) => {
  readArguments(args, {});
  for (const call of await ask(folder, 'helpCalls', {}))
    print([call.acceptedAt, call.terminal, call.screen].join('\t'));
  return 0;
};

const status: Command = async ({ folder, args, print }) => {
  readArguments(args, {});
  print(JSON.stringify(await ask(folder, 'status', {}), null, 2));
  return 0;
};

export const COMMANDS: Readonly<Record<string, Command>> = {
  'import-catalogue': importCatalogue,
  'close-office': closeOffice,
  'reopen-office': reopenOffice,
  maintenance,
  'end-maintenance': endMaintenance,
  terminals,
  'help-calls': helpCalls,
  alarms,
  cases,
  schemas,
  status,
  documents,
  people,
  residents,
  catalogue,
  'status-index': statusIndex,
  keys,
  audit,
  office,
};
