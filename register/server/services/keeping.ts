/**
 * What each table is for, and how long what is in it is kept: the register's part of the record of processing
 * activities (Art. 30 GDPR, DIN 66398). A new table must be added here. `by`: rows older than `days` by that column are
 * removed, or lose what says whom they are about (`clears`), by the retention job; where another rule removes them
 * sooner, `rule` says which.
 */
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

interface Personal {
  readonly purpose: string;
  readonly days: number | null;
  readonly by?: string;
  readonly clears?: readonly string[];
  readonly only?: string;
  readonly rule?: string;
}
/** Nothing in it is about a person. */
interface Impersonal {
  readonly purpose: string;
  readonly personal: false;
}

/** Every table of the database. `days` null: as long as `rule` says, and no job removes it. */
export const KEEPING: Readonly<Record<string, Personal | Impersonal>> = {
  // The town itself.
  setting: { purpose: 'the register’s own marks', personal: false },
  catalogue_revision: { purpose: 'number of the catalogue', personal: false },
  catalogue_edition: { purpose: 'editions of the catalogue', personal: false },
  category: { purpose: 'catalogue', personal: false },
  office: { purpose: 'catalogue', personal: false },
  service: { purpose: 'catalogue', personal: false },
  closure: { purpose: 'catalogue', personal: false },
  maintenance: { purpose: 'catalogue', personal: false },
  offer: { purpose: 'catalogue', personal: false },
  block_kind: { purpose: 'catalogue', personal: false },
  legal_text: { purpose: 'catalogue', personal: false },
  case_schema: { purpose: 'what cases of a service must look like', personal: false },
  terminal: { purpose: 'terminals', personal: false },
  terminal_history: { purpose: 'how terminals were; 90 days after it was over', personal: false },
  enrolment_code: { purpose: 'enrolment of terminals', personal: false },
  terminal_token: { purpose: 'tokens of terminals', personal: false },
  assertion: { purpose: 'assertions of terminals, once each', personal: false },
  status_epoch: { purpose: 'keys of the index of documents’ states', personal: false },
  status_work: { purpose: 'who hashes', personal: false },
  audit_lane: { purpose: 'ends of the audit’s chains', personal: false },

  // The people of the office, who come in at its page.
  office_account: {
    purpose: 'who may come in at the office’s page, and as what',
    days: null,
    rule: 'as long as somebody works there; disabled afterwards, because the audit names it by its id',
  },
  office_passkey: { purpose: 'public keys of passkeys', days: null, rule: 'with its account, or when it is replaced' },
  office_code: { purpose: 'a code to come in for the first time', days: 1, by: 'expires_at', rule: 'with its use' },
  office_session: {
    purpose: 'who is signed in at the office’s page',
    days: 1,
    by: 'began_at',
    rule: 'eight hours after it began, with the next sign-in',
  },
  office_challenge: { purpose: 'what a passkey has to sign', days: 1, by: 'expires_at', rule: 'with its use' },
  office_known_network: { purpose: 'from where an account came in, by keyed hash', days: 90, by: 'used_at' },
  terminal_order: { purpose: 'what the office wanted of a terminal, and who gave the order', days: 30, by: 'given_at' },
  readiness_report: {
    purpose: 'what a terminal said of its devices, and who asked for it',
    days: 400,
    by: 'arrived_at',
    rule: 'the newest ten of each terminal, others with the next one',
  },

  // What somebody of the town hall has to see to. No person is in it; of recipients a hash, see `lineOf`.
  alarm: {
    purpose: 'what had to be seen to, from when to when',
    days: 90,
    by: 'over_at',
    rule: 'while it goes on, it stays',
  },
  alarm_message: { purpose: 'what was said of it', days: 90, by: 'created_at' },
  alarm_delivery: { purpose: 'to whom that went, by a hash of the address', days: null, rule: 'with its message' },
  alarm_certificate: { purpose: 'until when certificates of the servers hold', personal: false },

  // People, and what they asked for.
  person: {
    purpose: 'register of residents (§§ 2, 3 BMG)',
    days: 30,
    by: 'gone_at',
    rule: 'as the resident system delivers; who died or left cannot sign in from then on, and goes after these days',
  },
  residence: { purpose: 'register of residents (§ 3 (1) no. 12 BMG)', days: null, rule: 'with its person' },
  transmission_block: {
    purpose: 'blocks on transmission (§§ 36, 42, 50, 51 BMG)',
    days: null,
    rule: 'with its person, or when it is taken back',
  },
  resident_delivery: {
    purpose: 'what the resident system delivered, by numbers; who let a removal through',
    days: 400,
    by: 'received_at',
  },
  family_link: {
    purpose: 'who belongs to whose family (§ 3 (1) no. 9, 15, 16 BMG)',
    days: null,
    rule: 'with its person',
  },
  resident_change: {
    purpose: 'what somebody changed at a terminal, once, and that the town’s system has been told of it',
    days: 90,
    by: 'made_at',
  },
  document_status: {
    purpose: 'states of ID documents, by keyed hash beside no name (PAuswG § 23)',
    days: null,
    rule: 'as the register of ID documents says, by import',
  },
  status_entry: { purpose: 'index of those states for terminals', days: null, rule: 'with its document' },
  eid_session: { purpose: 'an authentication that runs', days: 1, by: 'expires_at', rule: 'an hour after its end' },
  sign_in: {
    purpose: 'who is signed in at a terminal',
    days: 1,
    by: 'began_at',
    rule: 'with the sign-out, or its longest time',
  },
  document_grant: { purpose: 'who may have a document', days: 1, by: 'until', rule: 'with its purpose' },
  request: {
    purpose: 'an order is done once, however often it is asked for',
    days: 400,
    by: 'at',
    rule: 'answers are cut down to the reference sooner; what was never done goes after 14 days',
  },
  issued_document: {
    purpose: 'what was issued, for the fee and its checking',
    days: 400,
    by: 'issued_at',
    clears: ['receipt', 'person'],
    rule: 'its content with its purpose',
  },
  download_link: {
    purpose: 'a document for a phone, once',
    days: 1,
    by: 'expires_at',
    rule: 'when it was fetched, or is over',
  },
  pick_up: {
    purpose: 'a document for the counter, once',
    days: 30,
    by: 'expires_at',
    rule: 'when it was redeemed, or is over',
  },
  order_report: { purpose: 'what became of an order at the terminal', days: 400, by: 'registered_at' },
  help_call: { purpose: 'somebody at a terminal asked for help', days: 30, by: 'accepted_at' },
  inbox: { purpose: 'a sealed request is registered once', days: 90, by: 'registered_at' },
  case_record: {
    purpose: 'what somebody applied for or told the town',
    days: 1095,
    by: 'stage_since',
    only: `stage in ('done', 'rejected', 'forwarded')`,
    rule: 'its content sooner: with the transmission where an ID card stands behind it, after 90 days otherwise',
  },
  case_event: { purpose: 'what was done about a case', days: null, rule: 'with its case' },
  case_attachment: { purpose: 'attachments of a case', days: null, rule: 'with its content' },
  forwarding: { purpose: 'how far the handing over of a case is', days: null, rule: 'with its case' },
  forwarding_memory: { purpose: 'what another system said of a case', days: null, rule: 'with its case' },
  forwarding_news: { purpose: 'what another system said of a case, once', days: null, rule: 'with its case' },
  audit: {
    purpose: 'who did what to whose data (Art. 5 (2), 32 GDPR)',
    days: 1095,
    rule: 'whole months, by the retention job',
  },
};

