/** Musterstadt: what `--demo` puts into an empty register. Everything here is invented. */
import { randomUUID } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely, Transaction } from 'kysely';
import { putClosure, putMaintenance, replaceContent } from '../server/catalogue/catalogue.ts';
import { plusDays, dayIn } from '../../base/calendar-day.ts';
import type { TimeSource } from '../../base/clock.ts';
import type { RegisterDatabase } from '../server/database/database.ts';
import type { RegisterLog } from '../server/log.ts';
import { searchKey } from '../server/residents/identity/search-form.ts';
import { putDocuments } from '../server/residents/own/documents.ts';
import type { DocumentKey } from '../server/keys/secrets.ts';
import type { RegisterServer } from '../server/server.ts';
import { KEY_DAYS } from '../server/terminals/terminals.ts';
import type { Tables } from '../server/database/tables.ts';
import { CATEGORIES } from './categories.ts';
import { DEMO_DOCUMENTS } from './documents.ts';
import { LEGAL } from './legal.ts';
import { OFFICES } from './offices.ts';
import { BLOCK_KINDS, OFFERS } from './offers.ts';
import { demoResidents, residentId } from './residents-of-town.ts';
import { SERVICES } from './services.ts';

/** The demo terminal's name, and the file in the register's folder with its key. */
export const DEMO_TERMINAL = 'demo';
export const DEMO_KEY_FILE = 'demo-terminal.key';

export interface DemoOptions {
  readonly database: RegisterDatabase;
  readonly server: RegisterServer;
  readonly documentKey: DocumentKey;
  readonly clock: TimeSource;
  readonly log: RegisterLog;
  /** Where the demo terminal's key is left, readable by the owner only. Not given: no file. */
  readonly folder?: string;
}

/** In the settings of a register that was filled here. */
const DEMO_MARK = 'demo';

/** The demonstration lets anybody sign in as anybody: never on data that are not its own. */
export async function isDemo(db: Kysely<Tables>): Promise<boolean> {
  if ((await db.selectFrom('setting').select('value').where('name', '=', DEMO_MARK).executeTakeFirst()) !== undefined)
    return true;
  const tables = ['person', 'terminal', 'service', 'document_status'] as const;
  const filled = await Promise.all(
    tables.map((table) =>
      db
        .selectFrom(table)
        .select((one) => one.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    ),
  );
  return filled.every(({ count }) => Number(count) === 0);
}

/**
 * Fills an empty register, and moves the dates of one that was filled before to today, so that the demo never grows
 * stale. Leaves alone what is not the demo's. Returns the demo terminal's key when it was made now.
 */
export async function loadDemo(options: DemoOptions): Promise<{ key: string } | undefined> {
  const {
    database: { db },
    server,
    log,
  } = options;
  const terminals = await db.selectFrom('terminal').select('name').execute();
  const service = await db.selectFrom('service').select('id').limit(1).executeTakeFirst();
  if (terminals.some((terminal) => terminal.name === DEMO_TERMINAL)) {
    await server.catalogue.change((tx) => refresh(tx, options));
    return undefined;
  }
  if (terminals.length > 0 || service) return undefined;
  const key = await server.catalogue.change((tx) => fill(tx, options));
  log({ event: 'demo-loaded', services: SERVICES.length, offices: OFFICES.length, documents: DEMO_DOCUMENTS.length });
  return { key };
}

async function fill(tx: Transaction<Tables>, options: DemoOptions): Promise<string> {
  const { closure, maintenance } = planned(options);
  await replaceContent(tx, {
    categories: [...CATEGORIES],
    offices: [...OFFICES],
    services: [...SERVICES],
    offers: [...OFFERS],
    blockKinds: [...BLOCK_KINDS],
    legal: [...LEGAL],
  });
  await putClosure(tx, {
    ...closure,
    office: 'buergerbuero-nord',
    reason: {
      de: 'Das Bürgerbüro Nord wird umgebaut.',
      en: 'The Citizens’ office North is being rebuilt.',
      ar: 'يجري ترميم مكتب المواطنين الشمالي.',
    },
    phone: '030 23125 100',
    urgent: {
      de: 'Bürgerbüro im Rathaus, Marktplatz 1.',
      en: 'Citizens’ office, town hall, Marktplatz 1.',
      ar: 'مكتب المواطنين في مبنى البلدية، Marktplatz 1.',
    },
  });
  await putMaintenance(tx, {
    ...maintenance,
    service: 'bewohnerparkausweis',
    reason: {
      de: 'Das Fachverfahren für Parkausweise wird erneuert.',
      en: 'The system for parking permits is being renewed.',
      ar: 'يجري تحديث نظام تصاريح الوقوف.',
    },
  });
  await putDemoDocuments(tx, options);
  await tx
    .insertInto('setting')
    .values({ name: DEMO_MARK, value: 'Musterstadt' })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  await putResidents(tx, options);
  const added = await options.server.terminals.add(DEMO_TERMINAL, { db: tx, days: KEY_DAYS.longest });
  if (!added.ok) throw new Error('The demo terminal exists in a register without terminals.');
  await options.server.terminals.setOfflineStates(DEMO_TERMINAL, true, tx);
  // Before the transaction ends, so that there is never a demo terminal whose key is lost.
  if (options.folder !== undefined) {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(options.folder, DEMO_KEY_FILE), `${added.value.key}\n`, { mode: 0o600 });
  }
  return added.value.key;
}

