/** What must reach somebody when no page is open: what is wrong, what was said of it, and to whom that has to go. */
export const ALARMS: readonly string[] = [
  // `part`: a device, a certificate or a call, by its key; empty where the kind needs none. Until `began_at` it has to
  // last a while first. `returned`: it was over a short time before.
  `create table alarm (
     id uuid primary key, kind text not null, terminal text references terminal (id), part text not null,
     detail jsonb not null, since timestamptz not null, seen_at timestamptz not null, began_at timestamptz, over_at timestamptz,
     ended_as text check (ended_as in ('over', 'withdrawn')), returned boolean not null,
     told_begin uuid, told_end uuid, check ((over_at is null) = (ended_as is null)))`,
  // At most one of a kind goes on at one place.
  `create unique index alarm_going on alarm (kind, coalesce(terminal, ''), part) where over_at is null`,
  `create index alarm_over on alarm (over_at) where over_at is not null`,
  `create index alarm_untold on alarm (id) where began_at is not null and (told_begin is null or (over_at is not null and told_end is null))`,

  // What is said, as it was when it was said.
  `create table alarm_message (id uuid primary key, body jsonb not null, created_at timestamptz not null)`,
  `create index alarm_message_created on alarm_message (created_at)`,
  // One for each way and recipient. `line`: `webhook`, or `mail:` with a hash of the address, so that no address
  // stands here, and nobody is written to who has been taken out of the setting.
  `create table alarm_delivery (
     message uuid not null references alarm_message (id) on delete cascade, line text not null,
     position bigint generated always as identity, state text not null default 'waiting' check (state in ('waiting', 'sent', 'rejected', 'gave-up')),
     attempts integer not null default 0, next_at timestamptz not null, claimed_until timestamptz, ended_at timestamptz, primary key (message, line))`,
  `create index alarm_delivery_waiting on alarm_delivery (line, position) where state = 'waiting'`,
  // Each server says when what it holds ends; what none has said for a while is no server's any more.
  `create table alarm_certificate (
     server uuid not null, name text not null, ends_at timestamptz not null, seen_at timestamptz not null, primary key (server, name))`,

  // When a terminal showed last who it is with a clock that differs too much to let it in.
  `alter table terminal add column clock_refused_at timestamptz`,
];
