import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useTerminal } from '../../context.tsx';

type StaffScreen = ScreenOf<'staff'>;
const URGENCY_ICON = { money: 'danger', owed: 'warning', slip: 'document' } as const;

/** What staff still have to see to, as it comes: the most urgent first. */
export function Unfinished({ screen }: { screen: StaffScreen }) {
  const { t, w } = useTerminal();
  return (
    <Scroll>
      {screen.outbox === undefined ? null : <p className="lead">{t(screen.outbox)}</p>}
      {screen.unfinished.length === 0 ? <p className="lead">{w('staff.noUnfinished')}</p> : null}
      {screen.unfinished.map((one) => (
        <Matter key={one.id} one={one} />
      ))}
    </Scroll>
  );
}

function Matter({
  one: { id, urgency, label, title, when, age, detail, settle, busy },
}: {
  one: StaffScreen['unfinished'][number];
}) {
  const { send, t, w } = useTerminal();
  return (
    <section className={`panel matter matter--${urgency}`}>
      <div className="matter__urgency">
        <Icon name={URGENCY_ICON[urgency]} />
        <strong>{t(label)}</strong>
        <span>{t(age)}</span>
      </div>
      <h2>{t(title)}</h2>
      <p>
        {when} – {t(detail)}
      </p>
      <div className="actions actions--grid">
        {settle.map((outcome) => (
          <Button
            key={outcome}
            label={w(`staff.settle.${outcome}`)}
            disabled={busy}
            onPress={() => send({ type: 'staff-settle', id, outcome })}
          />
        ))}
      </div>
    </section>
  );
}
