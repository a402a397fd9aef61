/** The catalogue in the database, and the copy of it that this server hands out. */
import { createHash, randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import {
  BlockKind,
  Catalogue,
  CatalogueV2,
  Category,
  Closure,
  LegalNotice,
  Maintenance,
  Offer,
  Office,
  ServiceInfo,
  type SealingKey,
} from '../../contract/contract.ts';
import { deltaOf } from '../../contract/catalogue-delta.ts';
import { dayIn } from '../../../base/calendar-day.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { RegisterDatabase } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';

/** One representation: bytes and their strong ETag (RFC 9110, 8.8.3), which differs between contract versions. */
export interface Representation {
  readonly etag: string;
  readonly body: string;
}

export interface Edition {
  readonly catalogue: Catalogue;
  /** Never smaller than that of an edition before, on every server of the database. */
  readonly revision: number;
  /** By contract version. */
  readonly representations: { readonly 2: Representation; readonly 3: Representation };
}

/** How long the revision is not read again: until then another server's change is not seen. */
const RECHECK_MS = 1000;
const EDITIONS_KEPT = 12;

export class CatalogueStore {
  readonly #db: Kysely<Tables>;
  readonly #prepared: RegisterDatabase['prepared'];
  readonly #clock: TimeSource;
  readonly #timeZone: string;
  readonly #sealingKeys: readonly SealingKey[];
  #edition: Edition | undefined;
  #state = '';
  /** What changed since an edition, by its version; null where that one was dropped. */
  readonly #deltas = new Map<string, Representation | null>();
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(
    { db, prepared }: Pick<RegisterDatabase, 'db' | 'prepared'>,
    clock: TimeSource,
    timeZone: string,
    sealingKeys: readonly SealingKey[] = [],
  ) {
    this.#db = db;
    this.#prepared = prepared;
    this.#clock = clock;
    this.#timeZone = timeZone;
    this.#sealingKeys = sealingKeys;
  }

  /** The edition in force. Closures and maintenance that are over are not in it. */
  async current(): Promise<Edition> {
    const now = this.#clock.now();
    if (this.#edition && now >= this.#checkedAt && now - this.#checkedAt < RECHECK_MS && !this.#ended(now))
      return this.#edition;
    const [row] = await this.#prepared<{ revision: number }>(
      'catalogue-revision',
      'select revision from catalogue_revision',
      [],
    );
    if (row === undefined) throw new Error('The catalogue has no revision.');
    const { revision } = row;
    const state = `${revision} ${dayIn(this.#timeZone, now)}`;
    if (!this.#edition || state !== this.#state || this.#ended(now)) {
      this.#edition = await this.#read(now, Number(revision));
      this.#state = state;
    }
    this.#checkedAt = now;
    return this.#edition;
  }

  /** The maintenance that stops `service` now, if there is one. */
  async maintenanceOf(service: string): Promise<Maintenance | undefined> {
    const { catalogue } = await this.current();
    const now = this.#clock.now();
    return catalogue.maintenance.find(
      (one) => one.service === service && Date.parse(one.from) <= now && now < Date.parse(one.to),
    );
  }

  #ended(now: number): boolean {
    return this.#edition?.catalogue.maintenance.some((one) => Date.parse(one.to) <= now) ?? false;
  }

  async #read(now: number, revision: number): Promise<Edition> {
    // One snapshot, so that a catalogue is never half of one import and half of another.
    const written = await this.#db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((db) => readContent(db, dayIn(this.#timeZone, now), new Date(now)));
    const content = { ...written, sealingKeys: [...this.#sealingKeys] };
    const version = createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
    const catalogue = Catalogue.parse({ version, ...content });
    await this.#keep(catalogue, now);
    this.#deltas.clear();
    return {
      catalogue,
      revision,
      representations: {
        2: { etag: `"${version}.2"`, body: JSON.stringify(CatalogueV2.parse(catalogue)) },
        3: { etag: `"${version}"`, body: JSON.stringify(catalogue) },
      },
    };
  }

  async #keep(catalogue: Catalogue, now: number): Promise<void> {
    const added = await this.#db
      .insertInto('catalogue_edition')
      .values({ version: catalogue.version, body: JSON.stringify(catalogue), at: new Date(now) })
      .onConflict((conflict) => conflict.column('version').doNothing())
      .returning('version')
      .executeTakeFirst();
    if (added === undefined) return;
    await this.#db
      .deleteFrom('catalogue_edition')
      .where('version', 'not in', (from) =>
        from.selectFrom('catalogue_edition').select('version').orderBy('at', 'desc').limit(EDITIONS_KEPT),
      )
      .execute();
  }

  /**
   * What changed since that edition, for contract version 3; undefined where that edition was dropped, and the whole
   * has to be sent.
   */
  async since(version: string): Promise<Representation | undefined> {
    const { catalogue, representations } = await this.current();
    // Beside this question another one may find the next edition.
    const name = `${catalogue.version} ${version}`;
    const known = this.#deltas.get(name);
    if (known !== undefined) return known ?? undefined;
    const row = await this.#db
      .selectFrom('catalogue_edition')
      .select('body')
      .where('version', '=', version)
      .executeTakeFirst();
    const before = Catalogue.safeParse(row === undefined ? undefined : JSON.parse(row.body));
    const delta = before.success
      ? { etag: representations[3].etag, body: JSON.stringify(deltaOf(before.data, catalogue)) }
      : null;
    // Requests for invented versions must not fill the memory.
    if (this.#deltas.size >= EDITIONS_KEPT) this.#deltas.clear();
    this.#deltas.set(name, delta);
    return delta ?? undefined;
  }

  /** Makes the next reader look at the database. */
  invalidate(): void {
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }

  /** Runs a change of the catalogue in one transaction and makes it visible. */
  async change<T>(change: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    const result = await this.#db.transaction().execute(async (db) => {
      const done = await change(db);
      await db
        .updateTable('catalogue_revision')
        .set((set) => ({ revision: set('revision', '+', 1) }))
        .execute();
      return done;
    });
    this.invalidate();
    return result;
  }
}

