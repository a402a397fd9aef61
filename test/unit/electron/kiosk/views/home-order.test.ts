import { describe, expect, it } from 'vitest';
import { arrange, behind, byUse } from '../../../../../electron/kiosk/views/home-order.ts';
import type { ScreenOf, Tile } from '../../../../../electron/ipc/view.ts';
import { SERVICES } from '../../../../../services/kit/services.ts';
import { counted, NO_USE } from '../../../../../electron/kiosk/store/use.ts';

const tile = (id: Tile['id']): Tile => ({
  id,
  icon: 'document',
  title: { key: id },
  line: { key: 'line' },
  fee: { key: 'fee.free' },
  needs: { key: 'needs' },
});
const IDS: readonly Tile['id'][] = ['document-status', 'information', 'case-status', ...SERVICES.map(({ id }) => id)];
const GROUPS: ScreenOf<'home'>['groups'] = [
  { title: { key: 'without' }, tiles: IDS.slice(0, 3).map(tile) },
  { title: { key: 'with' }, tiles: IDS.slice(3).map(tile) },
];
const idsOf = (groups: ScreenOf<'home'>['groups']): string[] =>
  groups.flatMap(({ tiles }) => tiles.map(({ id }) => id));

describe('what stands on home', () => {
  it('is all of it where it fits', () => {
    expect(arrange(GROUPS, { certificate: 5 }, IDS.length)).toEqual({ groups: GROUPS, doors: [] });
  });

  it('is what most come for, and doors to all of it, where it does not', () => {
    const { groups, doors } = arrange(GROUPS, { 'own-data': 1, certificate: 5, 'case-status': 3 }, 4);
    expect(idsOf(groups)).toEqual([
      'information',
      'certificate',
      'case-status',
      'own-data',
      'document-status',
      ...IDS.filter(
        (id) => !['information', 'certificate', 'case-status', 'own-data', 'document-status'].includes(id),
      ).slice(0, 2),
    ]);
    const reached = doors.flatMap(({ id }) => idsOf(behind(GROUPS, id)));
    expect(reached.toSorted()).toEqual(IDS.filter((id) => id !== 'information').toSorted());
    for (const { id, count } of doors) expect(count.values?.count).toBe(idsOf(behind(GROUPS, id)).length);
  });

  it('keeps the town’s order among what was used as often', () => {
    expect(byUse(IDS.map(tile), {}).map(({ id }) => id)).toEqual(IDS);
  });
});

describe('how often a service was begun', () => {
  it('counts within a month, and halves what was before', () => {
    let use = NO_USE;
    for (let at = 0; at < 5; at += 1) use = counted(use, 'certificate', '2026-11-23');
    use = counted(use, 'blocks', '2026-11-30');
    expect(use).toEqual({ month: '2026-11', counts: { certificate: 5, blocks: 1 } });
    expect(counted(use, 'blocks', '2026-12-01')).toEqual({ month: '2026-12', counts: { certificate: 2, blocks: 1 } });
  });
});
