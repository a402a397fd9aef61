import { useCallback } from 'react';
import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { KeyButton, useTypedKeys } from '../../components/keyboard.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';

const ROWS = ['123', '456', '789'];

export function SignIn({ screen }: { screen: ScreenOf<'staff-sign-in'> }) {
  const { send, t, w } = useTerminal();
  const submit = useCallback(() => send({ type: 'submit' }), [send]);
  useTypedKeys(submit);
  const key = (digit: string) => (
    <KeyButton key={digit} label={digit} disabled={screen.busy} onPress={() => send({ type: 'key', key: digit })} />
  );
  return (
    <div className="page page--low sign-in">
      <Title>{w('staff.signIn')}</Title>
      {screen.badge === undefined ? null : (
        <p className="lead" role="status">
          {t(screen.badge)}
        </p>
      )}
      <p
        className="field field--pin"
        role="textbox"
        aria-readonly="true"
        aria-label={w('staff.pinDigits', { count: screen.digits })}
      >
        <span aria-hidden="true">{'●'.repeat(screen.digits)}</span>
      </p>
      <p className="field__problem" role="alert">
        {screen.problem === undefined ? null : (
          <>
            <Icon name="danger" />
            {t(screen.problem)}
          </>
        )}
      </p>
      <div className="pad pad--pin">
        {ROWS.map((row) => (
          <div key={row} className="keyboard__row">
            {[...row].map(key)}
          </div>
        ))}
        <div className="keyboard__row">
          <KeyButton icon="clear" label={w('search.clear')} onPress={() => send({ type: 'clear' })} />
          {key('0')}
          <KeyButton icon="erase" label={w('search.erase')} onPress={() => send({ type: 'erase' })} />
        </div>
      </div>
      <div className="actions">
        <Button
          tone="primary"
          label={w('staff.submit')}
          disabled={screen.busy || screen.digits === 0}
          onPress={submit}
        />
      </div>
    </div>
  );
}