async function readContent(
  db: Transaction<Tables>,
  today: string,
  now: Date,
): Promise<Omit<Catalogue, 'version' | 'sealingKeys'>> {
  // Sorted here, by code units: every server and database, whatever its collation, gives the same order and so the same
  // version.
  const byId = <T extends { id: string }>(rows: T[]): T[] => rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const categories = await db.selectFrom('category').select('body').orderBy('position').execute();
  const services = await db.selectFrom('service').select(['id', 'body']).execute();
  const offices = await db.selectFrom('office').select(['id', 'body']).execute();
  const closures = await db.selectFrom('closure').selectAll().where('to_day', '>=', today).execute();
  const maintenance = await db.selectFrom('maintenance').selectAll().where('ends', '>', now).execute();
  const offers = await db.selectFrom('offer').select(['id', 'body']).orderBy('position').execute();
  const blockKinds = await db.selectFrom('block_kind').select(['id', 'body']).orderBy('position').execute();
  const legal = await db.selectFrom('legal_text').select(['id', 'body']).orderBy('position').execute();
  return {
    categories: categories.map((row) => Category.parse(row.body)),
    services: byId(services).map((row) => ServiceInfo.parse(row.body)),
    offices: byId(offices).map((row) => Office.parse(row.body)),
    closures: byId(closures).map(toClosure),
    maintenance: byId(maintenance).map((row) =>
      Maintenance.parse({
        id: row.id,
        service: row.service,
        from: row.starts.toISOString(),
        to: row.ends.toISOString(),
        reason: row.reason,
      }),
    ),
    offers: offers.map((row) => Offer.parse(row.body)),
    blockKinds: blockKinds.map((row) => BlockKind.parse(row.body)),
    legal: legal.map((row) => LegalNotice.parse(row.body)),
  };
}

interface ClosureRow {
  id: string;
  office: string;
  from_day: string;
  to_day: string;
  reason: unknown;
  phone: string | null;
  cut_off: string | null;
  restricted_from: string | null;
  urgent: unknown;
}

const toClosure = (row: ClosureRow): Closure =>
  Closure.parse({
    id: row.id,
    office: row.office,
    from: row.from_day,
    to: row.to_day,
    reason: row.reason,
    ...(row.phone === null ? {} : { phone: row.phone }),
    ...(row.cut_off === null ? {} : { cutOff: row.cut_off }),
    ...(row.restricted_from === null ? {} : { restrictedFrom: row.restricted_from }),
    ...(row.urgent === null ? {} : { urgent: row.urgent }),
  });

export async function putClosure(db: Kysely<Tables>, closure: Omit<Closure, 'id'> & { id?: string }): Promise<Closure> {
  const checked = Closure.parse({ ...closure, id: closure.id ?? randomUUID() });
  await db
    .insertInto('closure')
    .values({
      id: checked.id,
      office: checked.office,
      from_day: checked.from,
      to_day: checked.to,
      reason: JSON.stringify(checked.reason),
      phone: checked.phone ?? null,
      cut_off: checked.cutOff ?? null,
      restricted_from: checked.restrictedFrom ?? null,
      urgent: checked.urgent ? JSON.stringify(checked.urgent) : null,
    })
    .execute();
  return checked;
}

