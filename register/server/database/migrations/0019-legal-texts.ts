/** A town's privacy notice, imprint and accessibility statement: documents of the wire contract, as the others are. */
export const LEGAL_TEXTS: readonly string[] = [
  `create table legal_text (id text primary key, position integer not null, body jsonb not null)`,
];
