/**
 * Terminals with a key pair of their own: codes to enrol them, the tokens that they ask for, and what they asked with.
 */
export const TERMINALS: readonly string[] = [
  `alter table terminal alter column key_hash drop not null`,
  `alter table terminal add public_key jsonb, add enrolled_at timestamptz`,
  // One open code per terminal. A code that was used stays for a while with the thumbprint (RFC 7638) of the key that
  // used it, so that a terminal that lost the answer can ask again.
  `create table enrolment_code (
     terminal text primary key references terminal (id), code_hash bytea not null unique check (length(code_hash) = 32), expires_at timestamptz not null,
     used_by text, check (used_by <> ''))`,
  `create table terminal_token (token_hash bytea primary key check (length(token_hash) = 32), terminal text not null references terminal (id), expires_at timestamptz not null)`,
  `create index terminal_token_terminal on terminal_token (terminal)`,
  `create index terminal_token_expires_at on terminal_token (expires_at)`,
  // RFC 7523, 3 (7): an assertion counts once, at whichever server it arrives.
  `create table assertion (terminal text not null references terminal (id), jti text not null, expires_at timestamptz not null, primary key (terminal, jti))`,
  `create index assertion_expires_at on assertion (expires_at)`,
];
