import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Qr } from '../components/qr.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

export function QrScreen({ screen }: { screen: ScreenOf<'qr'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page">
      <Hero title={t(screen.title)} picture="phone" />
      <div className="qr-page">
        <Qr code={screen.code} />
      </div>
      <div className="actions">
        <Button label={w('action.home')} icon="home" onPress={() => send({ type: 'home' })} />
        <Button tone="primary" icon="done" label={w('action.done')} onPress={() => send({ type: 'done' })} />
      </div>
    </div>
  );
}
