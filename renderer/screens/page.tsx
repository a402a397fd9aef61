import { Fragment, useRef, useState } from 'react';
import type { Page as PageScreen, Said, ScreenOf } from '../../electron/ipc/view.ts';
import { Button, Surface } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Month } from '../components/month.tsx';
import { NextSteps } from '../components/next-steps.tsx';
import { Qr } from '../components/qr.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Timeline } from '../components/timeline.tsx';
import { TicketHead } from '../components/ticket.tsx';
import { Hero } from '../components/hero.tsx';
import { inLanguage, useTerminal } from '../context.tsx';

/** A sentence of ours, or somebody's own words in their language. */
export function Words({ said }: { said: Said }) {
  const { t } = useTerminal();
  return 'text' in said ? <bdi {...inLanguage(said.language)}>{said.text}</bdi> : <>{t(said)}</>;
}

/** Facts, choices, and what to do next. */
export function Page({ screen }: { screen: ScreenOf<'page'> }) {
  if (screen.paper) return <OnPaper screen={screen} />;
  return screen.calendar === undefined ? (
    <OnGlass screen={screen} />
  ) : (
    <OfDays screen={screen} calendar={screen.calendar} />
  );
}

/** Intents that other flows know too; every other action goes by its id. */
const PLAIN = ['retry', 'home', 'done', 'print', 'show-qr'] as const;

function OnGlass({ screen }: { screen: PageScreen }) {
  const { t } = useTerminal();
  return (
    <div
      className={`page${(screen.choices.length === 0 && screen.sections.length <= 1) || (screen.pick === 'one' && screen.choices.length <= 4) ? ' page--open' : ''}`}
    >
      <Hero title={t(screen.title)} tone={screen.tone} picture={screen.picture}>
        {screen.code === undefined ? undefined : (
          <p className="code" dir="ltr">
            {screen.code}
          </p>
        )}
      </Hero>
      <Scroll key={screen.id}>
        {screen.lead.length === 0 ? null : (
          <div className="page__lead">
            {screen.lead.map((line, at) => (
              <p key={at} className="lead">
                {t(line)}
              </p>
            ))}
          </div>
        )}
        {screen.factsFirst ? <Sections sections={screen.sections.slice(0, 1)} /> : null}
        {screen.qr === undefined ? null : <Qr code={screen.qr} />}
        <Choices screen={screen} />
        {screen.timeline === undefined ? null : (
          <Timeline title={t(screen.timeline.title)} steps={screen.timeline.steps} />
        )}
        <Sections sections={screen.factsFirst ? screen.sections.slice(1) : screen.sections} />
      </Scroll>
      {screen.hold === undefined ? null : <Hold hold={screen.hold} />}
      <Actions actions={screen.actions} />
    </div>
  );
}

/** A day is chosen: all of its month is seen at once, and what was chosen stands beside it or below. */
function OfDays({ screen, calendar }: { screen: PageScreen; calendar: NonNullable<PageScreen['calendar']> }) {
  const { t } = useTerminal();
  return (
    <div className="page page--typing page--month">
      <Hero title={t(screen.title)} tone={screen.tone} icon="calendar" />
      <p className="lead">{screen.lead.map((line) => t(line)).join(' ')}</p>
      <Month calendar={calendar} />
      <Scroll key={screen.id}>
        <Sections sections={screen.sections} />
      </Scroll>
      <Actions actions={screen.actions} />
    </div>
  );
}

function Actions({ actions }: { actions: PageScreen['actions'] }) {
  const { send, t } = useTerminal();
  const act = (id: string): void => {
    const plain = PLAIN.find((one) => one === id);
    send(plain === undefined ? { type: 'act', id } : { type: plain });
  };
  if (actions.length === 0) return null;
  return (
    <div className="actions">
      {mainLast(actions).map(({ id, label, icon, tone, again }) => (
        <Button key={id} label={t(label)} icon={icon} tone={tone} again={again} onPress={() => act(id)} />
      ))}
    </div>
  );
}

/** The main action is the lowest one, where it always is. */
const mainLast = (actions: PageScreen['actions']): PageScreen['actions'] =>
  [...actions].sort((a, b) => Number(a.tone === 'primary') - Number(b.tone === 'primary'));

