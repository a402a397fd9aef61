import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

/** Where these are slow, they have stopped. */
const PRINTS: ReadonlySet<string> = new Set(['printer', 'tray']);

export function Waiting({ screen }: { screen: ScreenOf<'waiting'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page page--waiting" aria-busy="true">
      <Hero
        title={t(screen.title)}
        picture={screen.picture}
        {...(screen.slow && PRINTS.has(screen.picture) ? { tone: 'warning' } : {})}
      />
      <div className="page__middle">
        <span className="waiting" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <p className="lead">{screen.body === undefined ? '\u00a0' : t(screen.body)}</p>
      </div>
      {screen.instead === undefined && !screen.cancel ? null : (
        <div className="actions">
          {screen.cancel ? (
            <Button
              label={w(screen.picture === 'register' ? 'asking.back' : 'do.stop')}
              onPress={() => send({ type: 'back' })}
            />
          ) : null}
          {screen.instead === undefined ? null : (
            <Button
              tone="primary"
              icon="smart-phone"
              label={t(screen.instead)}
              onPress={() => send({ type: 'show-qr' })}
            />
          )}
        </div>
      )}
    </div>
  );
}
