/** The OpenAPI operations of sealed requests and cases. */
import { z } from 'zod';
import { CASE_EXCHANGES, CASE_LIMITS, CASE_LOOKUPS, type CASE_ROUTES } from '../../contract/contract.ts';
import { IDEMPOTENCY_KEY, IF_MATCH, json, ref } from './openapi-parts.ts';
import type { Vocabulary } from './openapi-parts.ts';

const UUID = { type: 'string', format: 'uuid' };
const ETAG = { ETag: { description: 'The version in quotation marks.', schema: { type: 'string' } } };

const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: UUID });

/** Each field of a query as a parameter. */
function queryParameters(query: z.ZodType): object[] {
  const { properties = {} } = z.toJSONSchema(query, { target: 'draft-2020-12', io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

export function caseOperations({
  problem,
  retryable,
  operation,
}: Vocabulary): Record<keyof typeof CASE_ROUTES, object> {
  const { inbox, caseStatus, announceCase, submitCase } = CASE_EXCHANGES;
  const once = {
    '400': problem('`contract-unsupported`, `invalid-request`, or `key-missing`.'),
    '409': retryable(
      '`in-progress`: the same key is being worked on. `conflict`: the number belongs to another case, or the case was submitted before.',
    ),
    '410': problem('`void`.'),
  };
  const unknown = { '404': problem('`not-found`: no case that this terminal announced.') };
  const stale = { '412': problem('`precondition-failed`: the case has another version.') };
  const unreadable = problem('`not-decipherable`, or `key-reused`.');
  return {
    inbox: operation({
      summary: inbox.summary,
      request: 'InboxRequest',
      answer: ref('InboxAnswer'),
      parameters: [IDEMPOTENCY_KEY],
      responses: {
        ...once,
        '404': problem('`not-found`: the answer to this key is no longer kept.'),
        '413': problem('`invalid-request`: too large.'),
        '422': unreadable,
      },
    }),
    caseStatus: operation({
      summary: caseStatus.summary,
      request: 'CaseStatusRequest',
      answer: ref('CaseStatusAnswer'),
      responses: {
        '404': problem('`not-found`: no such case, or another secret; which of them is not said.'),
        '429': retryable('`rate-limited`: per terminal, overall, and per reference after five wrong secrets.'),
      },
    }),
    announceCase: operation({
      summary: announceCase.summary,
      request: 'AnnounceCaseRequest',
      parameters: [IDEMPOTENCY_KEY],
      responses: {
        '201': {
          description: 'Announced.',
          headers: { ...ETAG, Location: { description: 'Path of the case.', schema: { type: 'string' } } },
          content: json(ref('AnnounceCaseAnswer')),
        },
        ...once,
        '404': problem('`not-found`: the answer to this key is no longer kept.'),
        '422': problem('`key-reused`.'),
      },
    }),
    attachToCase: operation({
      summary: 'Sends an announced attachment, sealed; again, it takes the place of the first.',
      parameters: [pathParameter('case'), pathParameter('attachment'), { ...IF_MATCH, required: false }],
      requestBody: {
        required: true,
        description: `A JWE in compact form, up to ${CASE_LIMITS.attachmentBytes} bytes.`,
        content: { 'application/jose': { schema: { type: 'string' } } },
      },
      responses: {
        '204': { description: 'Kept.', headers: ETAG },
        ...unknown,
        ...stale,
        '409': problem('`conflict`: the case was submitted before.'),
        '413': problem('`invalid-request`: too large.'),
        '415': problem('`invalid-request`: not `application/jose`.'),
        '422': problem('`not-decipherable`.'),
      },
    }),
    submitCase: operation({
      summary: submitCase.summary,
      request: 'SubmitCaseRequest',
      answer: ref('SubmitCaseAnswer'),
      parameters: [pathParameter('case'), IF_MATCH, IDEMPOTENCY_KEY],
      responses: {
        '200': { description: 'Accepted.', headers: ETAG, content: json(ref('SubmitCaseAnswer')) },
        ...once,
        ...unknown,
        ...stale,
        '413': problem('`invalid-request`: too large.'),
        '422': unreadable,
        '428': problem('`precondition-required`: without `If-Match`.'),
      },
    }),
    case: operation({
      summary: CASE_LOOKUPS.case.summary,
      parameters: [
        pathParameter('case'),
        { ...IF_MATCH, name: 'If-None-Match', required: false, description: 'ETag of the version that is known.' },
      ],
      responses: {
        '200': { description: 'The case.', headers: ETAG, content: json(ref('CaseAnswer')) },
        '304': { description: 'Unchanged.' },
        ...unknown,
      },
    }),
    cases: operation({
      summary: CASE_LOOKUPS.cases.summary,
      parameters: queryParameters(CASE_LOOKUPS.cases.query),
      answer: ref('CasesAnswer'),
    }),
    caseEvents: operation({
      summary: CASE_LOOKUPS.caseEvents.summary,
      parameters: [pathParameter('case'), ...queryParameters(CASE_LOOKUPS.caseEvents.query)],
      answer: ref('CaseEventsAnswer'),
      responses: unknown,
    }),
  };
}
