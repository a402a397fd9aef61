/** Whether somebody may come to whoever calls in quiet hours: by the opening hours of the town's offices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Catalogue } from '../../../../../register/contract/contract.ts';
import { createOpenHours } from '../../../../../register/server/alarms/open-hours.ts';

const PROGRAM = join(import.meta.dirname, '../../../../../register/opening-hours/program.ts');

function openHours(
  hours: readonly (string | undefined)[],
  { closures = [], program = PROGRAM }: { readonly closures?: Catalogue['closures']; readonly program?: string } = {},
) {
  const catalogue: Catalogue = {
    version: 'one',
    categories: [],
    services: [],
    offices: hours.map((openingHours, index) => ({
      id: `office-${index}`,
      name: { de: 'Amt' },
      ...(openingHours === undefined ? {} : { openingHours }),
    })),
    closures,
    maintenance: [],
    offers: [],
    blockKinds: [],
    legal: [],
    sealingKeys: [],
  };
  let now = 0;
  const isOpen = createOpenHours({
    clock: { now: () => now },
    timeZone: 'Europe/Berlin',
    program,
    catalogue: async () => catalogue,
  });
  return (at: string): Promise<boolean> => {
    now = Date.parse(at);
    return isOpen();
  };
}

test('an office is open by the town’s clocks, whatever those of the server are', async () => {
  const at = openHours(['Mo-We,Fr 08:00-16:00; Th 08:00-19:00']);
  // A Thursday, in winter and in summer.
  expect(await at('2026-11-26T17:59:00Z')).toBe(true);
  expect(await at('2026-11-26T18:00:00Z')).toBe(false);
  expect(await at('2026-07-02T16:59:00Z')).toBe(true);
  expect(await at('2026-07-02T17:00:00Z')).toBe(false);
  // A Sunday.
  expect(await at('2026-11-29T12:00:00Z')).toBe(false);
});

test('one office that is open is enough', async () => {
  const at = openHours([undefined, 'Mo-Fr 08:00-12:00', 'Mo-Fr 10:00-20:00']);
  expect(await at('2026-11-26T18:30:00Z')).toBe(true);
  expect(await at('2026-11-26T19:30:00Z')).toBe(false);
});

test('an office that is closed for the day is not open', async () => {
  const closure = { id: 'c', office: 'office-0', from: '2026-11-26', to: '2026-11-26', reason: { de: 'Ausflug' } };
  const at = openHours(['Mo-Fr 08:00-20:00'], { closures: [closure] });
  expect(await at('2026-11-26T12:00:00Z')).toBe(false);
  expect(await at('2026-11-27T12:00:00Z')).toBe(true);
});

test.each([
  ['no office has hours', [undefined]],
  ['there is no office', []],
  ['the hours cannot be understood', ['immer mal wieder']],
  ['the hours are not said', ['Mo-Fr "nach Vereinbarung"']],
  ['the hours follow the sun', ['sunrise-sunset']],
])('where %s, nobody is known to be there', async (_, hours) => {
  expect(await openHours(hours)('2026-11-26T12:00:00Z')).toBe(false);
});

test('hours that cannot be computed hide none that can', async () => {
  expect(await openHours(['immer mal wieder', '24/7'])('2026-11-26T03:00:00Z')).toBe(true);
});

test('a program that ends without an answer means closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-hours-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'broken.mjs');
  writeFileSync(program, 'process.exit(1)');
  for (const one of [program, join(folder, 'absent.mjs')])
    expect(await openHours(['24/7'], { program: one })('2026-11-26T12:00:00Z')).toBe(false);
});
