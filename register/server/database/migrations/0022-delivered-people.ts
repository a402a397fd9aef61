/**
 * What a delivery says of people beyond what was kept of them: other names, when somebody died or left, until when a
 * block lasts; and which changes that were made here the town's system has been told of.
 */
export const DELIVERED_PEOPLE: readonly string[] = [
  // \`gone_at\`: when it was first known that the person died or leaves; by it the row is removed.
  `alter table person add former_names text, add religious_name text, add died_on text, add left_on date, add gone_at timestamptz`,
  `create index person_gone on person (gone_at) where gone_at is not null`,
  `alter table residence drop constraint residence_person_fkey,
     add constraint residence_person_fkey foreign key (person) references person (id) on delete cascade`,
  `alter table transmission_block drop constraint transmission_block_person_fkey,
     add constraint transmission_block_person_fkey foreign key (person) references person (id) on delete cascade, add until date`,
  // \`done\`: a delivery showed it.
  `alter table resident_change add state text not null default 'made' check (state in ('made', 'handed', 'done')), add handed_at timestamptz`,
  `create index resident_change_open on resident_change (made_at) where state <> 'done'`,
];
