import type { ReactNode } from 'react';
import type { ClosureNotice, OfficeCard as OfficeCardView } from '../../electron/ipc/view.ts';
import { inLanguage, useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';

/** `heading`: its level on this screen; none where the screen's own heading is the office. */
export function OfficeCard({
  card,
  heading = 'h3',
  action,
}: {
  card: OfficeCardView;
  heading?: 'h2' | 'h3' | 'none';
  action?: ReactNode;
}) {
  const { t, w } = useTerminal();
  const { state, text, note } = card.openNow;
  const Heading = heading === 'none' ? 'h3' : heading;
  return (
    <section className="office">
      {heading === 'none' ? null : (
        <Heading className="office__name" {...inLanguage(card.name.language)}>
          {card.name.text}
        </Heading>
      )}
      <p className={`office__open office__open--${state}`}>
        <Icon name={state === 'open' ? 'success' : state === 'closed' ? 'danger' : 'clock'} />
        {t(text)}
      </p>
      {note === undefined ? null : (
        <p className="office__line" {...inLanguage(note.language)}>
          {note.text}
        </p>
      )}
      {card.appointment === undefined ? null : (
        <p className="office__line">
          <Icon name="calendar" />
          {t(card.appointment)}
        </p>
      )}
      {card.address.length === 0 ? null : (
        <p className="office__line" lang="de">
          <Icon name="place" />
          <span dir="ltr">{card.address.join(', ')}</span>
        </p>
      )}
      {card.phone === undefined ? null : (
        <p className="office__line">
          <Icon name="phone" />
          <span className="kern-sr-only">{w('office.phone')}</span>
          <bdi dir="ltr">{card.phone}</bdi>
        </p>
      )}
      {card.closures.map((closure) => (
        <Closure key={closure.title.key + closure.reason.text} closure={closure} />
      ))}
      {action}
    </section>
  );
}

function Closure({ closure }: { closure: ClosureNotice }) {
  const { t, w } = useTerminal();
  return (
    <div className={`closure closure--${closure.when}`}>
      <p className="closure__title">
        <Icon name="warning" />
        {t(closure.title)}
      </p>
      <p {...inLanguage(closure.reason.language)}>{closure.reason.text}</p>
      {closure.lines.map((line) => (
        <p key={line.key}>{t(line)}</p>
      ))}
      {closure.urgent === undefined ? null : (
        <p>
          <strong>{w('closure.urgent')}:</strong>{' '}
          <span {...inLanguage(closure.urgent.language)}>{closure.urgent.text}</span>
        </p>
      )}
    </div>
  );
}
