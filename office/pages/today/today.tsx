import { useRef } from 'react';
import { useFeed, useNow, useOffice } from '../../context.tsx';
import { Badge, Notice } from '../../parts/notice.tsx';
import { useKeptFocus } from '../../parts/kept-focus.ts';
import { Link } from '../../parts/link.tsx';
import { Page } from '../../parts/page.tsx';
import { pathOf } from '../../data/router.ts';
import { w } from '../../words.ts';
import { ConcernList } from '../terminals/concern-list.tsx';
import { concerned } from '../terminals/concerns.ts';
import { CONDITION_TONE, conditionWords } from '../terminals/states.ts';
import { CallCard } from './call-card.tsx';

export function Today() {
  const { may } = useOffice();
  return (
    <Page title={w('today.title')}>
      {may('helpCalls') ? <Calls /> : null}
      {may('terminals') ? <Concerns /> : null}
      {may('helpCalls') || may('terminals') ? null : <p>{w('today.nothing')}</p>}
    </Page>
  );
}

function Calls() {
  const { client } = useOffice();
  const { calls, line } = useFeed();
  const now = useNow(client, 1_000);
  const heading = useRef<HTMLHeadingElement>(null);
  const box = useRef<HTMLElement>(null);
  useKeptFocus(box, heading);
  return (
    <section aria-labelledby="calls" ref={box}>
      <h2 id="calls" ref={heading} tabIndex={-1}>
        {w('help.title')}
      </h2>
      {calls === null ? (
        <p aria-busy="true">{w('do.loading')}</p>
      ) : calls.length > 0 ? (
        <ul className="cards">
          {calls.map((call) => (
            <CallCard key={call.key} call={call} now={now} />
          ))}
        </ul>
      ) : // What is not known is not said: without the line there may be a call.
      line === 'up' ? (
        <Notice tone="success">
          <p>{w('help.none')}</p>
        </Notice>
      ) : (
        <p>{w('help.unknown')}</p>
      )}
    </section>
  );
}

/** More than anybody mends in a day; the list of terminals has them all. */
const SHOWN = 50;

function Concerns() {
  const { client } = useOffice();
  const { terminals } = useFeed();
  const now = useNow(client, 30_000);
  const found = terminals === null ? null : concerned(terminals.values(), now);
  return (
    <section aria-labelledby="concerns">
      <h2 id="concerns">{w('concern.title')}</h2>
      {found === null || terminals === null ? (
        <p aria-busy="true">{w('do.loading')}</p>
      ) : found.length === 0 ? (
        <p>{w(terminals.size === 0 ? 'terminals.none' : 'concern.none')}</p>
      ) : (
        <ul className="concerns">
          {found.slice(0, SHOWN).map(({ terminal, concerns }) => (
            <li key={terminal.id} className={`concern concern--${terminal.condition}`}>
              <div className="concern__head">
                <h3>
                  <Link to={pathOf({ page: 'terminal', id: terminal.id })}>{terminal.name}</Link>
                </h3>
                {terminal.place === null ? null : <span className="muted">{terminal.place}</span>}
                <Badge tone={CONDITION_TONE[terminal.condition]}>{conditionWords(terminal.condition)}</Badge>
              </div>
              <ConcernList concerns={concerns} />
            </li>
          ))}
        </ul>
      )}
      {(found?.length ?? 0) > SHOWN ? (
        <p>
          {w('concern.more', { count: (found?.length ?? 0) - SHOWN })}{' '}
          <Link to={pathOf({ page: 'terminals' })}>{w('concern.all')}</Link>
        </p>
      ) : null}
    </section>
  );
}
