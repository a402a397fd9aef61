/**
 * What the town's resident system delivers as files: each delivery with its report, so that a second one with the same
 * number, or one after a gap, is seen. Nothing of a person is in a report.
 */
export const DELIVERIES: readonly string[] = [
  // Kind, number and instant are missing where a refused file did not say them.
  // \`waiting\`: would remove more people than may go without somebody's word.
  `create table resident_delivery (
     id integer generated always as identity primary key, kind text check (kind in ('complete', 'delta')), sequence bigint, as_of timestamptz,
     received_at timestamptz not null, sha256 bytea not null check (length(sha256) = 32),
     state text not null check (state in ('waiting', 'applied', 'refused', 'dismissed')), report jsonb not null,
     applied_at timestamptz, decided_by text)`,
  `create index resident_delivery_applied on resident_delivery (sequence desc) where state = 'applied'`,
];
