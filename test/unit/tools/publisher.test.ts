/** Who publishes the packages is a visible setting, and has no invented default. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { maintainer, publisher, PUBLISHER_FILE, UNSET_MAINTAINER } from '../../../tools/package/origin/publisher.ts';
import { sbom } from '../../../tools/package/origin/sbom.ts';

const SET = {
  name: 'Stadt Musterstadt',
  email: 'it@musterstadt.example',
  source: 'https://code.musterstadt.example/foyer',
  security: 'mailto:sicherheit@musterstadt.example',
};

function file(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-publisher-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'publisher.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, 'publisher.json');
}

test('the checkout names no publisher, and the packages say so', () => {
  expect(publisher(PUBLISHER_FILE)).toEqual({ name: null, email: null, source: null, security: null });
  expect(maintainer(publisher(PUBLISHER_FILE))).toBe(UNSET_MAINTAINER);
  // RFC 2606: a name under .invalid can never reach anybody by mistake.
  expect(UNSET_MAINTAINER).toMatch(/@[a-z.]+\.invalid>$/);
});

test('a named publisher stands in the control file and the bill of materials', () => {
  const named = publisher(file(SET));
  expect(maintainer(named)).toBe('Stadt Musterstadt <it@musterstadt.example>');
  const head = {
    package: 'foyer',
    version: '1.0.0',
    arch: 'amd64',
    description: 'for a test',
    debian: { depends: [], recommends: [], suggests: [] },
  };
  const { metadata } = JSON.parse(sbom([], { ...head, publisher: named })) as { metadata: Record<string, unknown> };
  expect(metadata).toMatchObject({
    supplier: { name: SET.name, contact: [{ email: SET.email }] },
    component: {
      externalReferences: [
        { type: 'vcs', url: SET.source },
        { type: 'security-contact', url: SET.security },
      ],
    },
  });
  // The same input gives the same bytes.
  expect(sbom([], { ...head, publisher: named })).toBe(sbom([], { ...head, publisher: publisher(file(SET)) }));
  expect(sbom([], { ...head, publisher: publisher(PUBLISHER_FILE) })).not.toContain('supplier');
});

test.each([
  ['no JSON', '{', 'cannot be read as JSON'],
  ['a name without an address', { ...SET, email: null }, 'email: name and email belong together'],
  ['an address with a name in it', { ...SET, email: 'IT <it@musterstadt.example>' }, 'email'],
  ['a name that breaks the control file', { ...SET, name: 'Musterstadt\nDepends: other' }, 'name'],
  ['a source that is no https', { ...SET, source: 'ftp://musterstadt.example' }, 'source'],
  ['an address for reports without its scheme', { ...SET, security: 'sicherheit@musterstadt.example' }, 'security'],
  ['a key that is none', { ...SET, mail: 'x' }, 'mail'],
  ['a key that is missing', { name: null, email: null, source: null }, 'security'],
])('a publisher with %s is refused, with the file and the key', (_what, content, key) => {
  const path = file(content);
  expect(() => publisher(path)).toThrow(path);
  expect(() => publisher(path)).toThrow(key);
});

test("package.json and the publisher's file hold no invented address", () => {
  for (const path of [PUBLISHER_FILE, join(import.meta.dirname, '../../../package.json')])
    expect(readFileSync(path, 'utf8')).not.toMatch(/@example\./);
});
