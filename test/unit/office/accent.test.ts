import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrastOf, isReadableAccent } from '../../../base/colour/contrast.ts';
import { accentText, softOf } from '../../../office/theme/accent.ts';
import { ROOT } from '../../../tools/setup/paths.mjs';

const STEPS = Array.from({ length: 18 }, (_, at) => (at * 15).toString(16).padStart(2, '0'));
const COLOURS = STEPS.flatMap((red) => STEPS.flatMap((green) => STEPS.map((blue) => `#${red}${green}${blue}`)));
const ACCEPTED = COLOURS.filter(isReadableAccent);

test('text in the colour of whatever town is read on every ground of the page', () => {
  expect(ACCEPTED.length).toBeGreaterThan(1_000);
  const theme = readFileSync(join(ROOT, 'office/theme/theme.css'), 'utf8');
  const [, ground = ''] = /--ground: (#[0-9a-f]{6});/.exec(theme) ?? [];
  expect(theme).toContain('--soft: color-mix(in srgb, var(--accent) 10%, #fff);');
  const hardToRead = ACCEPTED.filter((accent) =>
    ['#ffffff', ground, softOf(accent)].some((below) => contrastOf(accentText(accent), below) < 4.5),
  );
  expect(hardToRead).toEqual([]);
});

test('a colour that is dark enough stays what it is', () => {
  expect(accentText('#1d4f91')).toBe('#1d4f91');
  expect(accentText('#767676')).not.toBe('#767676');
});
