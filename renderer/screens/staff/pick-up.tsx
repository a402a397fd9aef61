import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Keyboard } from '../../components/keyboard.tsx';
import { useTerminal } from '../../context.tsx';
import { TypedCode } from './parts.tsx';

/** A visitor at the counter brings the code of a document that the terminal could not hand over. */
export function PickUp({ pickUp: { typed, complete, busy, message } }: { pickUp: ScreenOf<'staff'>['pickUp'] }) {
  const { send, t, w } = useTerminal();
  const submit = (): void => send({ type: 'submit' });
  return (
    <>
      <p className="lead">{w('staff.pickUp.hint')}</p>
      <div className="page__middle">
        <p>{w('staff.pickUp.label')}</p>
        <TypedCode label={w('staff.pickUp.label')} typed={typed} />
        <p className="field__problem" role="status">
          {message === undefined ? null : t(message)}
        </p>
      </div>
      <div className="actions">
        <Button
          tone="primary"
          icon="print"
          label={w('staff.pickUp.submit')}
          disabled={!complete || busy}
          onPress={submit}
        />
      </div>
      <Keyboard />
    </>
  );
}
