import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Illustration } from '../components/illustration.tsx';
import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';

export function Waiting({ screen }: { screen: ScreenOf<'waiting'> }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="center" aria-busy="true">
      <Illustration picture={screen.picture} />
      <Title>{t(screen.title)}</Title>
      <span className="waiting" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <p className="lead">{screen.body === undefined ? '\u00a0' : t(screen.body)}</p>
      {screen.instead === undefined ? null : (
        <div className="actions">
          <Button
            tone="primary"
            icon="smart-phone"
            label={t(screen.instead)}
            onPress={() => send({ type: 'show-qr' })}
          />
        </div>
      )}
      {screen.cancel ? (
        <div className="actions">
          <Button
            label={w(screen.picture === 'register' ? 'asking.back' : 'do.stop')}
            onPress={() => send({ type: 'back' })}
          />
        </div>
      ) : null}
    </div>
  );
}
