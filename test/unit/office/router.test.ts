import { describe, expect, it } from 'vitest';
import { pathOf, placeOf, type Place } from '../../../office/data/router.ts';

describe('addresses', () => {
  const places: Exclude<Place, { page: 'unknown' }>[] = [
    { page: 'today' },
    { page: 'terminals' },
    { page: 'enrol' },
    { page: 'terminal', id: 'a1b2' },
    { page: 'terminal', id: 'with / and %' },
    { page: 'accounts' },
    { page: 'new-account' },
    { page: 'own-account' },
  ];
  it.each(places)('of $page lead back to it', (place) => expect(placeOf(pathOf(place))).toEqual(place));

  it('begin at today', () => {
    for (const path of ['/', '', '/heute', '/heute/']) expect(placeOf(path)).toEqual({ page: 'today' });
  });

  it.each(['/fehlt', '/terminals/a/b', '/heute/x', '/konten/x'])('%s is none', (path) =>
    expect(placeOf(path)).toEqual({ page: 'unknown' }),
  );

  it('with a stray per cent sign are read as they are', () =>
    expect(placeOf('/terminals/50%')).toEqual({ page: 'terminal', id: '50%' }));
});
