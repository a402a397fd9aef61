import { expect, test } from 'vitest';
import { wayBack } from '../../../../../../register/server/office/accounts/oidc/way-back.ts';

test.each([
  '/',
  '/heute',
  '/terminals/t-02',
  '/terminals?condition=silent&find=a%20b',
  '/terminals/metrics',
  '/terminals/%2F%2Fboese.example',
])('whoever asked for %s is led there', (path) => {
  expect(wayBack(path)).toBe(path);
});

test.each([
  ['nothing', undefined],
  ['several', ['/heute', '/konten']],
  ['an address', 'https://boese.example/heute'],
  ['an address without its scheme', '//boese.example/heute'],
  ['one with a backslash', '/\\boese.example'],
  ['one behind a tab, which browsers leave out', '/\t/boese.example'],
  ['one behind a step to nowhere, which browsers leave out', '/.//boese.example'],
  ['one behind a step back', '/heute/..//boese.example'],
  ['a script', 'javascript:alert(1)'],
  ['a path without its slash', 'heute'],
  ['the beginning of a sign-in', '/api/sign-in/oidc?to=/'],
  ['the same by a detour', '/heute/../api/sign-in/oidc'],
  ['what is no page', '/assets/office.js'],
  ['something endless', `/terminals?find=${'x'.repeat(500)}`],
])('whoever asked with %s is led to the first page', (_, asked) => {
  expect(wayBack(asked)).toBe('/');
});

test('what is led to is written as browsers write it', () => {
  expect(wayBack('/terminals/a"b<c>')).toBe('/terminals/a%22b%3Cc%3E');
});
