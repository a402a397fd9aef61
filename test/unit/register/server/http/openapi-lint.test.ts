/** The OpenAPI document by the rules that others check it with: Redocly's recommended ones. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { CONTRACT_VERSION } from '../../../../../register/contract/contract.ts';
import { openApiDocument } from '../../../../../register/server/http/openapi.ts';

const RULES = {
  // The interface is between a town's own terminals and its own register: there is no third party to license it to.
  'info-license': 'off',
} as const;
/** Routes that take nothing from the caller, so that nothing can be wrong with the request. */
const NOTHING_TO_REFUSE = ['#/paths/~1health/get/responses', '#/paths/~1openapi.json/get/responses'];

async function problems(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: RULES });
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config });
  return found
    .map(({ ruleId, location: [place] }) => `${ruleId} ${place?.pointer ?? ''}`)
    .filter((problem) => !NOTHING_TO_REFUSE.some((place) => problem === `operation-4xx-response ${place}`));
}

test('the OpenAPI document passes the linter', async () => {
  expect(await problems(openApiDocument(CONTRACT_VERSION))).toEqual([]);
});

test("the linter's rules find mistakes", async () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(CONTRACT_VERSION))) as {
    paths: Record<string, Record<string, { operationId?: string; parameters: unknown[]; security?: unknown }>>;
  };
  const [inbox, submit, view] = [
    document.paths['/v1/inbox']?.post,
    document.paths['/v1/cases/{case}']?.put,
    document.paths['/v1/cases/{case}']?.get,
  ];
  if (inbox === undefined || submit === undefined || view === undefined) throw new Error('no such routes');
  delete inbox.operationId;
  delete inbox.security;
  submit.parameters.splice(1, 1);
  view.operationId = 'submitCase';
  expect((await problems(document)).map((problem) => problem.split(' ')[0]).sort()).toEqual([
    'operation-operationId',
    'operation-operationId-unique',
    'path-parameters-defined',
    'security-defined',
  ]);
});
