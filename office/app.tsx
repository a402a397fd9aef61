import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { systemClock } from '../base/clock.ts';
import { OFFICE_API, type OfficeSession } from '../register/contract/office.ts';
import { OfficeProvider } from './context.tsx';
import type { Entrance, Ways } from './data/entrance.ts';
import { createFeed } from './data/feed.ts';
import { Frame } from './frame.tsx';
import { Arms } from './parts/arms.tsx';
import { Button } from './parts/button.tsx';
import { Problem } from './parts/notice.tsx';
import { Factors } from './pages/sign-in/factors.tsx';
import { SignIn } from './pages/sign-in/sign-in.tsx';
import { showAccent } from './theme/accent.ts';
import { w } from './words.ts';

/** The address stays while somebody signs in again, so that they are where they were. */
export function App({ entrance }: { entrance: Entrance }) {
  const state = useSyncExternalStore(entrance.subscribe, entrance.state);
  const { client, begin, enter } = entrance;
  const accent = 'ways' in state ? state.ways.accent : null;
  // Before anything is drawn, so that nothing changes its colour before one's eyes.
  useLayoutEffect(() => showAccent(document.documentElement, accent), [accent]);
  switch (state.at) {
    case 'asking':
      return <main className="entry" id="main" aria-busy="true" />;
    case 'nowhere':
      return (
        <main className="entry" id="main">
          <h1 className="page__title">{w('nowhere.title')}</h1>
          <Problem failure={state.failure} />
          <Button tone="primary" label={w('do.again')} onClick={() => void begin()} />
        </main>
      );
    case 'outside':
      return <SignIn client={client} ways={state.ways} why={state.why} onSession={enter} />;
    case 'inside': {
      const { account, csrf, setUp } = state.session;
      if (setUp) return <SetUp entrance={entrance} ways={state.ways} session={state.session} />;
      // Another person's page begins anew, with nothing of the one before.
      return <Inside key={`${account.id} ${csrf}`} entrance={entrance} ways={state.ways} session={state.session} />;
    }
  }
}

interface InsideProps {
  readonly entrance: Entrance;
  readonly ways: Ways;
  readonly session: OfficeSession;
}

function Inside({ entrance, ways, session }: InsideProps) {
  const { client, enter, leave } = entrance;
  const [said, setSaid] = useState('');
  const [feed] = useState(() =>
    createFeed({
      client,
      session,
      clock: systemClock,
      open: () => new EventSource(OFFICE_API.events.path),
      onSignedOut: () => leave('ended'),
    }),
  );
  useEffect(() => {
    feed.start();
    return () => feed.stop();
  }, [feed]);
  return (
    <OfficeProvider office={{ client, session, feed, town: ways.town, takeSession: enter, say: setSaid }}>
      <Frame ways={ways} said={said} onSignOut={() => leave('left')} />
    </OfficeProvider>
  );
}

function SetUp({ entrance: { client, enter }, ways, session }: InsideProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    document.title = `${w('factors.title')} – ${ways.town ?? w('head.foyer')}`;
  }, [ways.town]);
  return (
    <main className="entry entry--wide" id="main">
      <p className="entry__town">
        <Arms {...ways} /> {ways.town ?? w('head.foyer')}
      </p>
      <h1 className="page__title" tabIndex={-1} ref={heading}>
        {w('factors.title')}
      </h1>
      <p className="page__lead">{w('factors.lead', { name: session.account.name })}</p>
      <Factors client={client} onSession={enter} />
    </main>
  );
}
