/** The OpenAPI 3.1 document, made from the same schemas that check requests and answers. */
import { z } from 'zod';
import { CatalogueDelta } from '../../contract/catalogue-delta.ts';
import * as contract from '../../contract/contract.ts';
import { caseOperations } from './openapi-cases.ts';
import { IDEMPOTENCY_KEY, IF_MATCH, json, ref } from './openapi-parts.ts';
import type { OperationParts, Vocabulary } from './openapi-parts.ts';

const named = {
  Catalogue: contract.Catalogue,
  CatalogueV2: contract.CatalogueV2,
  Category: contract.Category,
  ServiceInfo: contract.ServiceInfo,
  Office: contract.Office,
  Closure: contract.Closure,
  Maintenance: contract.Maintenance,
  RichBlock: contract.RichBlock,
  DocumentStatusRequest: contract.DocumentStatusRequest,
  DocumentStatus: contract.DocumentStatus,
  HeartbeatRequest: contract.HeartbeatRequest,
  HeartbeatResponse: contract.HeartbeatResponse,
  HelpCallRequest: contract.HelpCallRequest,
  HelpCallResponse: contract.HelpCallResponse,
  HelpAnswerRequest: contract.HelpAnswerRequest,
  HelpAnswer: contract.HelpAnswer,
  EndHelpRequest: contract.EndHelpRequest,
  SigningKey: contract.ShownSigningKey,
  CatalogueDelta,
  Health: contract.Health,
  Problem: contract.Problem,
} satisfies Record<string, z.ZodType>;

const pascal = (route: string): string => route.charAt(0).toUpperCase() + route.slice(1);
const EXCHANGES = {
  ...contract.SERVICE_EXCHANGES,
  ...contract.CASE_EXCHANGES,
  ...contract.STATUS_EXCHANGES,
  ...contract.TERMINAL_EXCHANGES,
  ...contract.READINESS_EXCHANGES,
};
/** Requests and answers are named after their route. */
const exchanged: Record<string, z.ZodType> = Object.fromEntries([
  ...Object.entries(EXCHANGES).flatMap(([route, { request, answer }]) => [
    [`${pascal(route)}Request`, request],
    [`${pascal(route)}Answer`, answer],
  ]),
  ...Object.entries(contract.CASE_LOOKUPS).map(([route, { answer }]) => [`${pascal(route)}Answer`, answer]),
]);

