import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LATIN } from '../../../register/din91379/characters.ts';
import { charactersOf } from '../../../register/din91379/text.ts';
import { PROBLEMS, REFUSALS, SYSTEM_ROUTES } from '../../../register/resident-system/contract.ts';
import { testTown } from '../../../register/resident-system/test-town.ts';
import {
  SYSTEM_OPENAPI,
  SYSTEM_SEARCH_FORMS,
  systemOpenApiText,
  systemSearchFormsText,
} from '../../../tools/docs/resident-system.ts';

const document = readFileSync(SYSTEM_OPENAPI, 'utf8');
const guide = readFileSync(new URL('../../../register/resident-system/README.md', import.meta.url), 'utf8');

test('register/resident-system/openapi.json matches the contract (if not: npm run docs)', () => {
  expect(document).toBe(systemOpenApiText());
});

test('register/resident-system/search-forms.json matches the search form (if not: npm run docs)', () => {
  expect(readFileSync(SYSTEM_SEARCH_FORMS, 'utf8')).toBe(systemSearchFormsText());
});

test('the test town has every letter of DIN 91379 in a family name', () => {
  const names = testTown().people.map(({ familyName }) => familyName);
  expect(charactersOf(LATIN).filter((letter) => !names.some((name) => name.includes(letter)))).toEqual([]);
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
