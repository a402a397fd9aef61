/**
 * The last editions as they were handed out: what changed since one of them is worked out from it, by whichever server
 * is asked.
 */
export const CATALOGUE_EDITIONS: readonly string[] = [
  `create table catalogue_edition (version text primary key, body text not null, at timestamptz not null)`,
];
