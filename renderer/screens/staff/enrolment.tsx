import { useCallback } from 'react';
import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Keyboard } from '../../components/keyboard.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { Facts, TypedCode } from './parts.tsx';

/** Who the terminal is to the register, and the code that makes it known there. */
export function Enrolment({
  screen: { facts, warnings, typed, complete, busy, message },
}: {
  screen: ScreenOf<'technician-enrolment'>;
}) {
  const { send, t, w } = useTerminal();
  const submit = useCallback(() => send({ type: 'submit' }), [send]);
  return (
    <div className="page staff">
      <Title>{w('technician.openEnrolment')}</Title>
      <Scroll follow={typed}>
        {facts.length === 0 ? null : (
          <section className="panel">
            <Facts facts={facts} />
          </section>
        )}
        {warnings.map((warning) => (
          <p key={warning.key} className="device device--warning">
            <Icon name="warning" />
            <span>{t(warning)}</span>
          </p>
        ))}
        <p className="lead">{w('technician.enrolment.hint')}</p>
        <p>{w('technician.enrolment.label')}</p>
        <TypedCode label={w('technician.enrolment.label')} typed={typed} isWrong={message?.failed === true} />
        <p className="field__problem" role="status">
          {message === undefined ? null : (
            <>
              {message.failed ? <Icon name="danger" /> : null}
              {t(message.text)}
            </>
          )}
        </p>
      </Scroll>
      <div className="actions">
        <Button
          tone="primary"
          icon="next"
          label={w('technician.enrolment.submit')}
          disabled={!complete || busy}
          onPress={submit}
        />
      </div>
      <Keyboard onEnter={submit} />
    </div>
  );
}
