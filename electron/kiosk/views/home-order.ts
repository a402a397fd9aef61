import { isServiceId, serviceOf, TOPICS, type Topic } from '../../../services/kit/services.ts';
import type { ScreenOf, Text, Tile } from '../../ipc/view.ts';
import { say } from '../content/wording.ts';

type Groups = ScreenOf<'home'>['groups'];
type Doors = ScreenOf<'home'>['doors'];

/** As many are the most used where there are doors to all of them. */
const OFTEN = 6;
const DOORS: Readonly<Record<Topic, { readonly icon: string; readonly title: Text }>> = {
  identity: { icon: 'id-card', title: say('topic.identity') },
  living: { icon: 'house', title: say('topic.living') },
  papers: { icon: 'certificate', title: say('topic.papers') },
  town: { icon: 'landmark', title: say('topic.town') },
};
export const doorTo = (topic: Topic): { readonly icon: string; readonly title: Text } => DOORS[topic];

/** The door behind which a tile is. */
function topicOf(id: Tile['id']): Topic {
  if (isServiceId(id)) return serviceOf(id).topic;
  return id === 'document-status' ? 'identity' : 'town';
}
const isService = ({ id }: Tile): boolean => id !== 'information';

/**
 * What stands on home: all of it where that fits; otherwise what most come for, by this terminal's own count, and doors
 * to all of them. The way into information is no service, and stays.
 */
export function arrange(
  groups: Groups,
  use: Readonly<Record<string, number>>,
  atOnce: number,
): { readonly groups: Groups; readonly doors: Doors } {
  const tiles = groups.flatMap((group) => group.tiles);
  const services = tiles.filter(isService);
  if (services.length <= atOnce) return { groups, doors: [] };
  const often = byUse(services, use).slice(0, OFTEN);
  return {
    groups: [{ title: say('home.often'), tiles: [...tiles.filter((tile) => !isService(tile)), ...often] }],
    doors: TOPICS.map((id) => ({ id, count: services.filter((tile) => topicOf(tile.id) === id).length }))
      .filter(({ count }) => count > 0)
      .map(({ id, count }) => ({ id, ...DOORS[id], count: say('topic.count', { count }) })),
  };
}

/** Most used first; what was used as often as another keeps its place. */
export const byUse = <T extends Pick<Tile, 'id'>>(tiles: readonly T[], use: Readonly<Record<string, number>>): T[] =>
  [...tiles].sort((a, b) => (use[b.id] ?? 0) - (use[a.id] ?? 0));

/** What is behind a door, with and without the card apart, as on home. */
export const behind = (groups: Groups, topic: Topic): Groups =>
  groups
    .map((group) => ({ ...group, tiles: group.tiles.filter((tile) => isService(tile) && topicOf(tile.id) === topic) }))
    .filter(({ tiles }) => tiles.length > 0);
