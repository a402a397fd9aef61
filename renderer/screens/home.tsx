import type { ScreenOf, Tile as TileView } from '../../electron/ipc/view.ts';
import { Surface } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

export function Home({ screen }: { screen: ScreenOf<'home'> }) {
  const { t, w } = useTerminal();
  const tiles = screen.groups.flatMap((group) => group.tiles);
  const information = tiles.find(({ id }) => id === 'information');
  // Few are large; many are smaller, so that all of them are seen at once.
  const many = tiles.length > 3;
  const full = tiles.length + screen.doors.length > 8;
  return (
    <div className={`page page--home${many ? ' page--many' : ''}${full ? ' page--full' : ''}`}>
      <Hero title={w('home.title')} picture="welcome" />
      <Scroll>
        {information === undefined ? null : <Find tile={information} scan={screen.scan} />}
        {screen.notices.map((notice) => (
          <p key={notice.key} className="notice-line">
            <Icon name="warning" />
            {t(notice)}
          </p>
        ))}
        <TileGroups groups={screen.groups} />
        {screen.doors.length === 0 ? null : <Doors doors={screen.doors} />}
      </Scroll>
    </div>
  );
}

/** What is behind one of home's doors. */
export function Topic({ screen }: { screen: ScreenOf<'topic'> }) {
  const { t } = useTerminal();
  return (
    <div className="page page--home page--many">
      <Hero title={t(screen.title)} picture="welcome" />
      <Scroll>
        <TileGroups groups={screen.groups} />
      </Scroll>
    </div>
  );
}

function Doors({ doors }: { doors: ScreenOf<'home'>['doors'] }) {
  const { send, t, w } = useTerminal();
  return (
    <section className="group">
      <h2 className="subtitle">{w('home.doors')}</h2>
      <div className="tiles">
        {doors.map(({ id, icon, title, count }) => (
          <Surface key={id} label="" className="tile" onPress={() => send({ type: 'open-topic', id })}>
            <span className="tile__icon">
              <Icon name={icon} />
            </span>
            <span className="tile__words">
              <span className="tile__title">{t(title)}</span>
              <span>{t(count)}</span>
            </span>
            <Icon name="next" />
          </Surface>
        ))}
      </div>
    </section>
  );
}

function TileGroups({ groups }: { groups: ScreenOf<'home'>['groups'] }) {
  const { t, w } = useTerminal();
  return groups.map((group, at) => {
    const shown = group.tiles.filter(({ id }) => id !== 'information');
    const needs = commonNeeds(shown);
    return shown.length === 0 ? null : (
      <section key={group.title.key} className="group">
        <h2 className="subtitle">{t(group.title)}</h2>
        <p className="group__facts">
          {[
            ...(needs === null ? [] : [`${w('home.needs')}: ${t(needs)}.`]),
            ...(at === 0 ? [w('home.free')] : []),
          ].join(' ')}
        </p>
        <div className="tiles">
          {shown.map((tile) => (
            <Tile key={tile.id} tile={tile} needs={tile.needs.key !== needs?.key} />
          ))}
        </div>
      </section>
    );
  });
}

/** What most of them need, said once above them; null where there is no such thing. */
function commonNeeds(tiles: readonly TileView[]): TileView['needs'] | null {
  const usable = tiles.filter(({ unavailable }) => unavailable === undefined);
  const like = ({ needs }: TileView): number => usable.filter((other) => other.needs.key === needs.key).length;
  const [first, ...others] = usable;
  if (first === undefined) return null;
  const most = others.reduce((a, b) => (like(b) > like(a) ? b : a), first);
  return like(most) > 1 ? most.needs : null;
}

/** The way into all that the town tells of: it looks like what it opens. */
function Find({ tile, scan }: { tile: TileView; scan: boolean }) {
  const { send, t, w } = useTerminal();
  const off = tile.unavailable !== undefined;
  return (
    <div className="find">
      <Surface
        label=""
        className={`find__field${off ? ' tile--off' : ''}`}
        disabled={off}
        onPress={() => send({ type: 'open-tile', id: tile.id })}
      >
        <Icon name="search" />
        <span className="row__words">
          <span className="row__title">{t(tile.title)}</span>
          <span className="find__hint">{tile.unavailable === undefined ? w('home.search') : t(tile.unavailable)}</span>
        </span>
      </Surface>
      {scan ? <p className="find__scan">{w('home.scan')}</p> : null}
    </div>
  );
}

function Tile({ tile, needs }: { tile: TileView; needs: boolean }) {
  const { send, t, w } = useTerminal();
  const off = tile.unavailable !== undefined;
  const free = tile.fee.key === 'fee.free';
  return (
    <Surface
      label=""
      className={`tile${off ? ' tile--off' : ''}`}
      disabled={off}
      onPress={() => send({ type: 'open-tile', id: tile.id })}
    >
      <span className="tile__icon">
        <Icon name={tile.icon} />
      </span>
      <span className="tile__words">
        <span className="tile__title">{t(tile.title)}</span>
        {tile.unavailable === undefined ? (
          <>
            <span className="tile__line">{t(tile.line)}</span>
            {free ? null : <span className="kern-badge kern-badge--info">{t(tile.fee)}</span>}
            {needs ? (
              <span className="tile__needs">
                {w('home.needs')}: {t(tile.needs)}
              </span>
            ) : null}
          </>
        ) : (
          <span className="tile__why">
            <Icon name="warning" />
            {t(tile.unavailable)}
          </span>
        )}
      </span>
    </Surface>
  );
}
