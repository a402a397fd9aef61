/**
 * A town's whole list of documents: the operator's command with its file, beside psql's `\copy` of the same rows, which
 * has their keyed hashes and encrypted numbers made beforehand. Both into an empty table with the same columns, checks
 * and indexes, in the same PostgreSQL, each from the start of its process to its end.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { generatedDocument } from '../../../register/demo/generate.ts';
import { OFFICES } from '../../../register/demo/offices.ts';
import { replaceContent } from '../../../register/server/catalogue/catalogue.ts';
import { openPostgres, type RegisterDatabase } from '../../../register/server/database/database.ts';
import type { DocumentKey } from '../../../register/server/keys/secrets.ts';
import { type Measurement, spread } from '../figures.ts';
import { withServers } from './side-by-side.ts';

const run = promisify(execFile);
const SEED = 20_261_130;
const TODAY = '2026-11-30';
const AT_ONCE = 10_000;
const COLUMNS = 'type, number_hash, stage, since, office, pin_letter, bring_old_document, number_sealed';

interface Files {
  /** As the command reads it. */
  readonly csv: string;
  /** As `\copy` reads it: PostgreSQL's own text format. */
  readonly rows: string;
}

async function writeFiles(folder: string, key: DocumentKey, count: number): Promise<Files> {
  const files = { csv: join(folder, `documents-${count}.csv`), rows: join(folder, `documents-${count}.rows`) };
  const [csv, rows] = [createWriteStream(files.csv), createWriteStream(files.rows)];
  const yes = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
  const bit = (value: boolean | null): string => (value === null ? '\\N' : value ? 't' : 'f');
  csv.write('type,number,stage,since,office,pin_letter,bring_old_document\n');
  for (let from = 0; from < count; from += AT_ONCE) {
    let [lines, copied] = ['', ''];
    for (let index = from; index < Math.min(count, from + AT_ONCE); index += 1) {
      const { type, number, stage, since, office, pinLetter, bringOldDocument } = generatedDocument(index, SEED, TODAY);
      const hash = key.hash(type, number);
      const sealed = key.seal(hash, number).toString('hex');
      lines += `${type},${number},${stage},${since},${office ?? ''},${yes(pinLetter)},${yes(bringOldDocument)}\n`;
      copied += `${type}\t\\\\x${hash.toString('hex')}\t${stage}\t${since}\t${office ?? '\\N'}\t${bit(pinLetter)}\t${bit(bringOldDocument)}\t\\\\x${sealed}\n`;
    }
    const full = [csv.write(lines), rows.write(copied)];
    await Promise.all([csv, rows].map((stream, at) => (full[at] === true ? null : once(stream, 'drain'))));
  }
  await Promise.all([csv, rows].map((stream) => once(stream.end(), 'finish')));
  return files;
}

/** Rows a second. Every row must be there. */
async function timeOf(
  { db }: RegisterDatabase,
  table: string,
  count: number,
  work: () => Promise<unknown>,
): Promise<number> {
  await sql`truncate ${sql.table(table)} cascade`.execute(db);
  await sql`checkpoint`.execute(db);
  const began = performance.now();
  await work();
  const perSecond = count / ((performance.now() - began) / 1_000);
  const { rows } = await sql<{ there: string }>`select count(*) as there from ${sql.table(table)}`.execute(db);
  if (Number(rows[0]?.there) !== count) throw new Error(`import: ${rows[0]?.there} of ${count} rows are in ${table}`);
  return perSecond;
}

/** `sizes`: lines of the files. `rounds`: of each; in them each has its turn, and the order turns. */
export async function measureImport(
  { sizes, rounds }: { readonly sizes: readonly number[]; readonly rounds: number },
  say: (text: string) => void,
): Promise<Measurement[]> {
  const measured = await withServers('import', say, async ({ folder, databaseUrl, documentKey, registers }) => {
    const database = await openPostgres(databaseUrl, { timeoutMs: 600_000 });
    try {
      await database.db.transaction().execute((tx) => replaceContent(tx, { offices: [...OFFICES] }));
      await sql`update catalogue_revision set revision = revision + 1`.execute(database.db);
      await sql`create table bare_document (like document_status including all)`.execute(database.db);
      const results: Measurement[] = [];
      for (const size of sizes) {
        const { csv, rows } = await writeFiles(folder, documentKey, size);
        const runners = [
          {
            name: 'copy',
            run: () =>
              timeOf(database, 'bare_document', size, () =>
                run('psql', [
                  databaseUrl,
                  '-v',
                  'ON_ERROR_STOP=1',
                  '-c',
                  `\\copy bare_document (${COLUMNS}) from '${rows}'`,
                ]),
              ),
          },
          ...registers.map(({ name, checkout, folder: data }) => ({
            name,
            run: () =>
              timeOf(database, 'document_status', size, () =>
                run(process.execPath, [join(checkout, 'register/server/cli.ts'), 'documents', 'import', csv], {
                  env: { ...process.env, NODE_ENV: 'production', FOYER_DATA: data, FOYER_RUN: data },
                }),
              ),
          })),
        ];
        const found = new Map<string, number[]>(runners.map(({ name }) => [name, []]));
        for (let round = 0; round < rounds; round += 1)
          for (let at = 0; at < runners.length; at += 1) {
            const one = runners[(at + round) % runners.length];
            if (one === undefined) continue;
            const perSecond = await one.run();
            found.get(one.name)?.push(perSecond);
            say(`import: ${size} ${one.name} ${perSecond.toFixed(0)}/s, load ${loadavg()[0]?.toFixed(1)}`);
          }
        results.push(...besideCopy(size, found));
      }
      return results;
    } finally {
      await database.close();
    }
  });
  return measured ?? [];
}

function besideCopy(size: number, found: ReadonlyMap<string, readonly number[]>): Measurement[] {
  const copied = found.get('copy') ?? [];
  return ['before', 'now'].flatMap((name): Measurement[] => {
    const ours = found.get(name) ?? [];
    if (ours.length === 0) return [];
    const ratios = spread(ours.map((one, round) => one / (copied[round] ?? Number.NaN)));
    return [
      {
        name: `documents imported, ${size.toLocaleString('en')} lines${name === 'before' ? ', before' : ''}`,
        unit: '1/s',
        ours: spread(ours),
        reference: { name: 'psql \\copy', spread: spread(copied) },
        note: `the operator’s command, with all checks and hashes; pairs: median ${ratios.p50.toFixed(2)}, ${ratios.min.toFixed(2)} to ${ratios.max.toFixed(2)}`,
      },
    ];
  });
}
