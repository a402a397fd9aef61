import type { Screen } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Button } from './button.tsx';

type Offer = Extract<Screen, { kind: 'office' }>['handOver'];

/** The end of a flow: take it along, on paper or on the phone, or be done. The main action is lowest and largest. */
export function HandOver({ offer }: { offer: Offer }) {
  const { send, t, w } = useTerminal();
  return (
    <div className="hand-over">
      {offer.why === undefined ? null : <p className="hand-over__why">{t(offer.why)}</p>}
      <div className="actions">
        <Button label={w('action.done')} icon="done" onPress={() => send({ type: 'done' })} />
        {offer.qr ? (
          <Button
            label={w('action.showQr')}
            icon="smart-phone"
            tone={offer.print === 'offered' ? 'secondary' : 'primary'}
            onPress={() => send({ type: 'show-qr' })}
          />
        ) : null}
        {offer.print === 'hidden' ? null : (
          <Button
            label={w('action.print')}
            icon="print"
            tone="primary"
            disabled={offer.print !== 'offered'}
            onPress={() => send({ type: 'print' })}
          />
        )}
      </div>
    </div>
  );
}
