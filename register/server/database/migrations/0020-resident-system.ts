/**
 * A person is known by the id that the town's resident system gave, also where that system stands elsewhere and the
 * person has no row here. Changes are noted by their key, so that each is made once.
 */
const named = (table: string): readonly string[] => [
  `alter table ${table} add resident text`,
  `update ${table} set resident = person.external_id from person where person.id = ${table}.person`,
  `alter table ${table} drop column person`,
  `alter table ${table} rename column resident to person`,
];

export const RESIDENT_SYSTEM: readonly string[] = [
  `update person set external_id = gen_random_uuid()::text where external_id is null`,
  `alter table person alter external_id set default gen_random_uuid()::text, alter external_id set not null`,
  ...['sign_in', 'issued_document', 'case_record'].flatMap(named),
  `alter table sign_in alter person set not null`,
  // These went with the columns.
  `create index case_record_kept on case_record (stage_since) where body is not null and person is null and stage in ('done', 'rejected', 'forwarded')`,
  `create index case_record_public on case_record (kind, accepted_at desc) where person is null and stage <> 'announced'`,
  `create index case_record_over_person on case_record (id) where stage in ('done', 'rejected', 'forwarded') and body is not null and person is not null`,
  `create index issued_document_of_whom on issued_document (issued_at) where receipt is not null or person is not null`,

  // As the person sees it: \`relative\` is the person's spouse, partner, child or parent.
  `create table family_link (
     person integer not null references person (id) on delete cascade, relative integer not null references person (id) on delete cascade,
     relation text not null check (relation in ('spouse', 'partner', 'child', 'parent')), primary key (person, relative))`,
  `create index family_link_relative on family_link (relative)`,

  `create table resident_change (
     key uuid primary key, person text not null, request_hash bytea not null check (length(request_hash) = 32), change jsonb not null,
     version integer not null, made_at timestamptz not null)`,
  `create index resident_change_made_at on resident_change (made_at)`,
];