export async function putMaintenance(
  db: Kysely<Tables>,
  maintenance: Omit<Maintenance, 'id'> & { id?: string },
): Promise<Maintenance> {
  const checked = Maintenance.parse({ ...maintenance, id: maintenance.id ?? randomUUID() });
  await db
    .insertInto('maintenance')
    .values({
      id: checked.id,
      service: checked.service,
      starts: checked.from,
      ends: checked.to,
      reason: JSON.stringify(checked.reason),
    })
    .execute();
  return checked;
}

/** What an import or the demo brings. A kind that is not given stays as it is. */
export interface CatalogueContent {
  categories?: Category[];
  services?: ServiceInfo[];
  offices?: Office[];
  offers?: Offer[];
  blockKinds?: BlockKind[];
  legal?: LegalNotice[];
}

export interface ReplaceOutcome {
  readonly services: number;
  readonly offices: number;
  /** Offices that services name but the town does not have: taken out of those services. */
  readonly unknownOffices: readonly string[];
  /** Closures of offices that are gone with this change. */
  readonly droppedClosures: readonly string[];
}

/** Replaces whole kinds, within the caller's transaction. */
export async function replaceContent(db: Transaction<Tables>, content: CatalogueContent): Promise<ReplaceOutcome> {
  let droppedClosures: string[] = [];
  if (content.offices) {
    const ids = content.offices.map((office) => office.id);
    const kept = new Set(ids);
    const closures = await db.selectFrom('closure').select(['id', 'office']).execute();
    droppedClosures = closures.filter((closure) => !kept.has(closure.office)).map((closure) => closure.id);
    if (droppedClosures.length > 0) await db.deleteFrom('closure').where('id', 'in', droppedClosures).execute();
    await upsert(
      db,
      'office',
      content.offices.map((office) => Office.parse(office)),
    );
    const gone = (await db.selectFrom('office').select('id').execute())
      .map((row) => row.id)
      .filter((id) => !kept.has(id));
    if (gone.length > 0) await db.deleteFrom('office').where('id', 'in', gone).execute();
  }
  if (content.categories)
    await replaceOrdered(
      db,
      'category',
      content.categories.map((category) => Category.parse(category)),
    );
  if (content.offers)
    await replaceOrdered(
      db,
      'offer',
      content.offers.map((offer) => Offer.parse(offer)),
    );
  if (content.blockKinds)
    await replaceOrdered(
      db,
      'block_kind',
      content.blockKinds.map((kind) => BlockKind.parse(kind)),
    );
  if (content.legal)
    await replaceOrdered(
      db,
      'legal_text',
      content.legal.map((text) => LegalNotice.parse(text)),
    );
  const offices = new Set((await db.selectFrom('office').select('id').execute()).map((row) => row.id));
  const unknown = new Set<string>();
  // New offices alone also concern the services that are there already.
  const concerned =
    content.services ??
    (content.offices
      ? (await db.selectFrom('service').select('body').execute()).map((row) => ServiceInfo.parse(row.body))
      : undefined);
  if (concerned) {
    await db.deleteFrom('service').execute();
    await upsert(
      db,
      'service',
      concerned.map((service) => {
        for (const { office } of service.offices) if (!offices.has(office)) unknown.add(office);
        return ServiceInfo.parse({ ...service, offices: service.offices.filter(({ office }) => offices.has(office)) });
      }),
    );
  }
  const services = await db
    .selectFrom('service')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return {
    services: Number(services.count),
    offices: offices.size,
    unknownOffices: [...unknown].sort(),
    droppedClosures,
  };
}

/** All of a kind, in the order in which they are shown. */
async function replaceOrdered(
  db: Transaction<Tables>,
  table: 'category' | 'offer' | 'block_kind' | 'legal_text',
  items: readonly { id: string }[],
): Promise<void> {
  await db.deleteFrom(table).execute();
  if (items.length > 0)
    await db
      .insertInto(table)
      .values(items.map((item, position) => ({ id: item.id, position, body: JSON.stringify(item) })))
      .execute();
}

async function upsert(
  db: Transaction<Tables>,
  table: 'office' | 'service',
  items: readonly { id: string }[],
): Promise<void> {
  for (let start = 0; start < items.length; start += 500) {
    await db
      .insertInto(table)
      .values(items.slice(start, start + 500).map((item) => ({ id: item.id, body: JSON.stringify(item) })))
      .onConflict((conflict) => conflict.column('id').doUpdateSet((set) => ({ body: set.ref('excluded.body') })))
      .execute();
  }
}
