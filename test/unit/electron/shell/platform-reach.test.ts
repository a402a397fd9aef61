import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../harness/platform/plain.ts';
import { REACH } from '../../../harness/platform/reach.ts';
import { declaredNames, unknownNames } from '../../../harness/platform/walk.ts';

describe('the table of what a page could reach', () => {
  it("knows every interface that the platform's definitions declare", () => {
    const names = declaredNames(join(import.meta.dirname, '../../../..'));
    expect(names.length).toBeGreaterThan(800);
    expect(names).toContain('navigator.sendBeacon');
    expect(unknownNames(names)).toEqual([]);
  });

  it('lists nothing twice', () => {
    expect([...REACH.keys()].filter((name) => PLAIN.has(name))).toEqual([]);
  });

  it('reports a name that is on no list', () => {
    expect(unknownNames(['fetch', 'navigator.teleport', 'Teleporter'])).toEqual(['Teleporter', 'navigator.teleport']);
  });
});
