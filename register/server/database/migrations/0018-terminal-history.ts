/** How a terminal was, and the readiness reports that the office asked it for. */
export const TERMINAL_HISTORY: readonly string[] = [
  // How it was by its last word; null before the first one.
  `alter table terminal add column condition text`,
  // One row for a change; it holds until the next one of the same kind and device. `value` is
  // null for a device that is not there any more, and for no edition. A row `silent` has an end of its own, because it
  // is written when the silence is over.
  `create table terminal_history (
     id bigint generated always as identity primary key, terminal text not null references terminal (id), at timestamptz not null, until timestamptz,
     kind text not null check (kind in ('condition', 'mode', 'device', 'edition', 'software')), device text not null default '', value text, says text)`,
  `create index terminal_history_newest on terminal_history (terminal, id)`,
  `create index terminal_history_next on terminal_history (terminal, kind, device, id)`,
  `create index terminal_history_silent on terminal_history (terminal, id) where kind = 'condition' and value = 'silent'`,
  `create index terminal_history_at on terminal_history (at)`,

  // As it came, with what the register found of its signature at that moment: a terminal may get another key.
  `create table readiness_report (
     order_id bigint primary key, terminal text not null references terminal (id), asked_at timestamptz not null, asked_by text not null,
     arrived_at timestamptz not null, signature text not null check (signature in ('by-terminal', 'by-another-key', 'broken', 'no-key')),
     content jsonb not null, signed jsonb not null)`,
  `create index readiness_report_newest on readiness_report (terminal, order_id)`,
];
