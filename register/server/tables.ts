/** The tables as the queries see them. Their definition, with constraints and reasons, is in `migrations.ts`. */
import type { ColumnType, Generated } from 'kysely';

/** Written as JSON text, read as a value. */
export type Json = ColumnType<unknown, string, string>;
/** A calendar day as ISO 8601 text: both drivers are told not to make a `Date` of it. */
type Day = string;
type Instant = ColumnType<Date, Date | string, Date | string>;

export interface Tables {
  setting: { name: string; value: string };
  catalogue_revision: { only_row: Generated<boolean>; revision: number };
  category: { id: string; position: number; body: Json };
  office: { id: string; body: Json };
  service: { id: string; body: Json };
  closure: {
    id: string; office: string; from_day: Day; to_day: Day; reason: Json; phone: string | null;
    cut_off: Day | null; restricted_from: Day | null; urgent: Json | null;
  };
  maintenance: { id: string; service: string; starts: Instant; ends: Instant; reason: Json };
  document_status: {
    type: string; number_hash: Uint8Array; stage: string; since: Day; office: string | null; pin_letter: boolean | null;
    bring_old_document: boolean | null;
  };
  terminal: {
    id: string; name: string; key_hash: Uint8Array; created_at: Instant; revoked_at: Instant | null; last_seen_at: Instant | null;
    heartbeat: Json | null;
  };
  help_call: { key: string; terminal: string; screen: string; accepted_at: Instant };
  person: { id: Generated<number>; family_name: string; given_names: string; birth_date: string };
}
