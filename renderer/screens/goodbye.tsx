import { Button } from '../components/button.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

export function Goodbye() {
  const { send, w } = useTerminal();
  return (
    <div className="page">
      <Hero title={w('goodbye.title')} picture="welcome" />
      <div className="page__middle">
        <p className="lead">{w('goodbye.body')}</p>
      </div>
      <div className="actions">
        <Button label={w('action.home')} icon="home" onPress={() => send({ type: 'home' })} />
        <Button tone="primary" icon="done" label={w('action.done')} onPress={() => send({ type: 'done' })} />
      </div>
    </div>
  );
}
