/**
 * What an embedded database begins from: `initdb` in WebAssembly takes seconds, a copy of what it made a fraction of
 * one. For tests and demonstrations, which begin hundreds. The migrations run on the copy as on any other.
 */
import { PGlite } from '@electric-sql/pglite';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Environment: a folder that `prepareDatabase` filled. Without it, every new embedded database makes its own. */
export const PREPARED_DATABASE = 'FOYER_PREPARED_DATABASE';
/** In that folder: a data directory, and the same as a tar archive, which is what PGlite reads into its memory. */
const DIRECTORY = 'data';
const ARCHIVE = 'data.tar';

/** Fills a folder below `cache`, once for each version of PGlite, and answers it. */
export async function prepareDatabase(cache: string): Promise<string> {
  const library = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), '..');
  const { version } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as { version: string };
  const folder = join(cache, `pglite-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  const made = await PGlite.create({ dataDir: join(unfinished, DIRECTORY) });
  const archive = await made.dumpDataDir('none');
  await made.close();
  writeFileSync(join(unfinished, ARCHIVE), Buffer.from(await archive.arrayBuffer()));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process was first.
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true });
  }
  return folder;
}

/**
 * Lets a new database begin as a copy where `PREPARED_DATABASE` names one: a folder that is not there yet is filled;
 * one in memory gets the archive to load. Answers what PGlite needs beyond its folder.
 */
export function beginPrepared(folder: string | undefined): { loadDataDir?: Blob } {
  const prepared = process.env[PREPARED_DATABASE];
  if (prepared === undefined || prepared === '') return {};
  if (folder === undefined) return { loadDataDir: new Blob([readFileSync(join(prepared, ARCHIVE))]) };
  if (!existsSync(folder) || readdirSync(folder).length === 0)
    cpSync(join(prepared, DIRECTORY), folder, { recursive: true });
  return {};
}
