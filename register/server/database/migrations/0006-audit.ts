/**
 * Who did what when: chained hashes in lanes, in a table of one partition a month; and the indexes by which what is
 * over is found.
 */
export const AUDIT: readonly string[] = [
  // `at` belongs to the key because partitions are made by it; that a place of a lane is given once is the lane's row's
  // doing.
  `create table audit (
     lane smallint not null, position bigint not null, at timestamptz not null, actor text not null, action text not null, subject text not null,
     hash bytea not null check (length(hash) = 32), primary key (lane, position, at)) partition by range (at)`,

  // The head of each lane, locked by the transaction that writes an entry behind it. \`anchor\`: the last entry that
  // was dropped with its month.
  `create table audit_lane (
     lane smallint primary key, position bigint not null, at timestamptz not null, hash bytea not null check (length(hash) = 32),
     anchor_position bigint not null, anchor_hash bytea not null check (length(anchor_hash) = 32)) with (fillfactor = 20)`,
  `insert into audit_lane (lane, position, at, hash, anchor_position, anchor_hash)
     select lane, 0, timestamptz '2000-01-01T00:00:00Z', decode(repeat('00', 32), 'hex'), 0, decode(repeat('00', 32), 'hex') from generate_series(0, 15) as lane`,

  // By which a person is known in the town's own system, where it fills these tables.
  `alter table person add external_id text`,
  `create unique index person_external_id on person (external_id)`,

  `create index sign_in_began_at on sign_in (began_at)`,
  `create index eid_session_expires_at on eid_session (expires_at)`,
  `create index download_link_expires_at on download_link (expires_at)`,
  `create index pick_up_expires_at on pick_up (expires_at)`,
  `create index pick_up_document on pick_up (document)`,
  `create index issued_document_kept on issued_document (issued_at) where pdf is not null`,
  `create index inbox_registered_at on inbox (registered_at)`,
  `create index case_record_kept on case_record (stage_since) where body is not null and person is null and stage in ('done', 'rejected', 'forwarded')`,
  // Only answers that hold more than a reference: what was cut down once is not looked at again.
  `create index request_kept on request (at) where state = 'done' and answer - 'reference' <> '{}'::jsonb`,
];
