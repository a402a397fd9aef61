import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';

type OutboxScreen = ScreenOf<'technician-outbox'>;
const JOB_ICON = { good: 'success', bad: 'danger', neutral: 'clock' } as const;

/** What waits for the register, what it will not have, and what the terminal does again and again. */
export function Outbox({ screen }: { screen: OutboxScreen }) {
  const { t, w } = useTerminal();
  const { lead, items, jobs, message } = screen;
  return (
    <div className="page staff">
      <Title>{w('technician.openOutbox')}</Title>
      <Scroll>
        <p className="lead">{t(lead)}</p>
        {items.map((item) => (
          <Item key={item.id} item={item} screen={screen} />
        ))}
        <section className="panel">
          <h2>{w('technician.outbox.jobs')}</h2>
          {jobs.map((job) => (
            <p key={job.name} className={`device device--${job.tone}`}>
              <Icon name={JOB_ICON[job.tone]} />
              <span>
                <strong>{t(job.title)}</strong>{' '}
                <span>
                  {t(job.state)}
                  {job.last === null ? null : ` · ${w('technician.outbox.last')} ${job.last}`}
                  {job.next === null ? null : ` · ${w('technician.outbox.next')} ${job.next}`}
                </span>
              </span>
            </p>
          ))}
        </section>
      </Scroll>
      <p className="field__problem" role="status">
        {message === undefined ? null : (
          <>
            {message.failed ? <Icon name="danger" /> : null}
            {t(message.text)}
          </>
        )}
      </p>
    </div>
  );
}

function Item({
  item: { id, title, when, detail, quarantined, chosen },
  screen: { reasons, busy },
}: {
  item: OutboxScreen['items'][number];
  screen: OutboxScreen;
}) {
  const { send, t, w } = useTerminal();
  return (
    <section className="panel">
      <h2>{t(title)}</h2>
      <p>
        {when} – {t(detail)}
      </p>
      {quarantined ? (
        <div className="actions actions--grid">
          <Button
            icon="retry"
            label={w('technician.outbox.retry')}
            disabled={busy}
            onPress={() => send({ type: 'outbox-retry', id })}
          />
          <Button
            label={w('technician.outbox.export')}
            disabled={busy}
            onPress={() => send({ type: 'outbox-export', id })}
          />
          <Button
            label={w('technician.outbox.choose')}
            disabled={busy}
            pressed={chosen}
            onPress={() => send({ type: 'outbox-choose', id })}
          />
        </div>
      ) : null}
      {chosen ? (
        <>
          <p>{w('technician.outbox.why')}</p>
          <div className="actions actions--grid">
            {reasons.map(({ reason, label }) => (
              <Button
                key={reason}
                label={t(label)}
                disabled={busy}
                onPress={() => send({ type: 'outbox-discard', id, reason })}
              />
            ))}
          </div>
        </>
      ) : null}
    </section>
  );
}
