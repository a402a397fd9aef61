/**
 * Birth dates are found by ranges of text, and a range of text follows the collation of its column: by the language's
 * rules, where the cluster was made for one (`initdb --locale=de_DE.UTF-8`), '1950-07-31' is not below '1950~'.
 * PostgreSQL promises an order of bytes for "C" alone (manual, 24.2 "Collation Support").
 */
export const ORDER_OF_TEXT: readonly string[] = [`alter table person alter column birth_date type text collate "C"`];
