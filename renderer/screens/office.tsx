import type { ScreenOf } from '../../electron/ipc/view.ts';
import { HandOver } from '../components/hand-over.tsx';
import { OfficeCard } from '../components/office-card.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { inLanguage, useTerminal } from '../context.tsx';

export function Office({ screen }: { screen: ScreenOf<'office'> }) {
  const { t, w } = useTerminal();
  return (
    <div className="page">
      <Hero title={screen.card.name.text} icon="landmark" {...inLanguage(screen.card.name.language)} />
      <Scroll>
        {screen.unit === undefined ? null : (
          <p className="lead" lang="de">
            {screen.unit}
          </p>
        )}
        <OfficeCard card={screen.card} heading="none" />
        {screen.hours.length === 0 ? null : (
          <>
            <h2 className="subtitle">{w('office.hours')}</h2>
            <dl className="hours">
              {screen.hours.map((line, at) => (
                <div key={at}>
                  <dt>{t(line.day)}</dt>
                  <dd>
                    {line.times.map((part, index) => (
                      <span key={index}>
                        {index === 0 ? null : ', '}
                        <bdi>{t(part)}</bdi>
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
        {screen.hoursNote === undefined ? null : (
          <p {...inLanguage(screen.hoursNote.language)}>{screen.hoursNote.text}</p>
        )}
        {screen.email === undefined ? null : (
          <p>
            {w('office.email')}: <bdi dir="ltr">{screen.email}</bdi>
          </p>
        )}
      </Scroll>
      <HandOver offer={screen.handOver} />
    </div>
  );
}