export function openApiDocument(contractVersion: number): Record<string, unknown> {
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: ref('Problem') } },
  });
  const retryable = (description: string) => ({
    ...problem(description),
    headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } },
  });
  const guarded = {
    '401': problem(
      '`terminal-unknown`: no key, or one that belongs to no terminal. `token-expired`: ask for another token.',
    ),
    '403': problem('`terminal-revoked`.'),
    '400': problem('`contract-unsupported` or `invalid-request`.'),
    '500': problem('`internal`.'),
    '503': retryable('`unavailable` or `maintenance`.'),
  };
  const version = {
    name: contract.CONTRACT_HEADER,
    in: 'header',
    required: true,
    description: "The terminal's contract version.",
    schema: { type: 'integer', enum: supportedVersions(contractVersion) },
  };
  const body = (request: string | undefined) =>
    request ? { requestBody: { required: true, content: json(ref(request)) } } : {};
  const operation = ({ summary, request, requestBody, answer, parameters = [], responses = {} }: OperationParts) => ({
    summary,
    parameters: [version, ...parameters],
    security: [{ terminal: [] }],
    ...(requestBody === undefined ? body(request) : { requestBody }),
    responses: {
      ...(answer === undefined ? {} : { '200': { description: 'Done.', content: json(answer) } }),
      ...guarded,
      ...responses,
    },
  });
  const open = (summary: string, content: object) => ({
    summary,
    security: [],
    responses: { '200': { description: 'Done.', content: json(content) } },
  });
  const vocabulary: Vocabulary = { problem, retryable, operation };

  const services = Object.fromEntries(
    Object.entries(contract.SERVICE_EXCHANGES).map(([route, { summary, request }]) => [
      route,
      operation({
        summary,
        request: `${pascal(route)}Request`,
        answer: ref(`${pascal(route)}Answer`),
        responses: serviceProblems(problem),
        // These two ask about a key, and change nothing a second time.
        parameters:
          'key' in request.shape && route !== 'order' && route !== 'reprint'
            ? [
                {
                  ...IDEMPOTENCY_KEY,
                  required: false,
                  description: 'The `key` of the body; where both are there, they must agree.',
                },
              ]
            : [],
      }),
    ]),
  ) as Record<keyof typeof contract.SERVICE_EXCHANGES, object>;

  const { ROUTES } = contract;
  const answers: Record<keyof typeof ROUTES, object> = {
    ...services,
    ...caseOperations(vocabulary),
    health: {
      ...open('Whether the register and its database work.', ref('Health')),
      responses: {
        '200': { description: 'Works.', content: json(ref('Health')) },
        '503': { description: 'Runs without its database.', content: json(ref('Health')) },
      },
    },
    openapi: open('This document.', { type: 'object' }),
    catalogue: operation({
      summary: 'Services, offices, closures and planned maintenance.',
      parameters: [
        {
          ...IF_MATCH,
          name: 'If-None-Match',
          required: false,
          description: 'ETag of the catalogue that is there already.',
        },
        {
          name: 'since',
          in: 'query',
          required: false,
          description:
            'Version of the edition that is there already: where it is still known, only what changed is sent.',
          schema: { type: 'string', pattern: '^[\\w-]{1,64}$' },
        },
      ],
      responses: {
        '200': {
          description: 'The whole, or with `since` what changed. To contract version 2 the whole, unsigned.',
          headers: {
            ETag: { description: 'Of the whole.', schema: { type: 'string' } },
            [contract.SIGNATURE_HEADER]: {
              description: 'The register’s signature of the body: JWS with detached payload, EdDSA.',
              schema: { type: 'string' },
            },
          },
          content: json({ anyOf: [ref('Catalogue'), ref('CatalogueDelta'), ref('CatalogueV2')] }),
        },
        '304': { description: 'Unchanged: `If-None-Match` names the current ETag.' },
      },
    }),
    documentStatus: operation({
      summary: 'State of an ID document. Never a name.',
      request: 'DocumentStatusRequest',
      answer: ref('DocumentStatus'),
      responses: { '429': retryable('`rate-limited`: per terminal and overall.') },
    }),
    heartbeat: operation({
      summary: 'Sign of life of a terminal.',
      request: 'HeartbeatRequest',
      answer: ref('HeartbeatResponse'),
    }),
    ...deskOperations(vocabulary),
    statusKeys: operation({
      summary: contract.STATUS_EXCHANGES.statusKeys.summary,
      request: 'StatusKeysRequest',
      answer: ref('StatusKeysAnswer'),
      responses: { '404': problem('`not-found`: another system answers for the documents here.') },
    }),
    statusPage: operation({
      summary: contract.STATUS_EXCHANGES.statusPage.summary,
      request: 'StatusPageRequest',
      answer: ref('StatusPageAnswer'),
      responses: { '404': problem('`not-found`: there is no index, or this epoch is over.') },
    }),
    ...terminalOperations(problem, retryable),
  };
  const paths: Record<string, Record<string, object>> = {};
  for (const name of Object.keys(ROUTES) as (keyof typeof ROUTES)[]) {
    const { method, path } = ROUTES[name];
    // Several routes may share a path.
    (paths[path] ??= {})[method.toLowerCase()] = { operationId: name, ...answers[name] };
  }

  return {
    openapi: '3.1.0',
    info: {
      title: 'Foyer register',
      version: String(contractVersion),
      description: 'What a terminal asks of the central register.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/', description: 'The register that gave this document.' }],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        terminal: {
          type: 'http',
          scheme: 'bearer',
          description: "The terminal's token, or its key where it was not enrolled with a key pair.",
        },
      },
    },
  };
}

