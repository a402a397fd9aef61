/** The demonstration with its resident system as another process: a person is found, changed, and away with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApart } from '../../../register/demo/resident-system/apart.ts';
import { findPerson } from '../../../register/server/residents/identity/find-person.ts';

const folder = mkdtempSync(join(tmpdir(), 'foyer-apart-'));
let apart: Awaited<ReturnType<typeof startApart>>;
beforeAll(async () => {
  apart = await startApart(folder);
});
afterAll(() => {
  apart?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('Musterstadt’s people are in it, and it says who answers', async () => {
  const { system } = apart;
  const found = await findPerson(system, {
    familyNames: 'MUSTERMANN',
    givenNames: 'ERIKA JOHANNA',
    dateOfBirth: '19640812',
    address: { street: 'HEIDESTRASSE 17', zipCode: '12345' },
  });
  expect(found).toEqual({ ok: true, value: { id: 'musterstadt-1' } });
  expect(await system.resident('musterstadt-1', 'own-data')).toMatchObject({
    ok: true,
    value: { homes: [{ kind: 'main' }, { kind: 'secondary' }], spoken: { source: 'musterstadt', asOf: null } },
  });
  expect(await system.health()).toMatchObject({ ok: true, value: { product: 'Musterstadt 1.0', takesChanges: true } });
});
