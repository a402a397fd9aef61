/** A key that was given out without an enrolment ends; those that are out have a quarter of a year from now. */
export const KEY_END: readonly string[] = [
  'alter table terminal add column key_until timestamptz',
  `update terminal set key_until = now() + interval '90 days' where key_hash is not null`,
];
