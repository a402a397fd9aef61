import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { useTerminal } from '../../context.tsx';

type DayJournal = NonNullable<ScreenOf<'staff'>['dayJournal']>;
const TONE_ICON = { good: 'success', warning: 'warning', bad: 'danger', neutral: 'info' } as const;

/** What happened at this terminal today: its numbers, and each thing in its order, the newest first. */
export function Journal({ journal: { filter, kinds, counts, entries, left } }: { journal: DayJournal }) {
  const { send, t, w } = useTerminal();
  return (
    <>
      <dl className="day-counts">
        {counts.map(({ label, count }) => (
          <div key={label.key}>
            <dd>{count}</dd>
            <dt>{t(label)}</dt>
          </div>
        ))}
      </dl>
      <nav className="filters" aria-label={w('staff.journalFilter')}>
        {kinds.map((kind) => (
          <Button
            key={kind}
            label={w(`staff.journalKind.${kind}`)}
            tone={kind === filter ? 'primary' : 'secondary'}
            pressed={kind === filter}
            onPress={() => send({ type: 'staff-journal', filter: kind })}
          />
        ))}
      </nav>
      <Scroll>
        {entries.length === 0 ? <p className="lead">{w('staff.journalEmpty')}</p> : null}
        <ol className="day">
          {entries.map((entry, at) => (
            <li key={`${entries.length - at}`} className={`day__entry device--${entry.tone}`}>
              <time>{entry.at}</time>
              <Icon name={TONE_ICON[entry.tone]} />
              <span>
                {entry.subject === undefined ? null : <strong>{t(entry.subject)}: </strong>}
                {t(entry.text)}
              </span>
            </li>
          ))}
        </ol>
        {left === 0 ? null : <p className="lead">{w('staff.journalLeft', { count: left })}</p>}
      </Scroll>
    </>
  );
}
