/**
 * Cases of the services that are offered by Open311: what comes in becomes one, and of each as much is shown as the
 * town made public.
 */
import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { writeAudit } from '../audit/write.ts';
import type { CaseSchemas } from '../cases/schemas.ts';
import { planForwarding, writeEvent } from '../cases/store.ts';
import type { ForwardRoutes } from '../cases/store.ts';
import type { CatalogueStore } from '../catalogue/catalogue.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import { hashOf, newCode } from '../services/codes.ts';
import { nextReference } from '../services/references.ts';
import { storable } from '../database/storable.ts';
import type { Tables } from '../database/tables.ts';
import { readAt, writeAt } from './pointer.ts';
import { REQUEST_FIELDS } from './settings.ts';
import type { Open311Service, RequestField } from './settings.ts';

export interface RequestsDeps {
  readonly db: Kysely<Tables>;
  readonly catalogue: CatalogueStore;
  readonly schemas: CaseSchemas;
  readonly clock: TimeSource;
  readonly timeZone: string;
  readonly routes: ForwardRoutes;
  readonly services: readonly Open311Service[];
}

export interface RequestFilter {
  readonly ids?: readonly string[] | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly from: Date;
  readonly to: Date;
  readonly status?: readonly ('open' | 'closed')[] | undefined;
}

/** GeoReport v2: a list has so many requests at most, and reaches back so many days. */
export const LIST = { most: 1000, days: 90 } as const;
/** Characters of one argument. */
const LONGEST = 4000;
const CLOSED = ['done', 'rejected'];

export function createRequests({ db, catalogue, schemas, clock, timeZone, routes, services }: RequestsDeps) {
  const byId = new Map(services.map((one) => [one.service, one]));
  /** Those of them that the catalogue has now, with their names in it. */
  async function offered() {
    const {
      catalogue: { services: known },
    } = await catalogue.current();
    return services.flatMap((one) => {
      const info = known.find(({ id }) => id === one.service);
      return info === undefined
        ? []
        : [{ ...one, name: one.name ?? info.name.de, description: one.description ?? info.summary?.de ?? '' }];
    });
  }

  return {
    offered,
    /** The new request's id. The error names the arguments that do not fit, and no value. */
    async accept(service: Open311Service, form: URLSearchParams): Promise<Result<string, readonly string[]>> {
      const data = read(service, form);
      if (!data.ok) return data;
      const version = await schemas.newest(service.schema);
      if (version === undefined) throw new Error('A service of Open311 has a schema that is not here.');
      if (!storable(data.value)) return err(['a character that cannot be stored']);
      const unfit = await schemas.check(service.schema, version, data.value);
      if (unfit.length > 0) return err(unfit.map(({ field, message }) => `${nameOf(service, field)} ${message}`));
      const now = new Date(clock.now());
      const reference = await nextReference(db, 'VG', dayIn(timeZone, clock.now()));
      await db.transaction().execute(async (tx) => {
        const id = randomUUID();
        // The secret is given to no client: the sender asks by Open311.
        await tx
          .insertInto('case_record')
          .values({
            id,
            key: randomUUID(),
            terminal: null,
            reference,
            secret_hash: hashOf(newCode(3)),
            kind: service.service,
            service: service.service,
            schema_id: service.schema,
            schema_version: version,
            body: JSON.stringify(data.value),
            stage: 'received',
            announced_at: now,
            accepted_at: now,
            stage_since: now,
            updated_at: now,
          })
          .execute();
        await writeEvent(tx, id, 1, 'submit', 'register', now);
        await planForwarding(tx, id, service.service, now, routes);
        await writeAudit(tx, {
          at: now.getTime(),
          actor: 'system:open311',
          action: 'case-accepted',
          subject: reference,
        });
      });
      return ok(reference);
    },

    /** Newest first. With `ids` nothing else counts. */
    async list({ ids, codes, from, to, status }: RequestFilter) {
      const wanted = services
        .filter(({ code }) => ids !== undefined || codes === undefined || codes.includes(code))
        .map((one) => one.service);
      if (wanted.length === 0) return [];
      let query = db
        .selectFrom('case_record')
        .selectAll()
        .where('kind', 'in', wanted)
        .where('stage', '<>', 'announced')
        .where('person', 'is', null)
        .orderBy('accepted_at', 'desc')
        .limit(LIST.most);
      if (ids !== undefined) query = query.where('reference', 'in', ids);
      else {
        query = query.where('accepted_at', '>=', from).where('accepted_at', '<=', to);
        if (status?.length === 1) query = query.where('stage', status[0] === 'closed' ? 'in' : 'not in', CLOSED);
      }
      const names = new Map((await offered()).map(({ code, name }) => [code, name]));
      return (await query.execute()).flatMap((row) => {
        const service = byId.get(row.kind);
        return service === undefined ? [] : [shown(row, service, names.get(service.code) ?? service.code)];
      });
    },
  };
}

