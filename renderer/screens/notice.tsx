import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Qr } from '../components/qr.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

const ACTIONS = {
  retry: { key: 'action.retry', icon: 'retry' },
  'show-qr': { key: 'action.showQr', icon: 'smart-phone' },
  home: { key: 'action.home', icon: 'home' },
  done: { key: 'action.done', icon: 'done' },
} as const;

export function Notice({ screen }: { screen: ScreenOf<'notice'> }) {
  const { send, t, w } = useTerminal();
  const primary = screen.actions.includes('retry') ? 'retry' : 'done';
  return (
    <div className="page">
      <Hero title={t(screen.title)} tone={screen.tone} picture={screen.picture} />
      <Scroll>
        <div className="page__lead">
          {screen.body.map((line) => (
            <p key={line.key} className="lead">
              {t(line)}
            </p>
          ))}
        </div>
        {screen.qr === undefined ? null : <Qr code={screen.qr} />}
        {screen.works.length === 0 ? null : (
          <section className="fact">
            <Icon name="check" />
            <div>
              <h2>{w('works.title')}</h2>
              <ul className="plain">
                {screen.works.map((line) => (
                  <li key={line.key}>{t(line)}</li>
                ))}
              </ul>
            </div>
          </section>
        )}
      </Scroll>
      <div className="actions">
        {[...screen.actions]
          .sort((a, b) => Number(a === primary) - Number(b === primary))
          .map((action) => (
            <Button
              key={action}
              label={w(ACTIONS[action].key)}
              icon={ACTIONS[action].icon}
              tone={action === primary ? 'primary' : 'secondary'}
              onPress={() => send({ type: action })}
            />
          ))}
      </div>
    </div>
  );
}
