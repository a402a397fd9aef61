/** Cases of every kind, what happened to them, what they came with, and where they are forwarded to. */
export const CASES: readonly string[] = [
  // Feedback has no person; an announced case has neither reference nor secret, and its content may be removed when it
  // is over.
  `alter table case_record rename column state to stage`,
  `update case_record set stage = 'received'`,
  `alter table case_record
     alter column person drop not null, alter column reference drop not null, alter column secret_hash drop not null, alter column body drop not null,
     alter column accepted_at drop not null,
     add seq bigint generated always as identity unique, add number text unique, add version integer not null default 1, add announced_at timestamptz,
     add stage_since timestamptz, add updated_at timestamptz, add note jsonb, add missing jsonb not null default '[]',
     add service text, add schema_id text, add schema_version integer,
     add constraint case_record_stage check (stage in ('announced', 'received', 'in-progress', 'query', 'forwarded', 'done', 'rejected')),
     add constraint case_record_whole check (stage = 'announced' or (reference is not null and secret_hash is not null and accepted_at is not null))`,
  `update case_record set announced_at = accepted_at, stage_since = accepted_at, updated_at = accepted_at`,
  `alter table case_record alter column announced_at set not null, alter column stage_since set not null, alter column updated_at set not null`,
  `create index case_record_terminal on case_record (terminal, seq)`,
  `create index case_record_announced on case_record (announced_at) where stage = 'announced'`,

  // A place per event, without gaps: the case's row is locked while it is taken.
  `create table case_event (
     case_id text not null references case_record (id) on delete cascade, sequence integer not null, type text not null, at timestamptz not null,
     by text not null check (by in ('terminal', 'office', 'register')), detail jsonb, primary key (case_id, sequence))`,
  `insert into case_event (case_id, sequence, type, at, by) select id, 1, 'submit', accepted_at, 'terminal' from case_record`,

  // As it came, sealed; \`kid\` says which key opens it, so that no key is put away too early.
  `create table case_attachment (
     case_id text not null references case_record (id) on delete cascade, id uuid not null, position integer not null, sealed bytea, kid text,
     sha512 bytea check (length(sha512) = 64), mime_type text, primary key (case_id, id))`,
  `create table case_schema (id text not null, version integer not null, body jsonb not null, added_at timestamptz not null, primary key (id, version))`,

  // Also for references that do not exist: guessing must not reveal which ones do.
  `create table case_attempt (name_hash bytea primary key check (length(name_hash) = 32), tries integer not null, last_at timestamptz not null)`,
  `create index case_attempt_last_at on case_attempt (last_at)`,

  // Who sent what when, without what it was.
  `create table inbox (
     key uuid primary key, terminal text not null references terminal (id), sequence bigint not null, kind text not null, at timestamptz not null,
     registered_at timestamptz not null)`,
  `create index inbox_terminal on inbox (terminal, sequence)`,
  `create table order_report (
     order_key uuid not null, event text not null, terminal text not null references terminal (id), reference text, amount_cents integer not null,
     at timestamptz not null, registered_at timestamptz not null, primary key (order_key, event))`,

  // \`attempts\` also distinguishes one claim from the next: a server that was too slow finds that it has grown.
  `create table forwarding (
     case_id text not null references case_record (id) on delete cascade, adapter text not null,
     state text not null check (state in ('waiting', 'working', 'done', 'failed')), attempts integer not null default 0,
     next_at timestamptz not null, claimed_until timestamptz, primary key (case_id, adapter))`,
  `create index forwarding_next on forwarding (adapter, next_at) where state in ('waiting', 'working')`,
];
