import { useRef } from 'react';
import { useTerminal } from '../context.tsx';
import { isLong } from './title.tsx';

/** Five seconds on the coat of arms open the staff's sign-in. */
const HOLD_MS = 5_000;

export function Header() {
  const { view, w, t } = useTerminal();
  const { step, town, clock } = view;
  return (
    <header className="header">
      <Arms />
      <div className="header__town">
        <p className="header__name" data-long={isLong(town.name)} lang="de" dir="ltr">
          {town.name}
        </p>
        {step === undefined ? null : (
          <div className="header__step">
            <span>
              {w('step.of', { index: step.index, count: step.count })} · {t(step.name)}
            </span>
            <span className="header__dots" aria-hidden="true">
              {Array.from({ length: step.count }, (_, at) => (
                <i key={at} data-state={at + 1 < step.index ? 'done' : at + 1 === step.index ? 'now' : 'open'} />
              ))}
            </span>
          </div>
        )}
      </div>
      <time className="header__clock" dir="ltr">
        {clock}
      </time>
    </header>
  );
}

export function Arms({ large = false }: { large?: boolean }) {
  const { view, send, w } = useTerminal();
  const timer = useRef<number | undefined>(undefined);
  const release = (): void => window.clearTimeout(timer.current);
  const { arms, name } = view.town;
  return (
    <span
      className={large ? 'arms arms--large' : 'arms'}
      onPointerDown={() => {
        timer.current = window.setTimeout(() => send({ type: 'staff-gesture' }), HOLD_MS);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onPointerLeave={release}
    >
      {arms === null ? (
        <span className="arms__letter" aria-hidden="true">
          {name.slice(0, 1)}
        </span>
      ) : (
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(arms)}`}
          alt={w('bar.arms', { town: name })}
          draggable={false}
        />
      )}
    </span>
  );
}
