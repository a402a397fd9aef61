import { useEffect, useState } from 'react';
import { systemClock } from '../base/clock.ts';
import { useFeed, useAction, useNow, useOffice } from './context.tsx';
import type { Ways } from './data/entrance.ts';
import { createSignOfLife, leftOf, WARN_MS } from './data/alive.ts';
import { Alarm } from './parts/alarm.tsx';
import { Arms } from './parts/arms.tsx';
import { Button } from './parts/button.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import { Link } from './parts/link.tsx';
import { Notice, Problem } from './parts/notice.tsx';
import { Accounts } from './pages/accounts/accounts.tsx';
import { NewAccount } from './pages/accounts/new-account.tsx';
import { OwnAccount } from './pages/accounts/own-account.tsx';
import { Residents } from './pages/residents/residents.tsx';
import { Enrol } from './pages/terminals/enrol.tsx';
import { TerminalPage } from './pages/terminals/terminal.tsx';
import { Terminals } from './pages/terminals/terminals.tsx';
import { Today } from './pages/today/today.tsx';
import { Missing } from './pages/missing.tsx';
import { pathOf, placeOf, usePath, type Place } from './data/router.ts';
import { left } from './parts/time.ts';
import { w } from './words.ts';

/** Words that are read aloud at each change count minutes. */
const MINUTE_MS = 60_000;

interface FrameProps {
  readonly ways: Ways;
  /** What the last action came to. */
  readonly said: string;
  readonly onSignOut: () => void;
}

/** What is the same on every page. */
export function Frame({ ways, said, onSignOut }: FrameProps) {
  const { may, say } = useOffice();
  const path = usePath();
  const place = placeOf(path);
  // What was done on the page before is read by then.
  useEffect(() => say(''), [path, say]);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {w('head.skip')}
      </a>
      <Head ways={ways} onSignOut={onSignOut} />
      <div className="side">
        <Navigation place={place} />
        {may('helpCalls') ? <Alarm /> : null}
      </div>
      <main className="main" id="main" tabIndex={-1}>
        <LineNotice />
        <EndNotice />
        <p className="said" role="status">
          {said}
        </p>
        <PageOf key={path} place={place} ways={ways} />
      </main>
    </div>
  );
}

function PageOf({ place, ways }: { place: Place; ways: Ways }) {
  const { may } = useOffice();
  switch (place.page) {
    case 'today':
      return <Today />;
    case 'terminals':
      return may('terminals') ? <Terminals /> : <Missing why="role" />;
    case 'terminal':
      return may('terminals') ? <TerminalPage id={place.id} /> : <Missing why="role" />;
    case 'enrol':
      return may('enrolTerminal') ? <Enrol /> : <Missing why="role" />;
    case 'residents':
      return may('residents') ? <Residents /> : <Missing why="role" />;
    case 'accounts':
      return may('accounts') ? <Accounts /> : <Missing why="role" />;
    case 'new-account':
      return may('addAccount') ? <NewAccount /> : <Missing why="role" />;
    case 'own-account':
      return <OwnAccount local={ways.local} />;
    case 'unknown':
      return <Missing why="address" />;
  }
}

function Head({ ways, onSignOut }: Pick<FrameProps, 'ways' | 'onSignOut'>) {
  const { client, session, town, feed } = useOffice();
  const { run, busy, failure } = useAction(() => client.ask('signOut'));
  const signOut = async (): Promise<void> => {
    // The line would tell of the end as well, and as of one that nobody wanted.
    feed.stop();
    const done = await run();
    if (done === null) return feed.start();
    onSignOut();
    // The identity provider's own page, where it has one for that.
    if (done.goTo !== null) location.assign(done.goTo);
  };
  return (
    <header className="head">
      <Arms {...ways} />
      <p className="head__town">
        {town ?? w('head.foyer')}
        <small>{w('head.what')}</small>
      </p>
      <div className="head__person">
        <Link to={pathOf({ page: 'own-account' })} className="head__link">
          <Icon name="person" />
          <span className="kern-sr-only">{w('head.signedIn')}</span> {session.account.name}
        </Link>
        <Button icon="sign-out" label={w('head.signOut')} busy={busy} onClick={() => void signOut()} />
      </div>
      <Problem failure={failure} />
    </header>
  );
}

const LINKS = [
  { page: 'today', icon: 'today', route: null, under: ['today'] },
  { page: 'terminals', icon: 'terminals', route: 'terminals', under: ['terminals', 'terminal', 'enrol'] },
  { page: 'residents', icon: 'residents', route: 'residents', under: ['residents'] },
  { page: 'accounts', icon: 'accounts', route: 'accounts', under: ['accounts', 'new-account'] },
] as const satisfies readonly { page: string; icon: IconName; route: string | null; under: readonly Place['page'][] }[];

function Navigation({ place }: { place: Place }) {
  const { may } = useOffice();
  const { calls } = useFeed();
  const open = (calls ?? []).filter(({ state }) => state === 'open').length;
  return (
    <nav className="nav" aria-label={w('nav.title')}>
      <ul>
        {LINKS.filter(({ route }) => route === null || may(route)).map(({ page, icon, under }) => (
          <li key={page}>
            <Link to={pathOf({ page })} className="nav__link" current={under.some((one) => one === place.page)}>
              <Icon name={icon} />
              <span>{w(`nav.${page}`)}</span>
              {page === 'today' && open > 0 ? (
                <span className="nav__count">
                  {open}
                  <span className="kern-sr-only"> {w('nav.calls', { count: open })}</span>
                </span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function LineNotice() {
  const { line } = useFeed();
  if (line !== 'down') return null;
  return (
    <Notice tone="danger" live>
      <p>
        <strong>{w('line.down')}</strong>
      </p>
      <p>{w('line.downWhat')}</p>
    </Notice>
  );
}

/** Whoever only listens makes no request, and would be signed out without a word. */
function EndNotice() {
  const { client, session } = useOffice();
  const now = useNow(client, 5_000);
  const { run, busy, failure } = useAction(() => client.ask('session'));
  const [alive] = useState(() => createSignOfLife(client, systemClock));
  useEffect(() => {
    for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, alive);
    return () => {
      for (const event of ['pointerdown', 'keydown']) window.removeEventListener(event, alive);
    };
  }, [alive]);
  const endsAt = Date.parse(session.endsAt);
  const remains = leftOf({ askedAt: client.askedAt(), now, endsAt });
  if (remains > WARN_MS) return null;
  const last = endsAt - now <= WARN_MS;
  return (
    <Notice tone="warning" live>
      <p>{w(last ? 'end.last' : 'end.idle', { left: left(Math.max(MINUTE_MS, remains)) })}</p>
      {last ? null : <Button label={w('end.stay')} busy={busy} onClick={() => void run()} />}
      <Problem failure={failure} />
    </Notice>
  );
}
