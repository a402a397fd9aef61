/**
 * The register's interface as a page, register/API.md, from the OpenAPI document that a running register gives at
 * `/openapi.json`. In a change's diff the page shows what the change does to terminals.
 */
import { join, resolve } from 'node:path';
import { CONTRACT_VERSION } from '../../register/contract/contract.ts';
import { openApiDocument } from '../../register/server/http/openapi.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const API_PAGE = join(ROOT, 'register/API.md');

/** The part of JSON Schema (2020-12) that zod writes. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}
interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly description?: string; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface ApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>;
  };
}

interface Route extends Operation {
  readonly method: string;
  readonly path: string;
}

export function apiReference(source: object = openApiDocument(CONTRACT_VERSION)): string {
  // What a client reads is JSON: what only the object has is not in it.
  const document = JSON.parse(JSON.stringify(source)) as ApiDocument;
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Route => ({ ...operation, method: method.toUpperCase(), path })),
  );
  const closed = routes.filter(({ security }) => security.length > 0);
  const shared = sharedOf(closed);
  const schemas = Object.entries(document.components.schemas);
  return [
    '# The register’s interface',
    '',
    '<!-- Made by `npm run docs` from register/server/http/openapi.ts; a test fails where it is stale. Not to be edited. -->',
    '',
    `Contract version ${document.info.version}. A running register gives the same as OpenAPI 3.1 at \`/openapi.json\`.`,
    'What it is for, and how a register is run: [README.md](README.md).',
    '',
    '## Routes',
    '',
    '| route | what for | who may |',
    '|---|---|---|',
    ...routes.map(
      (route) =>
        `| [\`${route.method} ${route.path}\`](#${anchorOf(`${route.method} ${route.path}`)}) | ${cell(route.summary)} | ${whoMay(route)} |`,
    ),
    '',
    `A terminal shows itself by \`Authorization: Bearer …\`. ${document.components.securitySchemes.terminal?.description ?? ''}`,
    '',
    '## What each route for terminals may answer',
    '',
    'Unless the route says otherwise itself. Errors are `application/problem+json` (RFC 9457), a [Problem](#problem).',
    '',
    ...answersOf(shared),
    ...routes.flatMap((route) => routeOf(route, route.security.length > 0 ? shared : {})),
    '## Bodies',
    '',
    'In TypeScript’s notation, with limits in comments.',
    '',
    ...schemas.flatMap(([name, schema]) => [`### ${name}`, '', '```ts', notation(schema), '```', '']),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** What all these routes answer with the same status, as the route that answers least says it. */
function sharedOf(routes: readonly Route[]): Record<string, Answer> {
  const count = ({ responses }: Route): number => Object.keys(responses).length;
  const [plainest] = routes.toSorted((a, b) => count(a) - count(b));
  return Object.fromEntries(
    Object.entries(plainest?.responses ?? {}).filter(
      ([status]) => Number(status) >= 400 && routes.every(({ responses }) => status in responses),
    ),
  );
}

const same = (a: Answer | undefined, b: Answer): boolean => JSON.stringify(a) === JSON.stringify(b);
const whoMay = ({ security }: Route): string => (security.length === 0 ? 'anybody' : 'a terminal');

function routeOf(route: Route, shared: Readonly<Record<string, Answer>>): string[] {
  const { operationId, method, path, summary, parameters = [], requestBody, responses } = route;
  const own = Object.fromEntries(Object.entries(responses).filter(([status, answer]) => !same(shared[status], answer)));
  const named = parameters.filter(({ name }) => name !== 'foyer-contract');
  return [
    `## ${method} ${path}`,
    '',
    `\`${operationId}\` · ${whoMay(route)}${named.length < parameters.length ? ' · header `foyer-contract`' : ''}`,
    '',
    summary,
    '',
    ...(named.length === 0
      ? []
      : ['| parameter | in | value | |', '|---|---|---|---|', ...named.map(parameterRow), '']),
    ...(requestBody === undefined
      ? []
      : [
          `Request: ${bodyOf(requestBody.content)}${requestBody.description === undefined ? '' : `. ${requestBody.description}`}`,
          '',
        ]),
    ...answersOf(own),
  ];
}

