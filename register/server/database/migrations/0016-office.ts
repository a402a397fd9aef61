/** The office's page: who comes in, and what it answers terminals. */
export const OFFICE: readonly string[] = [
  // `id` is opaque: it is what the audit says of a person. `login` of local accounts, `subject` (issuer and subject of
  // the identity provider, RFC 7519) of the others.
  `create table office_account (
     id text primary key, name text not null, login text unique, subject text unique, roles jsonb not null, password text, totp_sealed bytea,
     totp_step bigint, created_at timestamptz not null, disabled_at timestamptz, last_seen_at timestamptz, check ((login is null) <> (subject is null)))`,
  `create table office_passkey (
     id text primary key, account text not null references office_account (id), public_key bytea not null, counter bigint not null,
     transports jsonb not null, created_at timestamptz not null, used_at timestamptz)`,
  `create index office_passkey_account on office_passkey (account)`,
  // One at most for an account: a fresh one ends the other.
  `create table office_code (
     account text primary key references office_account (id), code_hash bytea not null unique, expires_at timestamptz not null)`,
  // Of the token in the cookie only its hash; a session is ended by deleting its row.
  `create table office_session (
     token_hash bytea primary key, account text not null references office_account (id), began_at timestamptz not null,
     seen_at timestamptz not null, set_up boolean not null, id_token text, pending_totp bytea)`,
  `create index office_session_account on office_session (account)`,
  // What a passkey has to sign, once.
  `create table office_challenge (id text primary key, challenge text not null, expires_at timestamptz not null)`,
  `create index office_challenge_expires on office_challenge (expires_at)`,
  // From where an account has come in: keyed hashes, so that nobody reads an address here.
  `create table office_known_network (
     account text not null references office_account (id), network_hash bytea not null, used_at timestamptz not null, primary key (account, network_hash))`,

  // Calls from before nobody could answer are over.
  `alter table help_call
     add column state text not null default 'open' check (state in ('open', 'coming', 'cannot', 'ended')),
     add column answered_by text, add column answered_at timestamptz, add column ended_at timestamptz`,
  `update help_call set state = 'ended', ended_at = now()`,
  `create index help_call_going on help_call (accepted_at) where ended_at is null`,

  // What a terminal is told with its next word: once, in this order.
  `create table terminal_order (
     id bigint generated always as identity primary key, terminal text not null references terminal (id), body jsonb not null,
     given_at timestamptz not null, given_by text not null, taken_at timestamptz)`,
  `create index terminal_order_open on terminal_order (terminal, id) where taken_at is null`,
];