/** Months of the audit that are kept. */
export const AUDIT_MONTHS = 36;
/** A `request` that was asked after and never done. */
const VOID_DAYS = 14;
const DAY_MS = 86_400_000;

/** Removes what is over by the table above. `now`: milliseconds since 1970. */
export async function removeByTable(db: Kysely<Tables>, now: number): Promise<void> {
  const before = (days: number): Date => new Date(now - days * DAY_MS);
  await sql`delete from request where state = 'void' and at <= ${before(VOID_DAYS)}`.execute(db);
  for (const [table, rule] of Object.entries(KEEPING)) {
    if ('personal' in rule || rule.days === null || rule.by === undefined) continue;
    const [name, over] = [
      sql.table(table),
      sql`${sql.ref(rule.by)} <= ${before(rule.days)} and ${rule.only === undefined ? sql`true` : sql.raw(rule.only)}`,
    ];
    if (table === 'case_record') await removeCases(db, over);
    else if (rule.clears === undefined) await sql`delete from ${name} where ${over}`.execute(db);
    else
      await sql`update ${name} set ${sql.join(rule.clears.map((column) => sql`${sql.ref(column)} = null`))} where ${over} and (${sql.join(
        rule.clears.map((column) => sql`${sql.ref(column)} is not null`),
        sql` or `,
      )})`.execute(db);
  }
}

/** With all that hangs on them, some at a time: a town's first look may find years. */
async function removeCases(db: Kysely<Tables>, over: ReturnType<typeof sql>): Promise<void> {
  await sql`delete from case_record where id in (select id from case_record where ${over} limit 200 for update skip locked)`.execute(
    db,
  );
}
