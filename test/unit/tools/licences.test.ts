/**
 * Nothing ships under a licence that was not decided on: every module in the terminal's bundles, and every package
 * beside them.
 */
import { builtinModules } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, MODULES_FILE, type BundledModules } from '../../../tools/build.ts';
import { EXCHANGEABLE } from '../../../tools/package/exchangeable.ts';
import { copyrightFile } from '../../../tools/package/origin/copyright.ts';
import { refusals } from '../../../tools/package/origin/documents.ts';
import { conclude, DECISIONS } from '../../../tools/package/origin/licences.ts';
import { flattened, shippedParts, type Part } from '../../../tools/package/origin/parts.ts';
import { publisher } from '../../../tools/package/origin/publisher.ts';
import { nativePackages } from '../../../tools/run/account.ts';
import { ROOT } from '../../../tools/setup/paths.mjs';

const out = mkdtempSync(join(tmpdir(), 'foyer-licences-'));
let modules: BundledModules;
let parts: Part[];
beforeAll(async () => {
  await build(out);
  modules = JSON.parse(readFileSync(join(out, MODULES_FILE), 'utf8')) as BundledModules;
  parts = shippedParts(
    new Map([
      ...Object.entries(modules).map(
        ([name, files]) => [`usr/lib/foyer/resources/app.asar/.build/${name}`, files] as const,
      ),
      ...[...nativePackages(), ...Object.keys(EXCHANGEABLE)].map(
        (name) => [`usr/lib/foyer/resources/node_modules/${name}`, [`node_modules/${name}/package.json`]] as const,
      ),
    ]),
  );
});
afterAll(() => rmSync(out, { recursive: true }));

/** Would make WebSockets quicker; ws tries them and goes on without. */
const QUICKER = ['bufferutil', 'utf-8-validate'];

const part = (
  name: string,
  declared: unknown,
  places = ['usr/lib/foyer/resources/app.asar/.build/main.cjs'],
): Part => ({
  name,
  version: '1.0.0',
  purl: `pkg:npm/${name}@1.0.0`,
  folder: null,
  places,
  needs: [],
  contains: [],
  declared,
  author: null,
});

