/** Musterstadt: what `--demo` puts into an empty register. Everything here is invented. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putClosure, putMaintenance, replaceContent } from '../server/catalogue.ts';
import { addDays, dayIn } from '../server/clock.ts';
import type { Clock } from '../server/clock.ts';
import type { RegisterDatabase } from '../server/database.ts';
import type { RegisterLog } from '../server/log.ts';
import { putDocuments } from '../server/postgres-residents.ts';
import type { DocumentKey } from '../server/secrets.ts';
import type { RegisterServer } from '../server/server.ts';
import { CATEGORIES } from './categories.ts';
import { DEMO_DOCUMENTS } from './documents.ts';
import { OFFICES } from './offices.ts';
import { LETTER_PEOPLE } from './people-letters.ts';
import { PEOPLE } from './people.ts';
import { SERVICES } from './services.ts';

/** The demo terminal's name, and the file in the register's folder with its key. */
export const DEMO_TERMINAL = 'demo';
export const DEMO_KEY_FILE = 'demo-terminal.key';

export interface DemoOptions {
  readonly database: RegisterDatabase;
  readonly server: RegisterServer;
  readonly documentKey: DocumentKey;
  readonly clock: Clock;
  readonly log: RegisterLog;
  /** Where the demo terminal's key is left, readable by the owner only. Not given: no file. */
  readonly folder?: string;
}

/** Fills an empty register. Returns the demo terminal's key, or `undefined` when the register was not empty. */
export async function loadDemo({ database, server, documentKey, clock, log, folder }: DemoOptions): Promise<{ key: string } | undefined> {
  const terminal = await database.db.selectFrom('terminal').select('id').limit(1).executeTakeFirst();
  const service = await database.db.selectFrom('service').select('id').limit(1).executeTakeFirst();
  if (terminal || service) return undefined;

  const now = clock.now();
  const today = dayIn('Europe/Berlin', now);
  const key = await server.catalogue.change(async (db) => {
    await replaceContent(db, { categories: [...CATEGORIES], offices: [...OFFICES], services: [...SERVICES] });
    await putClosure(db, {
      id: 'umbau-buergerbuero-nord',
      office: 'buergerbuero-nord',
      from: addDays(today, 10), to: addDays(today, 24),
      reason: {
        de: 'Das Bürgerbüro Nord wird umgebaut.', en: 'The Citizens’ office North is being rebuilt.', ar: 'يجري ترميم مكتب المواطنين الشمالي.',
      },
      phone: '030 23125 100', cutOff: addDays(today, 7), restrictedFrom: addDays(today, -1),
      urgent: {
        de: 'In dringenden Fällen: Bürgerbüro im Rathaus, Marktplatz 1.', en: 'Urgent matters: Citizens’ office, town hall, Marktplatz 1.',
        ar: 'في الحالات العاجلة: مكتب المواطنين في مبنى البلدية، Marktplatz 1.',
      },
    });
    await putMaintenance(db, {
      id: 'wartung-bewohnerparkausweis',
      service: 'bewohnerparkausweis',
      from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 3 * 86_400_000).toISOString(),
      reason: {
        de: 'Das Fachverfahren für Parkausweise wird erneuert.', en: 'The system for parking permits is being renewed.',
        ar: 'يجري تحديث نظام تصاريح الوقوف.',
      },
    });
    await putDocuments(db, documentKey, DEMO_DOCUMENTS.map(({ daysAgo, ...document }) => ({ ...document, since: addDays(today, -daysAgo) })));
    await db.insertInto('person').values([...PEOPLE, ...LETTER_PEOPLE].map(([family_name, given_names, birth_date]) => ({ family_name, given_names, birth_date }))).execute();
    const added = await server.terminals.add(DEMO_TERMINAL, db);
    if (!added.ok) throw new Error('The demo terminal exists in a register without terminals.');
    return added.value.key;
  });
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, DEMO_KEY_FILE), `${key}\n`, { mode: 0o600 });
  }
  log({ event: 'demo-loaded', services: SERVICES.length, offices: OFFICES.length, documents: DEMO_DOCUMENTS.length });
  return { key };
}

/** Path of the demo terminal's key, where this register's folder has it. */
export async function demoKeyFileIn(folder: string): Promise<string | undefined> {
  const path = join(folder, DEMO_KEY_FILE);
  return access(path).then(() => path, () => undefined);
}