const parameterRow = ({ name, in: place, required = false, schema, description = '' }: Parameter): string =>
  `| \`${name}\`${required ? '' : ' (optional)'} | ${place} | \`${cell(notation(schema))}\` | ${cell(description)} |`;

function answersOf(answers: Readonly<Record<string, Answer>>): string[] {
  return [
    '| status | body | when |',
    '|---|---|---|',
    ...Object.entries(answers).map(([status, { description, content, headers = {} }]) => {
      const with_ = Object.keys(headers).map((name) => `\`${name}\``);
      return `| ${status} | ${content === undefined ? '–' : bodyOf(content)} | ${cell(description)}${
        with_.length === 0 ? '' : ` With ${with_.join(', ')}.`
      } |`;
    }),
    '',
  ];
}

/** Named bodies lead to their section; the two usual content types are not worth saying. */
function bodyOf(content: Content): string {
  return Object.entries(content)
    .map(([type, { schema }]) => {
      const names = (schema.anyOf ?? [schema]).map((one) =>
        one.$ref === undefined ? `\`${notation(one)}\`` : `[${nameOf(one.$ref)}](#${nameOf(one.$ref).toLowerCase()})`,
      );
      return names.join(' or ') + (/^application\/(problem\+)?json$/.test(type) ? '' : ` as \`${type}\``);
    })
    .join(' or ');
}

/** GitHub's address of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
const nameOf = (reference: string): string => reference.replace(/^.*\//, '');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** JavaScript's own bounds of whole numbers say nothing. */
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;

/** A schema as a TypeScript type, with its limits in comments. */
export function notation(schema: Schema, indent = ''): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return either.map((one) => notation(one, indent)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((one) => notation(one, indent)).join(' & ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['unknown']);
  return types.map((type) => typed(type, schema, indent)).join(' | ');
}

function typed(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'object':
      return objectOf(schema, indent);
    case 'array': {
      const item = notation(schema.items ?? {}, indent);
      const limits = range(schema.minItems, schema.maxItems);
      return `${/[|&]|\*\/$/.test(item) && !item.startsWith('{') ? `(${item})` : item}[]${comment(limits)}`;
    }
    case 'string': {
      const what = [
        schema.format ?? schema.contentEncoding ?? (schema.pattern === undefined ? '' : patternOf(schema.pattern)),
        range(schema.minLength, schema.maxLength, 'characters'),
      ];
      return `string${comment(what.filter((part) => part !== '').join(', '))}`;
    }
    case 'integer':
    case 'number': {
      const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
      const limits = [
        range(isBound(minimum) ? minimum : undefined, isBound(maximum) ? maximum : undefined),
        isBound(exclusiveMinimum) ? `> ${exclusiveMinimum}` : '',
        isBound(exclusiveMaximum) ? `< ${exclusiveMaximum}` : '',
      ].filter((part) => part !== '');
      return `${type}${comment(limits.join(', '))}`;
    }
    default:
      return type;
  }
}

function objectOf(
  { properties = {}, required = [], additionalProperties, propertyNames }: Schema,
  indent: string,
): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([key, value]) =>
      `${inner}${/^\w+$/.test(key) ? key : JSON.stringify(key)}${required.includes(key) ? '' : '?'}: ${notation(value, inner)};`,
  );
  if (typeof additionalProperties === 'object') {
    const key = propertyNames === undefined ? 'string' : notation(propertyNames, inner);
    lines.push(`${inner}[key: ${key}]: ${notation(additionalProperties, inner)};`);
  }
  if (lines.length === 0) return additionalProperties === false ? '{}' : 'object';
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** A comment's end within a pattern would end the comment. */
const patternOf = (pattern: string): string => pattern.replaceAll('*/', '*\\/');
const comment = (text: string): string => (text === '' ? '' : ` /* ${text} */`);

function range(least: number | undefined, most: number | undefined, unit = ''): string {
  const behind = unit === '' ? '' : ` ${unit}`;
  if (least === undefined) return most === undefined ? '' : `≤ ${most}${behind}`;
  if (most === undefined) return least === 0 && unit !== '' ? '' : `≥ ${least}${behind}`;
  return least === most ? `${least}${behind}` : `${least}–${most}${behind}`;
}