describe("the terminal's parts and licences", () => {
  test('include the modules of each bundle, style sheets and typefaces among them', () => {
    expect(Object.keys(modules).sort()).toEqual([
      'device-host.cjs',
      'fonts',
      'hours.cjs',
      'main.cjs',
      'office',
      'preload.cjs',
      'renderer',
      'store.cjs',
      'terminal.cjs',
      'watchdog.cjs',
    ]);
    expect(modules.renderer).toEqual(
      expect.arrayContaining([
        'node_modules/@kern-ux/native/dist/kern.min.css',
        'renderer/main.tsx',
        'node_modules/react-dom/client.js',
      ]),
    );
    expect(modules.renderer?.filter((file) => file.endsWith('.woff2')).length).toBeGreaterThan(10);
    // What a bundle still asks for when it runs is a part of its own, or the runtime's.
    const names = new Set([
      ...parts.map(({ name }) => name),
      'electron',
      'electron/main',
      'electron/renderer',
      ...QUICKER,
      ...builtinModules,
      ...builtinModules.map((name) => `node:${name}`),
    ]);
    for (const name of Object.keys(modules).filter((file) => file.endsWith('.cjs'))) {
      // Node 18 finds nothing in the application's archive by it.
      expect(readFileSync(join(out, name), 'utf8'), name).not.toMatch(/[^.\w]import\(["']/);
      const asked = [...readFileSync(join(out, name), 'utf8').matchAll(/\brequire\("([^".][^"]*)"\)/g)].map(
        ([, target = '']) => target,
      );
      expect(
        asked.filter((target) => !names.has(target)),
        name,
      ).toEqual([]);
    }
    expect(readFileSync(join(out, 'hours.cjs'), 'utf8')).toContain('require("opening_hours")');
  });

  test('are all under a licence on the list, and what must be exchangeable lies outside of the bundles', () => {
    expect(parts.length).toBeGreaterThan(40);
    expect(refusals(parts)).toEqual([]);
    expect(parts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@kern-ux/native', 'opening_hours', 'suncalc', 'zod', 'serialport', 'react']),
    );
    expect(flattened(parts).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SQLite', 'HIDAPI', 'Skia', 'Fira Sans']),
    );
    expect(readFileSync(join(out, 'hours.cjs'), 'utf8')).not.toContain('SPDX-License-Identifier: LGPL');
  });

  test("all have their licence's text", () => {
    const text = copyrightFile(parts, { package: 'foyer', publisher: publisher(), elsewhere: {} });
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
    expect(text).toContain('EUROPÄISCHE UNION PUBLIC LICENCE');
    expect(text).toContain('EUROPEAN UNION PUBLIC LICENCE v. 1.2');
    expect(text).not.toContain('GNU AFFERO');
  });
});

test('a list that was made of other people’s is named with its file, its licence, its authors and what was changed', () => {
  const file = 'register/server/office/accounts/common-passwords.json';
  const place = 'usr/lib/foyer-register/parts/office.mjs';
  const shipped = shippedParts(new Map([[place, ['register/server/office/office.ts', file]]]));
  expect(refusals(shipped)).toEqual([]);
  const [, , stanza = ''] = copyrightFile(shipped, {
    package: 'foyer-register',
    publisher: publisher(),
    elsewhere: {},
  }).split('\n\n');
  expect(stanza).toMatch(
    new RegExp(`^Files: ${file}\nCopyright: Daniel Miessler and Jason Haddix .*\nLicense: CC-BY-SA-3.0\n`),
  );
  expect(stanza).toContain('Changed for Foyer: of its first 500,000 lines');
  expect(stanza).toContain('Attribution-ShareAlike 3.0 Unported');
  expect(stanza).toContain(`In the package: ${place}`);
  // The file says the same of itself.
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain('CC BY-SA 3.0 Unported');
});

describe('a part is refused by name', () => {
  test.each([
    ['AGPL-3.0-only', 'AGPL-3.0-only is not on the list'],
    ['MIT AND GPL-2.0-only', 'GPL-2.0-only is not on the list'],
    ['MIT OR GPL-2.0-only', 'leaves a choice'],
    ['(MIT AND (ISC OR MIT))', 'leaves a choice'],
    ['LGPL-3.0-or-later', 'LGPL-3.0-or-later is not on the list'],
    ['Apache-2.0+', 'Apache-2.0+ is not on the list'],
    ['Apache-2.0 WITH LLVM-exception', 'Apache-2.0 WITH LLVM-exception is not on the list'],
    ['SEE LICENSE IN LICENSE.md', 'is no SPDX expression'],
    ['UNLICENSED', 'is no SPDX expression'],
    ['Mit', 'is no SPDX expression'],
    ['', 'is no SPDX expression'],
    [null, 'says nothing of its licence'],
    [['MIT'], 'says ["MIT"] of its licence'],
    [{ type: 'MIT' }, 'needs a decision'],
  ])('that says %j', (declared, reason) => {
    const [refused = ''] = refusals([part('strange', declared)]);
    expect(refused).toMatch(/^strange: /);
    expect(refused).toContain(reason);
  });

  test('that has such a licence in its binaries', () => {
    expect(refusals([{ ...part('harmless', 'MIT'), contains: [part('inside', 'AGPL-3.0-only')] }])).toEqual([
      'inside: AGPL-3.0-only is not on the list of licences',
    ]);
  });

  test('that must be exchangeable and lies in a bundle', () => {
    expect(refusals([part('opening_hours', 'LGPL-3.0-only')])).toEqual([
      'opening_hours: LGPL-3.0-only asks for files that can be exchanged; it lies in usr/lib/foyer/resources/app.asar/.build/main.cjs',
    ]);
    expect(
      refusals([part('opening_hours', 'LGPL-3.0-only', ['usr/lib/foyer-register/foyer-register.mjs'])]),
    ).toHaveLength(1);
    expect(
      refusals([part('opening_hours', 'LGPL-3.0-only', ['usr/lib/foyer-register/node_modules/opening_hours'])]),
    ).toEqual([]);
  });

  test('that has no text', () => {
    expect(() =>
      copyrightFile([part('wordless', 'ISC')], { package: 'foyer', publisher: publisher(), elsewhere: {} }),
    ).toThrow('no licence text was found for wordless');
  });
});

test('a decision is valid for the version it was made on, and gives a reason', () => {
  expect(conclude(part('unorm', 'MIT or GPL-2.0'))).toMatchObject({ ok: true, expression: 'MIT' });
  expect(conclude(part('unorm', 'GPL-2.0'))).toMatchObject({
    ok: false,
    error: expect.stringContaining('the decision was made on "MIT or GPL-2.0"'),
  });
  for (const { why } of Object.values(DECISIONS)) expect(why.length).toBeGreaterThan(20);
});

test('the project itself is under EUPL-1.2, and has its text', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).toMatchObject({ license: 'EUPL-1.2' });
  expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(
    /^EUROPEAN UNION PUBLIC LICENCE v\. 1\.2\nEUPL © the European Union 2007, 2016\n/,
  );
});
