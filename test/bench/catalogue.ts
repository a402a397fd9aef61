import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { indexServices } from '../../electron/kiosk/catalogue/search.ts';
import { readDldb } from '../../register/server/import/dldb.ts';
import { spread, type Measurement } from './figures.ts';

/** Folder with a large town's public catalogue; it is no part of the project. */
const FOLDER = process.env.FOYER_PUBLIC_CATALOGUE;
const QUERIES = ['führerschein', 'fuehrerschein', 'Fürerschein', 'ausweis', 'p', 'pa', 'pas', 'pass', 'wohnung anmelden', 'ich brauche einen neuen reisepass', 'parken', 'gewerbe', 'hund', 'heirat', 'qwertz'];
const ROUNDS = 40;

/** Search over the public catalogue of a large town, answer by answer; null where it is not there. */
export function measureSearch(): Measurement | null {
  if (FOLDER === undefined) return null;
  const names = ['munich_services_de.json', 'munich_locations_de.json'].map((name) => join(FOLDER, name));
  if (!names.every((name) => existsSync(name))) return null;
  const { content } = readDldb(names.map((name) => ({ name: basename(name), text: readFileSync(name, 'utf8') })));
  const services = content.services ?? [];
  const search = indexServices(services);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const query of QUERIES) {
      const began = performance.now();
      search.find(query);
      times.push(performance.now() - began);
    }
  }
  return { name: `search over ${services.length} services`, unit: 'ms', ours: spread(times), note: 'a frame is 16.7 ms' };
}
