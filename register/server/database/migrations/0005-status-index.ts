/**
 * What changed in `document_status`, in an order that terminals can follow. A row's place is given by the publisher,
 * one at a time and after the change was committed, so that no change can come to light behind a mark that was handed
 * out before: with a plain sequence at the time of writing it could. Places survive a dump and another engine, which
 * transaction ids do not.
 */
export const STATUS_INDEX: readonly string[] = [
  `alter table document_status add place bigint`,
  `create sequence document_status_place`,
  `create unique index document_status_place_index on document_status (place) where place is not null`,
  `create index document_status_unplaced on document_status (type) where place is null`,
  `create function document_status_changed() returns trigger language plpgsql as $$
     begin
       if (old.stage, old.since, old.office, old.pin_letter, old.bring_old_document) is distinct from (new.stage, new.since, new.office, new.pin_letter, new.bring_old_document) then
         new.place := null;
       end if;
       return new;
     end $$`,
  `create trigger document_status_changed before update on document_status for each row execute function document_status_changed()`,

  // Keys of the second step. The first one is not in the database, so that a copy of it finds no number.
  `create table status_epoch (epoch integer primary key, key bytea not null check (length(key) = 32), began_at timestamptz not null, over_at timestamptz)`,
];
