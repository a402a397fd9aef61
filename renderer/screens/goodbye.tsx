import { Button } from '../components/button.tsx';
import { Illustration } from '../components/illustration.tsx';
import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';

export function Goodbye() {
  const { send, w } = useTerminal();
  return (
    <div className="center">
      <Illustration picture="welcome" />
      <Title>{w('goodbye.title')}</Title>
      <p className="lead">{w('goodbye.body')}</p>
      <div className="actions">
        <Button label={w('action.home')} icon="home" onPress={() => send({ type: 'home' })} />
        <Button tone="primary" icon="done" label={w('action.done')} onPress={() => send({ type: 'done' })} />
      </div>
    </div>
  );
}