async function putResidents(tx: Transaction<Tables>, { clock }: DemoOptions): Promise<void> {
  for (const [index, one] of demoResidents().entries()) {
    const { id } = await tx
      .insertInto('person')
      .values({
        external_id: residentId(index),
        family_name: one.familyName,
        given_names: one.givenNames,
        birth_date: one.birthDate,
        usual_given_name: one.usualGivenName ?? null,
        doctorate: one.doctorate ?? null,
        birth_name: one.birthName ?? null,
        birth_place: one.birthPlace ?? null,
        nationalities: JSON.stringify(one.nationalities ?? ['deutsch']),
        marital_status: one.maritalStatus ?? 'unknown',
        family_search: searchKey(one.familyName),
        birth_search: one.birthName === undefined ? null : searchKey(one.birthName),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('residence')
      .values(
        one.homes.map((home) => ({
          id: randomUUID(),
          person: id,
          kind: home.kind,
          street: home.street,
          house_number: home.houseNumber,
          addition: home.addition,
          postal_code: home.postalCode,
          city: home.city,
          since: home.since,
          until: null,
        })),
      )
      .execute();
    if (one.blocks !== undefined && one.blocks.length > 0)
      await tx
        .insertInto('transmission_block')
        .values(one.blocks.map((kind) => ({ person: id, kind, set_at: new Date(clock.now()) })))
        .execute();
  }
}

/** What an operator removed stays removed. */
async function refresh(tx: Transaction<Tables>, options: DemoOptions): Promise<void> {
  const { closure, maintenance } = planned(options);
  await tx
    .updateTable('closure')
    .where('id', '=', closure.id)
    .set({
      from_day: closure.from,
      to_day: closure.to,
      cut_off: closure.cutOff,
      restricted_from: closure.restrictedFrom,
    })
    .execute();
  await tx
    .updateTable('maintenance')
    .where('id', '=', maintenance.id)
    .set({ starts: maintenance.from, ends: maintenance.to })
    .execute();
  await putDemoDocuments(tx, options);
}

function planned({ clock }: DemoOptions) {
  const now = clock.now();
  const today = dayIn('Europe/Berlin', now);
  return {
    closure: {
      id: 'umbau-buergerbuero-nord',
      from: plusDays(today, 10),
      to: plusDays(today, 24),
      cutOff: plusDays(today, 7),
      restrictedFrom: plusDays(today, -1),
    },
    maintenance: {
      id: 'wartung-bewohnerparkausweis',
      from: new Date(now - 3_600_000).toISOString(),
      to: new Date(now + 3 * 86_400_000).toISOString(),
    },
  };
}

async function putDemoDocuments(tx: Transaction<Tables>, { documentKey, clock }: DemoOptions): Promise<void> {
  const today = dayIn('Europe/Berlin', clock.now());
  await putDocuments(
    tx,
    documentKey,
    DEMO_DOCUMENTS.map(({ daysAgo, ...document }) => ({ ...document, since: plusDays(today, -daysAgo) })),
  );
}

/** Path of the demo terminal's key, where this register's folder has it. */
export async function demoKeyFileIn(folder: string): Promise<string | undefined> {
  const path = join(folder, DEMO_KEY_FILE);
  return access(path).then(
    () => path,
    () => undefined,
  );
}
