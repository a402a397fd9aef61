/** The OpenAPI 3.1 document, made from the same schemas that check requests and answers. */
import { z } from 'zod';
import * as contract from '../contract.ts';

const named = {
  Catalogue: contract.Catalogue, CatalogueV2: contract.CatalogueV2, Category: contract.Category, ServiceInfo: contract.ServiceInfo,
  Office: contract.Office, Closure: contract.Closure, Maintenance: contract.Maintenance, RichBlock: contract.RichBlock,
  DocumentStatusRequest: contract.DocumentStatusRequest, DocumentStatus: contract.DocumentStatus,
  HeartbeatRequest: contract.HeartbeatRequest, HeartbeatResponse: contract.HeartbeatResponse,
  HelpCallRequest: contract.HelpCallRequest, HelpCallResponse: contract.HelpCallResponse,
  Health: contract.Health, Problem: contract.Problem,
} satisfies Record<string, z.ZodType>;

const pascal = (route: string): string => route.charAt(0).toUpperCase() + route.slice(1);
/** The services' requests and answers are named after their route. */
const exchanged: Record<string, z.ZodType> = Object.fromEntries(Object.entries(contract.SERVICE_EXCHANGES).flatMap(([route, { request, answer }]) => [
  [`${pascal(route)}Request`, request], [`${pascal(route)}Answer`, answer],
]));

type Name = keyof typeof named | (string & {});
const ref = (name: Name) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });

export function openApiDocument(contractVersion: number): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  // One schema under two names would be two of the same: each exchange has a copy of its own.
  for (const [id, schema] of Object.entries(exchanged)) registry.add(schema.clone(), { id });
  const { schemas } = z.toJSONSchema(registry, { target: 'draft-2020-12', uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  for (const schema of Object.values(schemas)) {
    // Inside `components` the place is the name; OpenAPI sets the dialect for the whole document.
    delete (schema as Record<string, unknown>).$schema;
    delete (schema as Record<string, unknown>).$id;
  }

  const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: ref('Problem') } } });
  const retryable = (description: string) => ({
    ...problem(description),
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } },
  });
  const guarded = {
    '401': problem('`terminal-unknown`: no key, or one that belongs to no terminal.'),
    '403': problem('`terminal-revoked`.'),
    '400': problem('`contract-unsupported` or `invalid-request`.'),
    '500': problem('`internal`.'),
    '503': retryable('`unavailable` or `maintenance`.'),
  };
  const operation = (summary: string, request: Name | null, answer: object, more: Record<string, unknown> = {}) => ({
    summary,
    parameters: [{
      name: contract.CONTRACT_HEADER, in: 'header', required: true, description: "The terminal's contract version.",
      schema: { type: 'integer', enum: supportedVersions(contractVersion) },
    }],
    security: [{ terminal: [] }],
    ...(request ? { requestBody: { required: true, content: json(ref(request)) } } : {}),
    responses: { '200': { description: 'Done.', content: json(answer) }, ...guarded, ...more },
  });
  const open = (summary: string, content: object) => ({ summary, security: [], responses: { '200': { description: 'Done.', content: json(content) } } });

  const { ROUTES } = contract;
  const services = Object.fromEntries(Object.entries(contract.SERVICE_EXCHANGES).map(([route, { summary }]) => [route, operation(summary, `${pascal(route)}Request`, ref(`${pascal(route)}Answer`), SERVICE_PROBLEMS(problem))])) as Record<keyof typeof contract.SERVICE_EXCHANGES, object>;
  const answers: Record<keyof typeof ROUTES, object> = {
    ...services,
    health: {
      ...open('Whether the register and its database work.', ref('Health')),
      responses: {
        '200': { description: 'Works.', content: json(ref('Health')) },
        '503': { description: 'Runs without its database.', content: json(ref('Health')) },
      },
    },
    openapi: open('This document.', { type: 'object' }),
    catalogue: operation('Services, offices, closures and planned maintenance.', null, { anyOf: [ref('Catalogue'), ref('CatalogueV2')] }, {
      '304': { description: 'Unchanged: `If-None-Match` names the current ETag.' },
    }),
    documentStatus: operation('State of an ID document. Never a name.', 'DocumentStatusRequest', ref('DocumentStatus'), {
      '429': retryable('`rate-limited`: per terminal and overall.'),
    }),
    heartbeat: operation('Sign of life of a terminal.', 'HeartbeatRequest', ref('HeartbeatResponse')),
    helpCall: operation('Calls staff, once per key.', 'HelpCallRequest', ref('HelpCallResponse')),
  };
  const paths = Object.fromEntries((Object.keys(ROUTES) as (keyof typeof ROUTES)[]).map((name) =>
    [ROUTES[name].path, { [ROUTES[name].method.toLowerCase()]: { operationId: name, ...answers[name] } }]));

  return {
    openapi: '3.1.0',
    info: { title: 'Foyer register', version: String(contractVersion), description: 'What a terminal asks of the central register.' },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: { schemas, securitySchemes: { terminal: { type: 'http', scheme: 'bearer', description: "The terminal's key." } } },
  };
}

const SERVICE_PROBLEMS = (problem: (description: string) => object): Record<string, object> => ({
  '401': problem('`terminal-unknown`, or `signed-out`: nobody is signed in with this token.'),
  '404': problem('`not-found`: no such document or code, or none any more.'),
  '409': problem('`conflict`: the data were changed meanwhile; `fee-differs`.'),
  '410': problem('`void`: this key was asked after before, and is never done.'),
  '422': problem('`not-possible`, or `key-reused`.'),
});

/** This version and the one before it. */
export const supportedVersions = (contractVersion: number): number[] => [contractVersion - 1, contractVersion];