function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  // One schema under two names would be two of the same: each exchange has a copy of its own.
  for (const [id, schema] of Object.entries(exchanged)) registry.add(schema.clone(), { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    uri: (id) => `#/components/schemas/${id}`,
    io: 'output',
  });
  for (const schema of Object.values(schemas)) {
    // Inside `components` the place is the name; OpenAPI sets the dialect for the whole document.
    delete (schema as Record<string, unknown>).$schema;
    delete (schema as Record<string, unknown>).$id;
  }
  return schemas;
}

/** What a terminal asks before it can show who it is. */
const terminalOperations = (
  problem: (description: string) => object,
  retryable: (description: string) => object,
): Record<keyof typeof contract.TERMINAL_ROUTES, object> => {
  const open = (summary: string, content: object, answer: string, responses: Record<string, object>) => ({
    summary,
    security: [],
    ...content,
    responses: {
      '200': { description: 'Done.', content: json(ref(answer)) },
      '400': problem('`invalid-request`.'),
      '500': problem('`internal`.'),
      '503': retryable('`unavailable`.'),
      ...responses,
    },
  });
  const { enrolment, token } = contract.TERMINAL_EXCHANGES;
  return {
    signingKey: open('The key with which the register signs what terminals keep.', {}, 'SigningKey', {}),
    enrolment: open(
      enrolment.summary,
      { requestBody: { required: true, content: json(ref('EnrolmentRequest')) } },
      'EnrolmentAnswer',
      {
        '403': problem('`enrolment-refused`: the code is wrong, was used, or is too old.'),
        '429': retryable('`rate-limited`.'),
      },
    ),
    token: open(
      token.summary,
      {
        requestBody: {
          required: true,
          content: { 'application/x-www-form-urlencoded': { schema: ref('TokenRequest') } },
        },
      },
      'TokenAnswer',
      {
        '401': problem('`terminal-unknown`: the assertion is none of a terminal. `clock-skew`: the clocks differ.'),
        '403': problem('`terminal-revoked`.'),
        '429': retryable('`rate-limited`.'),
      },
    ),
  };
};

const serviceProblems = (problem: (description: string) => object): Record<string, object> => ({
  '401': problem('`terminal-unknown`, or `signed-out`: nobody is signed in with this token.'),
  '404': problem('`not-found`: no such document or code, or none any more.'),
  '409': problem(
    '`conflict`: the data were changed meanwhile; `fee-differs`; `in-progress`: only with `Idempotency-Key`.',
  ),
  '410': problem('`void`: this key was asked after before, and is never done.'),
  '422': problem('`not-possible`, or `key-reused`.'),
});

/** This version and the one before it. */
export const supportedVersions = (contractVersion: number): number[] => [contractVersion - 1, contractVersion];

/** What the office answers and asks. */
const deskOperations = ({ operation, problem }: Vocabulary) => ({
  helpCall: operation({
    summary: 'Calls staff, once per key.',
    request: 'HelpCallRequest',
    answer: ref('HelpCallResponse'),
  }),
  helpAnswer: operation({
    summary: 'What the office says of a call, as soon as it is another than known. Held open until then.',
    request: 'HelpAnswerRequest',
    answer: ref('HelpAnswer'),
    responses: { '404': problem('`not-found`: this terminal made no call with this key.') },
  }),
  endHelp: operation({
    summary: 'The visitor waits no longer.',
    request: 'EndHelpRequest',
    answer: ref('HelpAnswer'),
    responses: { '404': problem('`not-found`: this terminal made no call with this key.') },
  }),
  readinessReport: operation({
    summary: contract.READINESS_EXCHANGES.readinessReport.summary,
    request: 'ReadinessReportRequest',
    answer: ref('ReadinessReportAnswer'),
    responses: { '404': problem('`not-found`: the office asked this terminal for no such report.') },
  }),
});
