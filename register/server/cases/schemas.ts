/** JSON Schemas (draft 2020-12) of the services' data, every version that was ever put here. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Kysely } from 'kysely';
import { err, ok } from '../../../base/result.ts';
import type { Result } from '../../../base/result.ts';
import { writeAudit } from '../audit/write.ts';
import type { TimeSource } from '../../../base/clock.ts';
import type { Tables } from '../database/tables.ts';

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

export interface CaseSchemas {
  /** Newest version; undefined where there is no such schema. */
  newest(id: string): Promise<number | undefined>;
  /** What does not fit, by JSON Pointer (RFC 6901), up to 20 places; `(data)` is the whole. Never a value. */
  check(id: string, version: number, data: unknown): Promise<readonly FieldError[]>;
  /** A new version, unless the newest is the same. The error says what is wrong with the schema. */
  put(id: string, body: unknown): Promise<Result<{ readonly version: number; readonly isNew: boolean }, string>>;
}

const MOST_ERRORS = 20;

/** Strict, so that a misspelt keyword is noticed when the schema is added, instead of silently checking nothing. */
function compile(body: unknown): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    logger: false,
    addUsedSchema: false,
  });
  // CommonJS: the function is the module itself to Node and its `default` to the compiler.
  (addFormats as unknown as { default: typeof addFormats.default }).default(ajv);
  return ajv.compile(body as object);
}

export function createCaseSchemas(db: Kysely<Tables>, clock: TimeSource): CaseSchemas {
  const compiled = new Map<string, ValidateFunction>();
  const newestRow = (id: string) =>
    db
      .selectFrom('case_schema')
      .select(['version', 'body'])
      .where('id', '=', id)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
  return {
    newest: async (id) => (await newestRow(id))?.version,
    async check(id, version, data) {
      const name = `${id} ${version}`;
      let validate = compiled.get(name);
      if (validate === undefined) {
        const { body } = await db
          .selectFrom('case_schema')
          .select('body')
          .where('id', '=', id)
          .where('version', '=', version)
          .executeTakeFirstOrThrow();
        compiled.set(name, (validate = compile(body)));
      }
      if (validate(data)) return [];
      return (validate.errors ?? [])
        .map(fieldError)
        .sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : 0))
        .slice(0, MOST_ERRORS);
    },
    async put(id, body) {
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        return err('is no JSON Schema: an object is expected');
      try {
        compile(body);
      } catch (error) {
        return err(`is no JSON Schema: ${error instanceof Error ? error.message : 'it cannot be read'}`);
      }
      const newest = await newestRow(id);
      if (newest !== undefined && canonical(newest.body) === canonical(body))
        return ok({ version: newest.version, isNew: false });
      const version = (newest?.version ?? 0) + 1;
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto('case_schema')
          .values({ id, version, body: JSON.stringify(body), added_at: new Date(clock.now()) })
          .execute();
        await writeAudit(tx, {
          at: clock.now(),
          actor: 'admin',
          action: 'schema-put',
          subject: `schema:${id} ${version}`,
        });
      });
      return ok({ version, isNew: true });
    },
  };
}

function fieldError({ instancePath, keyword, params, message = 'does not fit' }: ErrorObject): FieldError {
  // A name that the schema asks for is the schema's; one that it does not know is the sender's, and may be anything.
  const missing =
    keyword === 'required' || keyword === 'dependentRequired'
      ? `/${String((params as { missingProperty: string }).missingProperty)
          .replaceAll('~', '~0')
          .replaceAll('/', '~1')}`
      : '';
  return { field: `${instancePath}${missing}` || '(data)', message: missing === '' ? message : 'is missing' };
}

/** With sorted names: as PostgreSQL's jsonb, which keeps no order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
