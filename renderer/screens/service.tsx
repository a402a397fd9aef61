import type { ReactNode } from 'react';
import type { RichWords as RichWordsView, ScreenOf, Tile } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { HandOver } from '../components/hand-over.tsx';
import { Icon } from '../components/icon.tsx';
import { OfficeCard } from '../components/office-card.tsx';
import { RichWords } from '../components/rich-words.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { inLanguage, useTerminal } from '../context.tsx';

export function Service({ screen }: { screen: ScreenOf<'service'> }) {
  const { view, send, t, w } = useTerminal();
  const foreign = (words: RichWordsView | undefined): ReactNode =>
    words !== undefined && words.language !== view.language ? <p className="foreign">{w('service.inGerman')}</p> : null;
  return (
    <div className="page">
      <Hero title={screen.name.text} {...inLanguage(screen.name.language)} />
      <Scroll>
        {screen.summary === undefined ? null : (
          <p className="lead" {...inLanguage(screen.summary.language)}>
            {screen.summary.text}
          </p>
        )}
        {screen.maintenance.map(({ when, reason }) => (
          <p key={reason.text} className="notice-line">
            <Icon name="warning" />
            <span>
              {t(when)} <span {...inLanguage(reason.language)}>{reason.text}</span>
            </span>
          </p>
        ))}
        {screen.here === undefined ? null : <Here tile={screen.here} />}
        <div className="facts">
          <Fact icon="euro" title={w('service.fee')}>
            {screen.fee.text === undefined ? null : (
              <p>
                <strong>{t(screen.fee.text)}</strong>
              </p>
            )}
            {screen.fee.words === undefined ? null : <RichWords words={screen.fee.words} />}
          </Fact>
          {screen.requirements === undefined ? null : (
            <Fact icon="check" title={w('service.requirements')}>
              {foreign(screen.requirements)}
              <RichWords words={screen.requirements} />
            </Fact>
          )}
          {screen.duration === undefined ? null : <Fact icon="clock" title={t(screen.duration)} />}
        </div>
        {screen.offices.length === 0 ? null : <h2 className="subtitle">{w('service.offices')}</h2>}
        {screen.offices.map((card) => (
          <OfficeCard
            key={card.id}
            card={card}
            action={
              <Button
                label={w('office.more')}
                icon="information"
                onPress={() => send({ type: 'open-office', id: card.id })}
              />
            }
          />
        ))}
        {screen.description.blocks.length === 0 ? null : (
          <>
            <h2 className="subtitle">{w('service.description')}</h2>
            {foreign(screen.description)}
            <RichWords words={screen.description} />
          </>
        )}
        {screen.forms.length === 0 ? null : (
          <>
            <h2 className="subtitle">{w('service.forms')}</h2>
            <ul className="plain" lang="de">
              {screen.forms.map((form) => (
                <li key={form.name}>{form.name}</li>
              ))}
            </ul>
          </>
        )}
      </Scroll>
      <HandOver offer={screen.handOver} />
    </div>
  );
}

/** The first and largest thing to do: what the page tells of can be got done here. */
function Here({ tile }: { tile: Tile }) {
  const { send, t, w } = useTerminal();
  return (
    <section className="here">
      <Button
        tone="primary"
        icon={tile.icon}
        label={w('service.here')}
        line={`${t(tile.title)} · ${t(tile.fee)}`}
        disabled={tile.unavailable !== undefined}
        onPress={() => send({ type: 'open-tile', id: tile.id })}
      />
      {tile.unavailable === undefined ? null : (
        <p className="notice-line">
          <Icon name="warning" />
          <span>{t(tile.unavailable)}</span>
        </p>
      )}
    </section>
  );
}

function Fact({ icon, title, children }: { icon: string; title: string; children?: ReactNode }) {
  return (
    <section className="fact">
      <Icon name={icon} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}
