import { beforeAll, expect, it } from 'vitest';
import { loadHyphenation, typeset } from '../../../renderer/typeset.ts';

const HYPHEN = '\u00ad';
beforeAll(loadHyphenation);

it.each([
  ['Meldebescheinigung', 'Mel-de-be-schei-ni-gung'],
  ['Staatsangehörigkeit', 'Staats-an-ge-hö-rig-keit'],
  ['Ihr Aufenthaltstitel ist fertig.', 'Ihr Auf-ent-halts-ti-tel ist fertig.'],
])('gives a long German word places to part it: %s', (text, parts) => {
  expect(typeset(text, 'de')).toBe(parts.replaceAll('-', HYPHEN));
});

it.each(['Bitte nehmen Sie Ihren Zettel', 'L7M X1P 6W8', 'FZ-2026-000002-4', '9,00\u00a0€', 'Adresse'])(
  'leaves short words, numbers and codes as they are: %s',
  (text) => expect(typeset(text, 'de')).toBe(text),
);

it('leaves other languages as they are', () => {
  expect(typeset('Staatsangehörigkeit', 'en')).toBe('Staatsangehörigkeit');
});
