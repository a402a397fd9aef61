/** What can be begun on home while the town's resident system is away. */
import { describe, expect, test } from 'vitest';
import type { ResidentsState } from '../../../../../register/contract/contract.ts';
import { homeGroups } from '../../../../../electron/kiosk/views/home.ts';
import { OFFERED } from '../../../../../services/kit/services.ts';
import { world } from '../../../../harness/walk.ts';

const READER = {
  class: 'eid',
  name: 'eid',
  status: { state: 'ready' },
  identity: null,
  serial: false,
} as (typeof world.devices)[number];

const closedBy = (state: ResidentsState['state'] | null): string[] => {
  const residents = state === null ? null : { state };
  const tiles = homeGroups({ ...world, devices: [...world.devices, READER], residents }, 'de').flatMap(
    (group) => group.tiles,
  );
  return tiles.filter(({ unavailable }) => unavailable?.key === 'tile.noResidents').map(({ id }) => id);
};
const idsOf = (services: typeof OFFERED): string[] => services.map(({ id }) => id);

describe('a service that needs the resident system says so before it is begun', () => {
  test('all that begin with a sign-in, where nothing answers', () => {
    expect(closedBy('away')).toEqual(idsOf(OFFERED.filter(({ card }) => card === 'sign-in')));
  });
  test('those that change something, where a copy answers', () => {
    expect(closedBy('copy')).toEqual(idsOf(OFFERED.filter(({ follows }) => follows.kind === 'change')));
  });
  test.each([['live' as const], [null]])('none, where it is %s', (state) => {
    expect(closedBy(state)).toEqual([]);
  });
});
