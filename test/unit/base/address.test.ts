/**
 * What the oldest runtime has: the one that stands in for Electron here runs Node 18.15, and a method that is missing
 * there throws in the middle of a sign-in.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress } from '../../../base/address.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Since later versions of Node than that, by their own documentation. */
const LATER =
  /\bURL\.canParse\b|\bURL\.parse\b|\bPromise\.(?:withResolvers|try)\b|\.to(?:Sorted|Reversed|Spliced)\(|\b(?:Object|Map)\.groupBy\b|\bArray\.fromAsync\b|\bAbortSignal\.any\b/;

test('nothing that runs in the terminal asks for more than its runtime has', () => {
  const rooms = ['base', 'electron', 'devices', 'services', 'state-machines', 'locales'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes('simulator') && !name.startsWith('simulation'))
      .map((name) => `${room}/${name}`),
  );
  const shared = [
    'register/client/client.ts',
    'register/client/credentials.ts',
    'register/contract/status-id.ts',
    'register/contract/catalogue-delta.ts',
    'register/contract/document-number.ts',
  ];
  const found = [...rooms, ...shared].flatMap((file) =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => (LATER.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line) ? [`${file}:${at + 1}`] : [])),
  );
  expect(rooms.length).toBeGreaterThan(200);
  expect(found).toEqual([]);
});

test('text is read as a network address only where it is one', () => {
  expect(readAddress('https://eid.example/refresh?nonce=1')?.searchParams.get('nonce')).toBe('1');
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readAddress(text) === null).toBe(!URL.canParse(text));
    }),
  );
});
