import type { ScreenOf } from '../../electron/ipc/view.ts';
import { HandOver } from '../components/hand-over.tsx';
import { Icon } from '../components/icon.tsx';
import { NextSteps } from '../components/next-steps.tsx';
import { OfficeCard } from '../components/office-card.tsx';
import { Timeline } from '../components/timeline.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { useTerminal } from '../context.tsx';

export function DocumentStatus({ screen }: { screen: ScreenOf<'document-status'> }) {
  const { t, w } = useTerminal();
  return (
    <div className="page">
      <Hero title={t(screen.title)} tone={screen.tone} />
      <Scroll>
        <div className="page__lead">
          {screen.body.map((line) => (
            <p key={line.key} className="lead">
              {t(line)}
            </p>
          ))}
        </div>
        <NextSteps next={screen.next} />
        {screen.bring.length === 0 ? null : (
          <section className="fact">
            <Icon name="check" />
            <div>
              <h2>{w('status.bringTitle')}</h2>
              <ul className="plain">
                {screen.bring.map((line) => (
                  <li key={line.key}>{t(line)}</li>
                ))}
              </ul>
            </div>
          </section>
        )}
        {screen.office === undefined ? null : (
          <>
            {screen.stage === 'ready' ? <h2 className="subtitle">{w('status.office')}</h2> : null}
            <OfficeCard card={screen.office} heading={screen.stage === 'ready' ? 'h3' : 'h2'} />
          </>
        )}
        {screen.timeline.length === 0 ? null : (
          <Timeline
            title={w('status.timeline')}
            steps={screen.timeline.map(({ stage, ...step }) => ({ id: stage, ...step }))}
          />
        )}
      </Scroll>
      <HandOver offer={screen.handOver} />
    </div>
  );
}
