/**
 * What adapters note about the cases they handed over, what the other systems said since, and when they are asked next.
 */
export const FORWARDING: readonly string[] = [
  // Numbers and hashes only, of the other system's making: nothing of a case's content.
  `create table forwarding_memory (
     case_id text not null references case_record (id) on delete cascade, adapter text not null, body jsonb not null, primary key (case_id, adapter))`,

  // \`id\` is the other system's own name for it, so that nothing counts twice.
  `create table forwarding_news (
     case_id text not null references case_record (id) on delete cascade, adapter text not null, id text not null, type text not null, at timestamptz not null, primary key (adapter, id))`,
  `create index forwarding_news_case on forwarding_news (case_id)`,

  // \`follow_at\` null: at once. \`over\`: nothing more will come of it. \`asks\` also tells one claim from the next.
  `alter table forwarding add follow_at timestamptz, add over boolean not null default false, add asks integer not null default 0`,
  `create index forwarding_follow on forwarding (follow_at nulls first) where state = 'done' and not over`,
  // What Open311 lists to everybody.
  `create index case_record_public on case_record (kind, accepted_at desc) where person is null and stage <> 'announced'`,

  // What arrives by Open311 comes from no terminal.
  `alter table case_record alter column terminal drop not null`,
];
