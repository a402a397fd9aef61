import type { ScreenOf, Tile as TileView } from '../../electron/ipc/view.ts';
import { Surface } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Stage } from '../components/stage.tsx';
import { useTerminal } from '../context.tsx';

export function Home({ screen }: { screen: ScreenOf<'home'> }) {
  const { t, w } = useTerminal();
  // Few are large; many are smaller, so that all of them are seen at once.
  const many = screen.groups.reduce((sum, { tiles }) => sum + tiles.length, 0) > 4;
  return (
    <div className={`page page--home${many ? ' page--many' : ''}`}>
      <Stage title={w('home.title')} picture="welcome" />
      <Scroll>
        {screen.notices.map((notice) => (
          <p key={notice.key} className="notice-line">
            <Icon name="warning" />
            {t(notice)}
          </p>
        ))}
        {screen.groups.map((group) => (
          <section key={group.title.key}>
            <h2 className="subtitle">{t(group.title)}</h2>
            <div className="tiles">
              {group.tiles.map((tile) => (
                <Tile key={tile.id} tile={tile} />
              ))}
            </div>
          </section>
        ))}
      </Scroll>
    </div>
  );
}

function Tile({ tile }: { tile: TileView }) {
  const { send, t, w } = useTerminal();
  const off = tile.unavailable !== undefined;
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
        <span>{t(tile.line)}</span>
        {tile.unavailable === undefined ? (
          <span className="tile__facts">
            <span className="kern-badge kern-badge--info">
              <Icon name="euro" />
              {t(tile.fee)}
            </span>
            <span className="tile__needs">
              {w('home.needs')}: {t(tile.needs)}
            </span>
          </span>
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
