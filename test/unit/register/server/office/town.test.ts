import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_LETTERHEAD } from '../../../../../register/demo/authority/letterhead.ts';
import { NO_TOWN, readTown, townOf } from '../../../../../register/server/office/town.ts';
import { RegisterStartError } from '../../../../../register/server/start-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'foyer-town-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ARMS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12"><path d="M0 0h10v12z"/></svg>';
const file = (text: string, name = 'arms.svg'): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('a town has a name, a coat of arms and a colour, or none of them', async () => {
  expect(await readTown({})).toEqual(NO_TOWN);
  expect(
    await readTown({ FOYER_TOWN_NAME: ' Neustadt ', FOYER_TOWN_ARMS: file(ARMS), FOYER_TOWN_ACCENT: '#8C1D18' }),
  ).toEqual({ name: 'Neustadt', arms: ARMS, accent: '#8c1d18' });
});

describe('a setting that does not fit ends the start with a sentence that names it', () => {
  test.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    ['a name of two lines', () => ({ FOYER_TOWN_NAME: 'Neu\nstadt' }), /^FOYER_TOWN_NAME: write one line/],
    ['an endless name', () => ({ FOYER_TOWN_NAME: 'x'.repeat(61) }), /^FOYER_TOWN_NAME: .* 60 characters/],
    ['a colour by its name', () => ({ FOYER_TOWN_ACCENT: 'red' }), /^FOYER_TOWN_ACCENT: write a colour as #rrggbb/],
    ['a colour that is too light', () => ({ FOYER_TOWN_ACCENT: '#ffcc00' }), /^FOYER_TOWN_ACCENT: .*4\.5:1/],
    [
      'no file',
      () => ({ FOYER_TOWN_ARMS: join(folder, 'missing.svg') }),
      /^FOYER_TOWN_ARMS: .* cannot be read \(ENOENT\)/,
    ],
    ['a picture of points', () => ({ FOYER_TOWN_ARMS: file('\u0089PNG') }), /^FOYER_TOWN_ARMS: /],
    ['a page', () => ({ FOYER_TOWN_ARMS: file('<html/>') }), /^FOYER_TOWN_ARMS: .* no drawing/],
    ['a drawing without its namespace', () => ({ FOYER_TOWN_ARMS: file('<svg/>') }), /xmlns="http/],
    ['half a drawing', () => ({ FOYER_TOWN_ARMS: file(ARMS.slice(0, -6)) }), /^FOYER_TOWN_ARMS: .* no drawing/],
    ['an enormous drawing', () => ({ FOYER_TOWN_ARMS: file(`${ARMS}${' '.repeat(200_000)}`) }), /simplified/],
  ])('%s', async (_, env, sentence) => {
    const refused = await readTown(env()).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(RegisterStartError);
    expect((refused as Error).message).toMatch(sentence);
  });
});

describe('what is not set is as on the town’s certificates', () => {
  test('all of it', () => {
    const { name, arms, accent } = townOf(NO_TOWN, DEMO_LETTERHEAD);
    expect([name, accent]).toEqual(['Musterstadt', '#1d4f91']);
    expect(arms).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 100 120"><path fill="#1d4f91"/);
  });

  test('the rest of it, drawn in the town’s colour', () => {
    const town = townOf({ name: 'Neustadt', arms: null, accent: '#8c1d18' }, DEMO_LETTERHEAD);
    expect([town.name, town.accent]).toEqual(['Neustadt', '#8c1d18']);
    expect(town.arms).toContain('fill="#8c1d18"');
    expect(townOf({ ...NO_TOWN, arms: ARMS }, DEMO_LETTERHEAD).arms).toBe(ARMS);
  });

  test('nothing where there are none', () => {
    expect(townOf({ ...NO_TOWN, accent: '#8c1d18' }, undefined)).toEqual({ ...NO_TOWN, accent: '#8c1d18' });
    expect(townOf(NO_TOWN, { ...DEMO_LETTERHEAD, arms: null }).arms).toBeNull();
  });

  test('what is drawn is a drawing, whatever the path is', () => {
    expect(townOf(NO_TOWN, { ...DEMO_LETTERHEAD, arms: 'M0"/><script>' }).arms).toContain(
      'd="M0&quot;/&gt;&lt;script&gt;"',
    );
  });
});
