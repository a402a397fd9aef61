import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

/** Nothing is left to do but to take what lies there. */
export function Goodbye({ screen }: { screen: ScreenOf<'goodbye'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page page--goodbye">
      <Hero title={w('goodbye.title')} picture={screen.receipt ? 'printer' : 'welcome'} />
      <div className="page__middle">
        {screen.take.map((line) => (
          <p key={line.key} className="lead lead--strong">
            {t(line)}
          </p>
        ))}
        <p className="lead">{w('goodbye.body')}</p>
      </div>
      <div className="actions">
        <Button tone="primary" icon="done" label={w('action.done')} onPress={() => send({ type: 'done' })} />
      </div>
    </div>
  );
}
