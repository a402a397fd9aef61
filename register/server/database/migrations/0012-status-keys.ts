/**
 * Terminals find a number's state under a slow hash of their epoch's key, which the register must make of the number
 * itself. So a number is kept beside its keyed hash, encrypted under a key that is made of the same file: the database
 * alone still reveals none, and with the file too all numbers of an authority could be tried in minutes before as well.
 * It is also what lets the file's key be replaced.
 */
export const STATUS_KEYS: readonly string[] = [
  // Null: entered before there was this column; the next import brings it.
  `alter table document_status add number_sealed bytea check (length(number_sealed) = 16), add hashed_in integer`,
  // What has no hash yet comes first, so that a new application does not wait behind a whole new epoch.
  `create index document_status_unhashed on document_status (hashed_in nulls first) where number_sealed is not null and stage <> 'handed-over'`,
  `create table status_entry (
     epoch integer not null references status_epoch (epoch), type text not null, number_hash bytea not null, id bytea not null check (length(id) = 16), place bigint,
     primary key (epoch, type, number_hash), foreign key (type, number_hash) references document_status (type, number_hash) on update cascade on delete cascade)`,
  `create index status_entry_document on status_entry (type, number_hash)`,
  `create unique index status_entry_place on status_entry (epoch, place) where place is not null`,
  `create index status_entry_unplaced on status_entry (epoch) where place is null`,
  `drop trigger document_status_changed on document_status`,
  `create or replace function document_status_changed() returns trigger language plpgsql as $$
     begin
       update status_entry set place = null where type = new.type and number_hash = new.number_hash;
       return null;
     end $$`,
  `create trigger document_status_changed after update on document_status for each row
     when ((old.stage, old.since, old.office, old.pin_letter, old.bring_old_document) is distinct from (new.stage, new.since, new.office, new.pin_letter, new.bring_old_document))
     execute function document_status_changed()`,
  `drop index document_status_place_index`,
  `drop index document_status_unplaced`,
  `alter table document_status drop column place`,

  // The logarithm of scrypt's N. What was handed out before is over: its ids were made in another way, and its number
  // is not used again.
  `alter table status_epoch add cost integer not null default 0`,
  `alter table status_epoch alter cost drop default`,
  `update status_epoch set over_at = began_at`,

  // Existing terminals keep the right; a new one gets it by a command.
  `alter table terminal add offline_states boolean not null default true`,
  `alter table terminal alter offline_states set default false`,

  // One server hashes at a time.
  `create table status_work (only_row boolean primary key default true check (only_row), holder uuid not null, until timestamptz not null)`,
];
