import { useRef, useState, type KeyboardEvent } from 'react';
import type { Page } from '../../electron/ipc/view.ts';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

type Calendar = NonNullable<Page['calendar']>;
type Day = NonNullable<Calendar['weeks'][number][number]>;

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 7, ArrowUp: -7 };

/**
 * A month of days (ARIA Authoring Practices, "Date Picker"): one of them has the focus, arrow keys move it and Page Up
 * and Down turn the month. A day that cannot be chosen says why when it is touched.
 */
export function Month({ calendar }: { calendar: Calendar }) {
  const { send, t, w } = useTerminal();
  const grid = useRef<HTMLTableElement>(null);
  const [why, setWhy] = useState<{ month: string; words: string } | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const days = calendar.weeks.flat().filter((day) => day !== null);
  const inMonth = days.find(({ id }) => id === focused);
  const focusable =
    inMonth ?? days.find(({ state }) => state === 'chosen') ?? days.find(({ today }) => today) ?? days[0];
  const turn = (by: 'earlier' | 'later'): void => {
    if (calendar[by]) send({ type: 'act', id: `month-${by}` });
  };
  const moved = (event: KeyboardEvent): void => {
    if (event.key === 'PageUp' || event.key === 'PageDown') turn(event.key === 'PageUp' ? 'earlier' : 'later');
    else {
      const step = STEPS[event.key];
      if (step === undefined || focusable === undefined) return;
      const isAcross = Math.abs(step) === 1 && getComputedStyle(event.currentTarget).direction === 'rtl';
      const next = days[days.indexOf(focusable) + (isAcross ? -step : step)];
      if (next !== undefined) {
        setFocused(next.id);
        grid.current?.querySelector<HTMLElement>(`[data-day='${next.id}']`)?.focus();
      }
    }
    event.preventDefault();
  };
  const choose = (day: Day): void => {
    setFocused(day.id);
    setWhy(day.why === undefined ? null : { month: calendar.month, words: t(day.why) });
    if (day.state !== 'off') send({ type: 'choose', id: day.id });
  };
  return (
    <div className="month">
      <div className="month__head">
        <Turn label={w('month.earlier')} icon="back" disabled={!calendar.earlier} onPress={() => turn('earlier')} />
        <h2 id="month" className="month__name" aria-live="polite">
          {calendar.month}
        </h2>
        <Turn label={w('month.later')} icon="next" disabled={!calendar.later} onPress={() => turn('later')} />
      </div>
      <table className="month__days" role="grid" aria-labelledby="month" ref={grid} onKeyDown={moved}>
        <thead>
          <tr>
            {calendar.weekdays.map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calendar.weeks.map((week, at) => (
            <tr key={at}>
              {week.map((day, place) =>
                day === null ? (
                  <td key={place} aria-hidden="true">
                    {'\u00a0'}
                  </td>
                ) : (
                  <td key={place} aria-selected={day.state === 'chosen'}>
                    <DayButton day={day} focusable={day === focusable} onPress={() => choose(day)} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="month__why" role="status">
        {why !== null && why.month === calendar.month ? why.words : null}
      </p>
    </div>
  );
}

function Turn({
  label,
  icon,
  disabled,
  onPress,
}: {
  label: string;
  icon: string;
  disabled: boolean;
  onPress: () => void;
}) {
  const press = usePress(onPress, { again: true, disabled });
  return (
    <button type="button" className="month__turn" aria-label={label} aria-disabled={disabled} {...press}>
      <Icon name={icon} />
    </button>
  );
}

function DayButton({ day, focusable, onPress }: { day: Day; focusable: boolean; onPress: () => void }) {
  const { t, w } = useTerminal();
  const press = usePress(onPress, { again: true });
  return (
    <button
      type="button"
      className="day"
      data-day={day.id}
      data-state={day.state}
      tabIndex={focusable ? 0 : -1}
      aria-label={`${day.name}${day.today ? `, ${w('month.today')}` : ''}${day.why === undefined ? '' : `. ${t(day.why)}`}`}
      aria-disabled={day.state === 'off'}
      aria-current={day.today ? 'date' : undefined}
      {...press}
    >
      {day.number}
    </button>
  );
}
