/**
 * The sections `forwarding` and `open311` of a town's file: those in the register's README, and what may be wrong with
 * them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ForwardingSettings, openForwarding } from '../../../../../register/server/forwarding/settings.ts';
import { Pointer, readAt, writeAt } from '../../../../../register/server/open311/pointer.ts';
import { Open311Settings } from '../../../../../register/server/open311/settings.ts';
import { fieldErrors } from '../../../../../register/server/http/problems.ts';
import { emptyFolder } from '../documents/sample.ts';
import { identity } from '../eid/keys.ts';

const README = join(import.meta.dirname, '../../../../../register/README.md');
type Tree = Record<string, any>;
let example: { forwarding: Tree[]; open311: Tree };
let folder: string;
let root: string;
beforeAll(async () => {
  const block = /```yaml\n(forwarding:[\s\S]*?)```/.exec(await readFile(README, 'utf8'))?.[1] ?? '';
  example = parse(block) as typeof example;
  root = (await identity('Root')).pem;
});
beforeEach(async () => {
  folder = await emptyFolder();
  for (const [name, text] of [
    ['fit-connect.secret', 'geheim\n'],
    ['maengelmelder.key', 'schlüssel'],
    ['verwaltungs-pki.pem', root],
  ] as const)
    await writeFile(join(folder, name), text, { mode: 0o600 });
});

const open = async () =>
  openForwarding(ForwardingSettings.parse(example.forwarding), { folder, clock: { now: () => 0 }, log: () => {} });
const wrong = (change: (sections: Tree[]) => void): string[] => {
  const sections = structuredClone(example.forwarding);
  change(sections);
  const parsed = ForwardingSettings.safeParse(sections);
  return parsed.success ? [] : fieldErrors(parsed.error).map(({ field, message }) => `${field} ${message}`);
};

test('the example in the README is valid, and routes each kind', async () => {
  const opened = await open();
  if (!opened.ok) throw new Error(`${opened.error.field} ${opened.error.problem}`);
  expect(opened.value.forwarders.map(({ name }) => name)).toEqual(['fit-connect', 'maengelmelder']);
  expect(opened.value.routes).toEqual({ verkehrszeichen: 'fit-connect', schlagloch: 'maengelmelder' });
  expect(Open311Settings.safeParse(example.open311).error).toBeUndefined();
});

test.each([
  ['fit-connect.secret', undefined, { field: 'forwarding.0.clientSecret', problem: 'is empty' }],
  ['maengelmelder.key', undefined, { field: 'forwarding.1.apiKey', problem: 'is empty' }],
  ['verwaltungs-pki.pem', undefined, { field: 'forwarding.0.roots', problem: 'holds no certificate' }],
] as const)('a settings file without content is refused: %s', async (name, _mode, error) => {
  await writeFile(join(folder, name), ' \n');
  expect(await open()).toEqual({ ok: false, error });
});

test('a secret that others can read, or that is missing, is refused', async () => {
  const { chmod, rm } = await import('node:fs/promises');
  await chmod(join(folder, 'fit-connect.secret'), 0o644);
  expect(await open()).toEqual({
    ok: false,
    error: { field: 'forwarding.0.clientSecret', problem: 'can be read by others than its owner' },
  });
  await rm(join(folder, 'fit-connect.secret'));
  expect(await open()).toEqual({ ok: false, error: { field: 'forwarding.0.clientSecret', problem: 'cannot be read' } });
});

test.each<[string, (sections: Tree[]) => void, string]>([
  [
    'a line that others read',
    ([one]) => {
      if (one) one.tokenUrl = 'http://auth.example/token';
    },
    'is no https address',
  ],
  [
    'a LeiKa key that is none',
    ([one]) => {
      if (one) one.services.verkehrszeichen.leika = '123';
    },
    'needs 14 digits',
  ],
  [
    'two identifiers',
    ([one]) => {
      if (one) one.services.verkehrszeichen.identifier = 'urn:x';
    },
    'has leika and identifier',
  ],
  [
    'a destination that is no UUID',
    ([one]) => {
      if (one) one.services.verkehrszeichen.destination = 'rathaus';
    },
    'destination',
  ],
  [
    'two of one name',
    ([one, two]) => {
      if (one && two) two.name = one.name;
    },
    'is there twice',
  ],
  [
    'one kind for two systems',
    ([one, two]) => {
      if (one && two) two.services.verkehrszeichen = two.services.schlagloch;
    },
    'goes to two systems',
  ],
  [
    'a pointer that is none',
    ([, two]) => {
      if (two) two.services.schlagloch.fields.lat = 'lat';
    },
    'is no JSON Pointer',
  ],
  [
    'an argument that Open311 does not have',
    ([, two]) => {
      if (two) two.services.schlagloch.fields.password = '/x';
    },
    '1.services.schlagloch.fields has unknown fields',
  ],
  [
    'a field that nobody knows',
    ([one]) => {
      if (one) one.scope = 'x';
    },
    '0 has unknown fields',
  ],
])('a settings file with %s is refused', (_what, change, sentence) => {
  expect(wrong(change).join('\n')).toContain(sentence);
});

test('a proxy on this machine may be asked without TLS', () => {
  expect(
    wrong(([one]) => {
      if (one) one.tokenUrl = 'http://127.0.0.1:8080/token';
    }),
  ).toEqual([]);
});

describe('pointers', () => {
  const step = fc
    .string({ minLength: 1, maxLength: 8 })
    .map((text) => text.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer = fc
    .array(step, { minLength: 1, maxLength: 4 })
    .map((steps) => `/${steps.join('/')}`)
    .filter((text) => Pointer.safeParse(text).success);
  test('set and read a value, and change nothing else', () => {
    fc.assert(
      fc.property(pointer, fc.string(), (at, value) => {
        const data: Record<string, unknown> = {};
        writeAt(data, at, value);
        expect(readAt(data, at)).toBe(value);
        expect(Object.keys(data)).toHaveLength(1);
        expect(({} as Record<string, unknown>)[at.slice(1)]).toBe(Object.prototype[at.slice(1) as never]);
      }),
    );
  });
  test('do not reach what every object inherits', () => {
    for (const at of ['/__proto__/x', '/a/constructor', '/prototype'])
      expect(Pointer.safeParse(at).success).toBe(false);
    expect([
      readAt({}, '/toString'),
      readAt({ a: null }, '/a/b'),
      readAt({ a: [1, 'x'] }, '/a'),
      readAt({ a: [{}] }, '/a'),
      readAt({ a: true }, '/a'),
    ]).toEqual([undefined, undefined, ['1', 'x'], undefined, 'true']);
  });
});
