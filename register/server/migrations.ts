/**
 * The register's tables, for PGlite and PostgreSQL alike, with nothing newer than PostgreSQL 15. A migration that has been
 * released is never changed; another one is added.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';

const first: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of FIRST) await sql.raw(statement).execute(db);
  },
};

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

const MIGRATIONS: Record<string, Migration> = { '0001-first': first };

/** Brings the database to this version's tables; returns the names of the migrations that ran. Throws when one cannot run. */
export async function migrate(db: Kysely<any>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('A migration failed.');
  return (results ?? []).map((result) => result.migrationName);
}
