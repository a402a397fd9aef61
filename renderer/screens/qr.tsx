import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Illustration } from '../components/illustration.tsx';
import { Qr } from '../components/qr.tsx';
import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';

export function QrScreen({ screen }: { screen: ScreenOf<'qr'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="page">
      <Title>{t(screen.title)}</Title>
      <div className="qr-page">
        <Qr code={screen.code} />
        <Illustration picture="phone" />
      </div>
      <div className="actions">
        <Button label={w('action.home')} icon="home" onPress={() => send({ type: 'home' })} />
        <Button tone="primary" icon="done" label={w('action.done')} onPress={() => send({ type: 'done' })} />
      </div>
    </div>
  );
}
