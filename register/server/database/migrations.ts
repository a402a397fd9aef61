/**
 * The register's tables, for PGlite and PostgreSQL alike, with nothing newer than PostgreSQL 15. A migration that has
 * been released is never changed; another one is added.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import { AUDIT } from './migrations/0006-audit.ts';
import { CASE_ATTEMPTS } from './migrations/0013-case-attempts.ts';
import { KEEPING_INDEXES } from './migrations/0014-keeping.ts';
import { KEY_END } from './migrations/0015-key-end.ts';
import { OFFICE } from './migrations/0016-office.ts';
import { ALARMS } from './migrations/0017-alarms.ts';
import { TERMINAL_HISTORY } from './migrations/0018-terminal-history.ts';
import { LEGAL_TEXTS } from './migrations/0019-legal-texts.ts';
import { DELIVERIES } from './migrations/0021-deliveries.ts';
import { DELIVERED_PEOPLE } from './migrations/0022-delivered-people.ts';
import { RESIDENT_SYSTEM } from './migrations/0020-resident-system.ts';
import { STATUS_KEYS } from './migrations/0012-status-keys.ts';
import { BIRTH_DATES } from './migrations/0010-birth-dates.ts';
import { CASES } from './migrations/0003-cases.ts';
import { CATALOGUE_EDITIONS } from './migrations/0007-catalogue-editions.ts';
import { FORWARDING } from './migrations/0008-forwarding.ts';
import { HAND_OVER } from './migrations/0011-hand-over.ts';
import { ORDER_OF_TEXT } from './migrations/0009-order-of-text.ts';
import { STATUS_INDEX } from './migrations/0005-status-index.ts';
import { TERMINALS } from './migrations/0004-terminals.ts';

const FIRST = [
  `create table setting (name text primary key, value text not null)`,

  // One row. Every change of what the catalogue shows raises it, so that each server knows when its copy is old.
  `create table catalogue_revision (only_row boolean primary key default true check (only_row), revision integer not null)`,
  `insert into catalogue_revision (revision) values (1)`,

  // Categories, offices and services are documents of the wire contract, checked on the way in and out.
  `create table category (id text primary key, position integer not null, body jsonb not null)`,
  `create table office (id text primary key, body jsonb not null)`,
  `create table service (id text primary key, body jsonb not null)`,
  `create table closure (
     id text primary key, office text not null references office (id), from_day date not null, to_day date not null,
     reason jsonb not null, phone text, cut_off date, restricted_from date, urgent jsonb, check (to_day >= from_day))`,
  `create table maintenance (
     id text primary key, service text not null, starts timestamptz not null, ends timestamptz not null, reason jsonb not null,
     check (ends > starts))`,

  // PAuswG § 16, § 20 (3), PassG § 16 (4): a serial number must not open the way to a person's data. So there is no
  // reference to a person here, and the number itself is not stored: only its keyed hash (document-key.ts).
  `create table document_status (
     type text not null, number_hash bytea not null check (length(number_hash) = 32), stage text not null, since date not null,
     office text, pin_letter boolean, bring_old_document boolean, primary key (type, number_hash))`,

  // A terminal's key is 256 random bits, so a plain SHA-256 of it cannot be searched.
  `create table terminal (
     id text primary key, name text not null unique, key_hash bytea not null unique check (length(key_hash) = 32),
     created_at timestamptz not null, revoked_at timestamptz, last_seen_at timestamptz, heartbeat jsonb)`,
  `create table help_call (
     key uuid primary key, terminal text not null references terminal (id), screen text not null, accepted_at timestamptz not null)`,
  `create index help_call_accepted_at on help_call (accepted_at)`,

  // Births are known to the year only for some people: 1950, 1950-07 or 1950-07-31.
  `create table person (
     id integer generated always as identity primary key, family_name text not null, given_names text not null,
     birth_date text not null check (birth_date ~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$'))`,
];

const SERVICES = [
  `create table offer (id text primary key, position integer not null, body jsonb not null)`,
  `create table block_kind (id text primary key, position integer not null, body jsonb not null)`,

  // Names are found by their search form (DIN 91379), so that an ID card that writes them in capitals finds them too.
  `alter table person
     add usual_given_name text, add doctorate text, add birth_name text, add birth_place text,
     add nationalities jsonb not null default '["deutsch"]', add marital_status text not null default 'unknown',
     add version integer not null default 0, add family_search text not null default '', add birth_search text`,
  `create index person_search on person (family_search, birth_date)`,
  `create index person_birth_search on person (birth_search, birth_date) where birth_search is not null`,
  `create table residence (
     id text primary key, person integer not null references person (id), kind text not null check (kind in ('main', 'secondary')),
     street text not null, house_number text not null, addition text, postal_code text not null, city text not null, since date, until date)`,
  `create index residence_person on residence (person)`,
  `create unique index residence_main on residence (person) where kind = 'main' and until is null`,
  `create table transmission_block (person integer not null references person (id), kind text not null, set_at timestamptz not null, primary key (person, kind))`,

  // An authentication that runs: who asked, and the eID-Server's own name for it. Never what the card said.
  `create table eid_session (
     token_hash bytea primary key, terminal text not null references terminal (id), server_session text not null, expires_at timestamptz not null,
     outcome text check (outcome in ('failed', 'no-match', 'signed-in')))`,
  `create table sign_in (token_hash bytea primary key, terminal text not null references terminal (id), person integer not null references person (id), began_at timestamptz not null, last_at timestamptz not null)`,
  `create index sign_in_last_at on sign_in (last_at)`,

  // Idempotency: what was answered to a key. \`void\`: asked after before it came, and never done.
  `create table request (
     key uuid primary key, terminal text not null references terminal (id), route text not null, body_hash bytea, state text not null check (state in ('done', 'void')),
     answer jsonb, at timestamptz not null)`,
  `create index request_at on request (at)`,

  // The sequence of references; gaps say nothing.
  `create sequence reference_number`,
  `create table issued_document (
     id text primary key, token_hash bytea not null unique, key uuid not null unique, terminal text not null references terminal (id), person integer not null references person (id),
     reference text not null unique, kind text not null, pages integer not null, pdf bytea, sha256 text not null, amount_cents integer not null, receipt jsonb, issued_at timestamptz not null)`,
  `create index issued_document_issued_at on issued_document (issued_at)`,
  // Only what is behind the key in the visitor's hands: the document encrypted, and no name of it.
  `create table download_link (id_hash bytea primary key, cipher bytea, pages integer not null, expires_at timestamptz not null, fetched_at timestamptz)`,
  `create table pick_up (code_hash bytea primary key, document text not null references issued_document (id), expires_at timestamptz not null, redeemed_at timestamptz, redeemed_by text)`,
  `create table case_record (
     id text primary key, reference text not null unique, secret_hash bytea not null, key uuid not null unique, kind text not null, person integer not null references person (id),
     terminal text not null references terminal (id), body jsonb not null, state text not null, accepted_at timestamptz not null)`,
];

const of = (statements: readonly string[]): Migration => ({
  async up(db: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
});

const MIGRATIONS: Record<string, Migration> = {
  '0001-first': of(FIRST),
  '0002-services': of(SERVICES),
  '0003-cases': of(CASES),
  '0004-terminals': of(TERMINALS),
  '0005-status-index': of(STATUS_INDEX),
  '0006-audit': of(AUDIT),
  '0007-catalogue-editions': of(CATALOGUE_EDITIONS),
  '0008-forwarding': of(FORWARDING),
  '0009-order-of-text': of(ORDER_OF_TEXT),
  '0010-birth-dates': of(BIRTH_DATES),
  '0011-hand-over': of(HAND_OVER),
  '0012-status-keys': of(STATUS_KEYS),
  '0013-case-attempts': of(CASE_ATTEMPTS),
  '0014-keeping': of(KEEPING_INDEXES),
  '0015-key-end': of(KEY_END),
  '0016-office': of(OFFICE),
  '0017-alarms': of(ALARMS),
  '0018-terminal-history': of(TERMINAL_HISTORY),
  '0019-legal-texts': of(LEGAL_TEXTS),
  '0020-resident-system': of(RESIDENT_SYSTEM),
  '0021-deliveries': of(DELIVERIES),
  '0022-delivered-people': of(DELIVERED_PEOPLE),
};

/**
 * Brings the database to this version's tables, or to those of the migration `to`; returns the names of the
 * migrations that ran. Throws when one cannot run.
 */
export async function migrate(db: Kysely<any>, to?: string): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await (to === undefined ? migrator.migrateToLatest() : migrator.migrateTo(to));
  if (error) throw error instanceof Error ? error : new Error('A migration failed.');
  return (results ?? []).map((result) => result.migrationName);
}