function shown(row: Selectable<Tables['case_record']>, { code, fields, public: open }: Open311Service, name: string) {
  const read = (field: (typeof open)[number]): string | null => {
    const pointer = open.includes(field) ? fields[field] : undefined;
    const value = pointer === undefined || row.body === null ? undefined : readAt(row.body, pointer);
    return typeof value === 'string' ? value : null;
  };
  const number = (text: string | null): number | null =>
    text === null || !Number.isFinite(Number(text)) ? null : Number(text);
  return {
    service_request_id: row.reference,
    status: CLOSED.includes(row.stage) ? 'closed' : 'open',
    status_notes: null,
    service_name: name,
    service_code: code,
    description: read('description'),
    agency_responsible: null,
    service_notice: null,
    requested_datetime: seconds(row.accepted_at),
    updated_datetime: seconds(row.updated_at),
    expected_datetime: null,
    address: read('address_string'),
    address_id: read('address_id'),
    zipcode: null,
    lat: number(read('lat')),
    long: number(read('long')),
    media_url: read('media_url'),
  };
}
/** Without milliseconds, as the specification's examples. */
const seconds = (at: Date | null): string | null => at?.toISOString().replace(/\.\d{3}Z$/, 'Z') ?? null;

/** Every argument that the service knows, at its place; others are left. */
function read(
  { fields, attributes }: Open311Service,
  form: URLSearchParams,
): Result<Record<string, unknown>, readonly string[]> {
  const data: Record<string, unknown> = {};
  const wrong: string[] = [];
  const put = (name: string, pointer: string, values: readonly string[], kind: string): void => {
    const parsed = values.map((text) => (kind === 'number' ? Number(text) : text));
    if (
      values.some((text) => text.length > LONGEST) ||
      parsed.some((value) => typeof value === 'number' && !Number.isFinite(value))
    )
      wrong.push(`${name} does not fit`);
    else writeAt(data, pointer, kind === 'multivaluelist' ? parsed : parsed[0]);
  };
  for (const field of REQUEST_FIELDS) {
    const text = form.get(field)?.trim() ?? '';
    const pointer = fields[field];
    if (pointer !== undefined && text !== '') put(field, pointer, [text], isCoordinate(field) ? 'number' : 'string');
  }
  const [lat, long] = [Number(form.get('lat') ?? ''), Number(form.get('long') ?? '')];
  if (Math.abs(lat) > 90) wrong.push('lat does not fit');
  if (Math.abs(long) > 180) wrong.push('long does not fit');
  const isEmpty = (name: string): boolean => (form.get(name) ?? '').trim() === '';
  if (isEmpty('lat') !== isEmpty('long')) wrong.push('lat and long go together');
  if (['lat', 'address_string', 'address_id'].every(isEmpty))
    wrong.push('lat and long, address_string or address_id is missing');
  for (const { code, datatype, required, values, at } of attributes) {
    const name = `attribute[${code}]`;
    const given = [...form.getAll(name), ...form.getAll(`${name}[]`)]
      .map((text) => text.trim())
      .filter((text) => text !== '');
    if (given.length === 0) {
      if (required) wrong.push(`${name} is missing`);
      continue;
    }
    if (
      (datatype !== 'multivaluelist' && given.length > 1) ||
      (values.length > 0 && given.some((text) => !values.some(({ key }) => key === text))) ||
      (datatype === 'datetime' && Number.isNaN(Date.parse(given[0] ?? '')))
    )
      wrong.push(`${name} does not fit`);
    else put(name, at, given, datatype);
  }
  return wrong.length > 0 ? err(wrong) : ok(data);
}
const isCoordinate = (field: RequestField): boolean => field === 'lat' || field === 'long';

/** The argument that stands at a place of the data. */
function nameOf({ fields, attributes }: Open311Service, pointer: string): string {
  const [field] = Object.entries(fields).find(([, at]) => at === pointer) ?? [];
  const attribute = attributes.find(({ at }) => at === pointer);
  return field ?? (attribute === undefined ? '(request)' : `attribute[${attribute.code}]`);
}