function Choices({ screen }: { screen: PageScreen }) {
  const { send, t } = useTerminal();
  if (screen.choices.length === 0) return null;
  return (
    <ul className="list choices">
      {screen.choices.map(({ id, title, line, note, icon, state }) => (
        <li key={id}>
          <Surface
            label=""
            className={`choice choice--${state}`}
            disabled={state === 'unavailable'}
            pressed={state === 'on' ? true : state === 'off' ? false : undefined}
            onPress={() => send({ type: 'choose', id })}
          >
            {screen.pick === 'many' ? (
              <span className="choice__box" aria-hidden="true">
                {state === 'on' ? <Icon name="check" /> : null}
              </span>
            ) : icon === undefined ? null : (
              <span className="choice__icon">
                <Icon name={icon} />
              </span>
            )}
            <span className="row__words">
              <span className="row__title">
                <Words said={title} />
              </span>
              {line === undefined ? null : (
                <span>
                  <Words said={line} />
                </span>
              )}
            </span>
            {note === undefined ? null : <span className="kern-badge kern-badge--info">{t(note)}</span>}
          </Surface>
        </li>
      ))}
    </ul>
  );
}

/** Open parts, with this one turned. */
const turned = (open: ReadonlySet<number>, at: number): ReadonlySet<number> =>
  open.has(at) ? new Set([...open].filter((one) => one !== at)) : new Set([...open, at]);

function Sections({ sections }: { sections: PageScreen['sections'] }) {
  const { t, w } = useTerminal();
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  return sections.map((section, at) => (
    <Fragment key={at}>
      {section.rows.length === 0 ? null : (
        <section className={section.ticket === true ? 'sheet sheet--ticket' : 'sheet'}>
          {section.ticket === true ? <TicketHead /> : null}
          {section.title === undefined ? null : section.folded === true ? (
            <h2 className="subtitle">
              <Surface
                label=""
                className="sheet__fold"
                pressed={open.has(at)}
                onPress={() => setOpen((now) => turned(now, at))}
              >
                {t(section.title)}
                <Icon name={open.has(at) ? 'up' : 'down'} />
              </Surface>
            </h2>
          ) : (
            <h2 className="subtitle">{t(section.title)}</h2>
          )}
          <dl hidden={section.folded === true && !open.has(at)} className="sheet__rows">
            {section.rows.map((row, line) => (
              <div key={line} className={`sheet__row${row.change === undefined ? '' : ` sheet__row--${row.change}`}`}>
                <dt>
                  <Words said={row.label} />
                </dt>
                <dd className={row.mono === true ? 'mono' : undefined}>
                  {row.value === null ? (
                    <span className="sheet__mask">
                      <span aria-hidden="true">••••••••</span>
                      <span className="kern-sr-only">{w('data.masked')}</span>
                    </span>
                  ) : (
                    row.value.map((value, part) => (
                      <span key={part}>
                        <Words said={value} />
                      </span>
                    ))
                  )}
                  {row.change === undefined ? null : (
                    <span className="kern-badge kern-badge--info">
                      <Icon name={row.change === 'added' ? 'check' : 'close'} />
                      {w(`change.${row.change}`)}
                    </span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <NextSteps next={section.next ?? []} />
    </Fragment>
  ));
}

/** Shows as long as a finger or a key is on it, and not a moment longer. */
function Hold({ hold }: { hold: NonNullable<PageScreen['hold']> }) {
  const { send, t } = useTerminal();
  const held = useRef(false);
  const show = (): void => {
    held.current = true;
    send({ type: 'show' });
  };
  const hide = (): void => {
    if (!held.current) return;
    held.current = false;
    send({ type: 'hide' });
  };
  return (
    <button
      type="button"
      className="kern-btn kern-btn--primary button hold"
      aria-pressed={hold.shown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        show();
      }}
      onPointerUp={hide}
      onPointerCancel={hide}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) show();
      }}
      onKeyUp={hide}
      onBlur={hide}
    >
      <Icon name="eye" />
      <span className="kern-label">{t(hold.label)}</span>
    </button>
  );
}

/** A4, black on white. */
function OnPaper({ screen }: { screen: PageScreen }) {
  const { view, t } = useTerminal();
  return (
    <main className="paper">
      <p className="paper__town">{view.town.name}</p>
      <h1>{t(screen.title)}</h1>
      {screen.lead.map((line, at) => (
        <p key={at}>{t(line)}</p>
      ))}
      <Sections sections={screen.sections} />
    </main>
  );
}
