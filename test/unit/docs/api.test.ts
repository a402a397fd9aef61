/** The page of the register's interface: what the OpenAPI document says, all of it, and no older than that. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROUTES, CONTRACT_VERSION } from '../../../register/contract/contract.ts';
import { openApiDocument } from '../../../register/server/http/openapi.ts';
import { API_PAGE, anchorOf, apiReference, notation } from '../../../tools/docs/api-reference.ts';

const page = readFileSync(API_PAGE, 'utf8');

test('register/API.md matches the OpenAPI document (if not: npm run docs)', () => {
  expect(page).toBe(apiReference());
});

test('register/API.md has each route of the contract, and each body that a route names', () => {
  const missing = Object.values(ROUTES)
    .map(({ method, path }) => `## ${method} ${path}\n`)
    .filter((heading) => !page.includes(heading));
  expect(missing).toEqual([]);
  const { components } = openApiDocument(CONTRACT_VERSION) as { components: { schemas: object } };
  expect(Object.keys(components.schemas).filter((name) => !page.includes(`\n### ${name}\n`))).toEqual([]);
});

test('no two headings of register/API.md have the same anchor', () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
  expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
});

test('a route with an error of its own lists it', () => {
  const reference = apiReference({
    info: { version: '9' },
    paths: {
      '/a': { get: operation('plain', { '401': 'Unknown.' }) },
      '/b': { get: operation('special', { '401': 'Signed out.', '404': 'Gone.' }) },
    },
    components: { schemas: {}, securitySchemes: { terminal: { description: 'A token.' } } },
  });
  const [shared = '', plain = '', special = ''] = reference.split(/^## (?:GET|Bodies)/m);
  expect(shared).toContain('| 401 | – | Unknown. |');
  expect(plain).not.toContain('401');
  expect(special).toContain('| 401 | – | Signed out. |');
  expect(special).toContain('| 404 | – | Gone. |');
});

const operation = (operationId: string, errors: Record<string, string>) => ({
  operationId,
  summary: 'Something.',
  security: [{ terminal: [] }],
  responses: Object.fromEntries(
    Object.entries({ '200': 'Done.', ...errors }).map(([status, description]) => [status, { description }]),
  ),
});

describe('a schema as a type', () => {
  test.each([
    [{ type: 'string', format: 'uuid', pattern: '^x$' }, 'string /* uuid */'],
    [{ type: 'string', minLength: 1, maxLength: 64 }, 'string /* 1–64 characters */'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer /* ≥ 0 */'],
    [{ type: 'array', items: { enum: ['a', 'b'] }, maxItems: 5 }, '("a" | "b")[] /* ≤ 5 */'],
    [{ anyOf: [{ $ref: '#/components/schemas/Office' }, { const: null }] }, 'Office | null'],
    [{ type: 'object', properties: {}, additionalProperties: false }, '{}'],
    [{ type: 'object' }, 'object'],
    [{ type: 'string', pattern: '^a*/b$' }, 'string /* ^a*\\/b$ */'],
    [
      { type: 'object', properties: { a: { type: 'string' }, 'b-c': { type: 'boolean' } }, required: ['a'] },
      '{\n  a: string;\n  "b-c"?: boolean;\n}',
    ],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{\n  [key: string]: number;\n}'],
  ])('is written as TypeScript: %j', (schema, type) => {
    expect(notation(schema)).toBe(type);
  });
});
