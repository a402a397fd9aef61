import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROBLEMS, REFUSALS, SYSTEM_ROUTES } from '../../../register/resident-system/contract.ts';
import { SYSTEM_OPENAPI, systemOpenApiText } from '../../../tools/docs/resident-system.ts';

const document = readFileSync(SYSTEM_OPENAPI, 'utf8');
const guide = readFileSync(new URL('../../../register/resident-system/README.md', import.meta.url), 'utf8');

test('register/resident-system/openapi.json matches the contract (if not: npm run docs)', () => {
  expect(document).toBe(systemOpenApiText());
});

describe('the guide for who writes an adapter', () => {
  test.each(Object.values(SYSTEM_ROUTES).map(({ path }) => path))('explains %s', (path) => {
    expect(guide).toContain(`\`POST ${path}\``);
  });
  test.each(Object.keys(PROBLEMS))('says when to answer with the problem %s', (name) => {
    expect(guide).toContain(`\`${name}\``);
  });
  test.each(REFUSALS)('says when to refuse with %s', (reason) => {
    expect(guide).toContain(`\`${reason}\``);
  });
});
