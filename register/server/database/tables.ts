/** The tables as the queries see them. Their definition, with constraints and reasons, is in `migrations.ts`. */
import type { ColumnType, Generated } from 'kysely';

/** Written as JSON text, read as a value. */
export type Json = ColumnType<unknown, string, string>;
/** A calendar day as ISO 8601 text: both drivers are set up not to make a `Date` of it. */
type Day = string;
type Instant = ColumnType<Date, Date | string, Date | string>;

export interface Tables {
  setting: { name: string; value: string };
  catalogue_revision: { only_row: Generated<boolean>; revision: number };
  catalogue_edition: { version: string; body: string; at: Instant };
  category: { id: string; position: number; body: Json };
  office: { id: string; body: Json };
  service: { id: string; body: Json };
  closure: {
    id: string;
    office: string;
    from_day: Day;
    to_day: Day;
    reason: Json;
    phone: string | null;
    cut_off: Day | null;
    restricted_from: Day | null;
    urgent: Json | null;
  };
  maintenance: { id: string; service: string; starts: Instant; ends: Instant; reason: Json };
  document_status: {
    type: string;
    number_hash: Uint8Array;
    stage: string;
    since: Day;
    office: string | null;
    pin_letter: boolean | null;
    bring_old_document: boolean | null;
    number_sealed: Uint8Array | null;
    hashed_in: Generated<number | null>;
  };
  status_epoch: { epoch: number; key: Uint8Array; began_at: Instant; over_at: Instant | null; cost: number };
  status_entry: { epoch: number; type: string; number_hash: Uint8Array; id: Uint8Array; place: string | number | null };
  status_work: { only_row: Generated<boolean>; holder: string; until: Instant };
  terminal: {
    id: string;
    name: string;
    key_hash: Uint8Array | null;
    created_at: Instant;
    revoked_at: Instant | null;
    last_seen_at: Instant | null;
    heartbeat: Json | null;
    public_key: Json | null;
    enrolled_at: Instant | null;
    offline_states: Generated<boolean>;
    place: Generated<string | null>;
    key_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
    clock_refused_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    condition: Generated<string | null>;
  };
  terminal_history: {
    id: Generated<string | number>;
    terminal: string;
    at: Instant;
    until: ColumnType<Date | null, Date | null | undefined, Date | null>;
    kind: string;
    device: Generated<string>;
    value: string | null;
    says: Generated<string | null>;
  };
  readiness_report: {
    order_id: string | number;
    terminal: string;
    asked_at: Instant;
    asked_by: string;
    arrived_at: Instant;
    signature: string;
    content: Json;
    signed: Json;
  };
  alarm: {
    id: string;
    kind: string;
    terminal: string | null;
    part: string;
    detail: Json;
    since: Instant;
    seen_at: Instant;
    began_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    over_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    ended_as: Generated<string | null>;
    returned: boolean;
    told_begin: Generated<string | null>;
    told_end: Generated<string | null>;
  };
  alarm_message: { id: string; body: Json; created_at: Instant };
  alarm_delivery: {
    message: string;
    line: string;
    position: Generated<string | number>;
    state: Generated<string>;
    attempts: Generated<number>;
    next_at: Instant;
    claimed_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
    ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  alarm_certificate: { server: string; name: string; ends_at: Instant; seen_at: Instant };
  enrolment_code: { terminal: string; code_hash: Uint8Array; expires_at: Instant; used_by: string | null };
  terminal_token: { token_hash: Uint8Array; terminal: string; expires_at: Instant };
  assertion: { terminal: string; jti: string; expires_at: Instant };
  help_call: {
    key: string;
    terminal: string;
    screen: string;
    accepted_at: Instant;
    state: Generated<string>;
    answered_by: Generated<string | null>;
    answered_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    ended_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  office_account: {
    id: string;
    name: string;
    login: string | null;
    subject: string | null;
    roles: Json;
    password: Generated<string | null>;
    totp_sealed: Generated<Uint8Array | null>;
    totp_step: Generated<string | number | null>;
    created_at: Instant;
    disabled_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    last_seen_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  office_passkey: {
    id: string;
    account: string;
    public_key: Uint8Array;
    counter: string | number;
    transports: Json;
    created_at: Instant;
    used_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  office_code: { account: string; code_hash: Uint8Array; expires_at: Instant };
  office_session: {
    token_hash: Uint8Array;
    account: string;
    began_at: Instant;
    seen_at: Instant;
    set_up: boolean;
    id_token: Generated<string | null>;
    pending_totp: Generated<Uint8Array | null>;
  };
  office_challenge: { id: string; challenge: string; expires_at: Instant };
  office_known_network: { account: string; network_hash: Uint8Array; used_at: Instant };
  terminal_order: {
    id: Generated<string | number>;
    terminal: string;
    body: Json;
    given_at: Instant;
    given_by: string;
    taken_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  person: {
    id: Generated<number>;
    family_name: string;
    given_names: string;
    birth_date: string;
    usual_given_name: Generated<string | null>;
    doctorate: Generated<string | null>;
    birth_name: Generated<string | null>;
    birth_place: Generated<string | null>;
    nationalities: ColumnType<unknown, string | undefined, string>;
    marital_status: Generated<string>;
    version: Generated<number>;
    family_search: Generated<string>;
    birth_search: Generated<string | null>;
    external_id: Generated<string>;
    former_names: Generated<string | null>;
    religious_name: Generated<string | null>;
    died_on: Generated<string | null>;
    left_on: Generated<Day | null>;
    gone_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  offer: { id: string; position: number; body: Json };
  block_kind: { id: string; position: number; body: Json };
  legal_text: { id: string; position: number; body: Json };
  residence: {
    id: string;
    person: number;
    kind: string;
    street: string;
    house_number: string;
    addition: string | null;
    postal_code: string;
    city: string;
    since: Day | null;
    until: Day | null;
  };
  transmission_block: { person: number; kind: string; set_at: Instant; until: Generated<Day | null> };
  resident_delivery: {
    id: Generated<number>;
    kind: string | null;
    sequence: ColumnType<string | null, number | null, number | null>;
    as_of: ColumnType<Date | null, Date | string | null, Date | string | null>;
    received_at: Instant;
    sha256: Uint8Array;
    state: string;
    report: Json;
    applied_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    decided_by: Generated<string | null>;
  };
  family_link: { person: number; relative: number; relation: string };
  resident_change: {
    key: string;
    person: string;
    request_hash: Uint8Array;
    change: Json;
    version: number;
    made_at: Instant;
    state: Generated<string>;
    handed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  eid_session: {
    token_hash: Uint8Array;
    terminal: string;
    server_session: string;
    expires_at: Instant;
    outcome: string | null;
    nonce_hash: Generated<Uint8Array | null>;
  };
  sign_in: { token_hash: Uint8Array; terminal: string; person: string; began_at: Instant; last_at: Instant };
  request: {
    key: string;
    terminal: string;
    route: string;
    body_hash: Uint8Array | null;
    state: string;
    answer: Json | null;
    at: Instant;
  };
  issued_document: {
    id: string;
    key: string;
    terminal: string;
    person: string | null;
    reference: string;
    kind: string;
    pages: number;
    content: Uint8Array | null;
    sha256: string;
    amount_cents: number;
    receipt: Json | null;
    issued_at: Instant;
    kid: Generated<string | null>;
    closed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    delivery: string;
  };
  document_grant: {
    token_hash: Uint8Array;
    document: string;
    terminal: string;
    proof: string;
    sign_in: Uint8Array | null;
    until: Instant;
  };
  download_link: {
    id_hash: Uint8Array;
    cipher: Uint8Array | null;
    pages: number;
    expires_at: Instant;
    fetched_at: Instant | null;
    terminal: Generated<string | null>;
    reference: Generated<string | null>;
  };
  pick_up: {
    code_hash: Uint8Array;
    document: string;
    expires_at: Instant;
    redeemed_at: Instant | null;
    redeemed_by: string | null;
  };
  case_record: {
    id: string;
    seq: Generated<string | number>;
    reference: string | null;
    secret_hash: Uint8Array | null;
    key: string;
    kind: string;
    person: Generated<string | null>;
    terminal: string | null;
    body: Json | null;
    stage: string;
    version: Generated<number>;
    number: Generated<string | null>;
    note: ColumnType<unknown, string | null | undefined, string | null>;
    missing: ColumnType<unknown, string | undefined, string>;
    service: Generated<string | null>;
    schema_id: Generated<string | null>;
    schema_version: Generated<number | null>;
    announced_at: Instant;
    accepted_at: ColumnType<Date | null, Date | null, Date>;
    stage_since: Instant;
    updated_at: Instant;
  };
  case_event: { case_id: string; sequence: number; type: string; at: Instant; by: string; detail: Json | null };
  case_attachment: {
    case_id: string;
    id: string;
    position: number;
    sealed: Uint8Array | null;
    kid: string | null;
    sha512: Uint8Array | null;
    mime_type: string | null;
  };
  case_schema: { id: string; version: number; body: Json; added_at: Instant };
  inbox: { key: string; terminal: string; sequence: number; kind: string; at: Instant; registered_at: Instant };
  order_report: {
    order_key: string;
    event: string;
    terminal: string;
    reference: string | null;
    amount_cents: number;
    at: Instant;
    registered_at: Instant;
  };
  forwarding: {
    case_id: string;
    adapter: string;
    state: string;
    attempts: number;
    next_at: Instant;
    claimed_until: Instant | null;
    follow_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    over: Generated<boolean>;
    asks: Generated<number>;
  };
  audit: {
    lane: number;
    position: string | number;
    at: Instant;
    actor: string;
    action: string;
    subject: string;
    hash: Uint8Array;
  };
  audit_lane: {
    lane: number;
    position: string | number;
    at: Instant;
    hash: Uint8Array;
    anchor_position: string | number;
    anchor_hash: Uint8Array;
  };
  forwarding_memory: { case_id: string; adapter: string; body: Json };
  forwarding_news: { case_id: string; adapter: string; id: string; type: string; at: Instant };
}
