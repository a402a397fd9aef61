/** `/openapi.json` as a document: OpenAPI 3.1 with schemas of JSON Schema 2020-12, and every route of the contract. */
import { describe, expect, test } from 'vitest';
import { CONTRACT_VERSION, ROUTES, SERVICE_ROUTES } from '../../../../../register/contract/contract.ts';
import { openApiDocument } from '../../../../../register/server/http/openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description?: string;
        readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
        readonly headers?: object;
      }
    >
  >;
}
type Schema = { readonly [keyword: string]: unknown };
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly securitySchemes: object };
}
// As it is sent: only what JSON can hold.
const document = JSON.parse(JSON.stringify(openApiDocument(CONTRACT_VERSION))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Keywords of JSON Schema 2020-12 that may be followed by schemas, and those that may not. */
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const MAPS = new Set(['properties', '$defs', 'patternProperties']);
const SINGLE = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);
const PLAIN = new Set([
  'type',
  'enum',
  'const',
  'required',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'description',
  'title',
  'default',
  'contentEncoding',
  '$ref',
  'multipleOf',
]);
const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** What is wrong with a schema, as places. */
function faults(schema: unknown, at: string): string[] {
  if (typeof schema === 'boolean') return [];
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [`${at}: no schema`];
  const own = schema as Schema;
  const found = Object.entries(own).flatMap(([keyword, value]): string[] => {
    const place = `${at}/${keyword}`;
    if (LISTS.has(keyword))
      return Array.isArray(value) && value.length > 0
        ? value.flatMap((one, index) => faults(one, `${place}/${index}`))
        : [`${place}: no list`];
    if (MAPS.has(keyword))
      return Object.entries(value as object).flatMap(([name, one]) => faults(one, `${place}/${name}`));
    if (SINGLE.has(keyword)) return faults(value, place);
    if (!PLAIN.has(keyword)) return [`${place}: no keyword`];
    if (keyword === '$ref')
      return resolve(String(value)) === undefined ? [`${place}: ${String(value)} leads nowhere`] : [];
    if (keyword === 'type') return [value].flat().every((one) => TYPES.has(String(one))) ? [] : [place];
    if (keyword === 'pattern') return isPattern(String(value)) ? [] : [`${place}: no pattern`];
    return [];
  });
  const missing = ((own.required ?? []) as string[]).filter(
    (name) => own.properties === undefined || !Object.hasOwn(own.properties as object, name),
  );
  return [...found, ...missing.map((name) => `${at}/required: ${name}`)];
}
const resolve = (reference: string): unknown =>
  reference.startsWith('#/')
    ? reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (at as Schema | undefined)?.[part], document)
    : undefined;
function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
const schemasOf = ({ requestBody, responses, parameters = [] }: Operation) => [
  ...parameters.map(({ schema }) => schema),
  ...[requestBody, ...Object.values(responses)].flatMap((part) =>
    Object.values(part?.content ?? {}).map(({ schema }) => schema),
  ),
];

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1 with valid schemas', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: expect.any(String), version: String(CONTRACT_VERSION) },
      jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    });
    const all = [
      ...Object.entries(document.components.schemas),
      ...operations.flatMap(({ path, operation }) =>
        schemasOf(operation).map((schema): [string, Schema] => [path, schema]),
      ),
    ];
    expect(all.length).toBeGreaterThan(40);
    expect(all.flatMap(([name, schema]) => faults(schema, name))).toEqual([]);
  });

  test('has every route of the contract by its name, and no others', () => {
    expect(
      operations.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`).sort(),
    ).toEqual(
      Object.entries(ROUTES)
        .map(([name, { method, path }]) => `${name} ${method.toLowerCase()} ${path}`)
        .sort(),
    );
    for (const { operation } of operations) expect(operation.summary).not.toBe('');
  });

  test.each(Object.entries(SERVICE_ROUTES))(
    'has for %s the request, the answer, and every refusal',
    (name, { path }) => {
      const operation = document.paths[path]?.post;
      const pascal = name.charAt(0).toUpperCase() + name.slice(1);
      expect(operation?.requestBody?.content['application/json']?.schema).toEqual({
        $ref: `#/components/schemas/${pascal}Request`,
      });
      expect(operation?.responses['200']?.content?.['application/json']?.schema).toEqual({
        $ref: `#/components/schemas/${pascal}Answer`,
      });
      expect(Object.keys(operation?.responses ?? {})).toEqual([
        '200',
        '400',
        '401',
        '403',
        '404',
        '409',
        '410',
        '422',
        '500',
        '503',
      ]);
      for (const [status, response] of Object.entries(operation?.responses ?? {})) {
        expect(response.description).toBeTruthy();
        if (status !== '200')
          expect(response.content?.['application/problem+json']?.schema).toEqual({
            $ref: '#/components/schemas/Problem',
          });
      }
      expect(operation?.security).toEqual([{ terminal: [] }]);
      expect(operation?.parameters?.[0]).toMatchObject({ name: 'foyer-contract', in: 'header' });
    },
  );
});
