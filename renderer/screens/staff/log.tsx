import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';

type LogScreen = ScreenOf<'technician-log'>;
const LEVELS = ['info', 'warning', 'error'] as const;
const TONE_ICON = { neutral: 'info', warning: 'warning', bad: 'danger' } as const;

/** The newest lines of the terminal's log, as they come or standing still. */
export function Log({ screen }: { screen: LogScreen }) {
  const { send, t, w } = useTerminal();
  const { level, device, devices, paused, lines, left } = screen;
  return (
    <div className="page staff">
      <Title>{w('technician.openLog')}</Title>
      <nav className="filters" aria-label={w('technician.log.level')}>
        {LEVELS.map((one) => (
          <Button
            key={one}
            label={w(`technician.log.levels.${one}`)}
            tone={one === level ? 'primary' : 'secondary'}
            pressed={one === level}
            onPress={() => send({ type: 'log-level', level: one })}
          />
        ))}
        <Button
          icon={paused ? 'retry' : 'pause'}
          label={w(paused ? 'technician.log.goOn' : 'technician.log.pause')}
          pressed={paused}
          onPress={() => send({ type: 'log-pause', on: !paused })}
        />
      </nav>
      <nav className="filters" aria-label={w('technician.log.device')}>
        {[{ name: null, title: null }, ...devices].map(({ name, title }) => (
          <Button
            key={name ?? ''}
            label={title === null ? w('technician.log.everything') : t(title)}
            tone={name === device ? 'primary' : 'secondary'}
            pressed={name === device}
            onPress={() => send({ type: 'log-device', name })}
          />
        ))}
      </nav>
      <Scroll>
        {lines.length === 0 ? <p className="lead">{w('technician.log.nothing')}</p> : null}
        <ol className="day">
          {lines.map((line, at) => (
            <li key={`${left + lines.length - at}`} className={`day__entry device--${line.tone}`}>
              <time>{line.at}</time>
              <Icon name={TONE_ICON[line.tone]} />
              <span>
                <code>{line.event}</code> {line.fields === '' ? null : <code>{line.fields}</code>}
                <small className="log__meaning">{line.meaning}</small>
              </span>
            </li>
          ))}
        </ol>
        {left === 0 ? null : <p className="lead">{w('technician.log.left', { count: left })}</p>}
      </Scroll>
      <p role="status">{paused ? w('technician.log.paused') : null}</p>
    </div>
  );
}
