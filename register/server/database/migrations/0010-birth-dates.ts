/**
 * Birth dates with zeros or with days that are none: what they say for certain stays. A year of zeros says nothing, and
 * no person may be dropped, so such a row stays as it is (it matches no card); new rows are checked, and so is every
 * change of one.
 */
const DAYS_OF_MONTH = `extract(day from make_date(left(birth_date, 4)::integer, substring(birth_date from 6 for 2)::integer, 1) + interval '1 month' - interval '1 day')`;
/** \`case\` keeps the order: a month is looked at only where there is one. */
const VALID = `case
  when birth_date !~ '^\\d{4}(-\\d{2}(-\\d{2})?)?$' or left(birth_date, 4) = '0000' then false
  when length(birth_date) = 4 then true
  when substring(birth_date from 6 for 2)::integer not between 1 and 12 then false
  when length(birth_date) = 7 then true
  else substring(birth_date from 9 for 2)::integer between 1 and ${DAYS_OF_MONTH} end`;

export const BIRTH_DATES: readonly string[] = [
  `alter table person drop constraint person_birth_date_check`,
  `update person set birth_date = left(birth_date, 4), version = version + 1
     where length(birth_date) > 4 and left(birth_date, 4) <> '0000' and substring(birth_date from 6 for 2)::integer not between 1 and 12`,
  `update person set birth_date = left(birth_date, 7), version = version + 1 where length(birth_date) = 10 and left(birth_date, 4) <> '0000' and not (${VALID})`,
  `alter table person add constraint person_birth_date_check check (${VALID}) not valid`,
];
