import { useEffect, useRef } from 'react';
import type { ScreenOf } from '../../../electron/ipc/view.ts';
import { Button } from '../../components/button.tsx';
import { Title } from '../../components/title.tsx';
import { useTerminal } from '../../context.tsx';
import { Head } from './head.tsx';
import { Journal } from './journal.tsx';
import { Mode } from './mode.tsx';
import { Overview } from './overview.tsx';
import { sectionId } from './parts.tsx';
import { PickUp } from './pick-up.tsx';
import { Unfinished } from './unfinished.tsx';

type StaffScreen = ScreenOf<'staff'>;
const TABS = [
  ['overview', 'staff.overview'],
  ['unfinished', 'staff.unfinished'],
  ['pick-up', 'staff.pickUp.tab'],
  ['journal', 'staff.journalTab'],
  ['mode', 'staff.mode.tab'],
] as const;

export function Staff({ screen }: { screen: StaffScreen }) {
  const { send, w } = useTerminal();
  const wanted = useRef<string | null>(null);
  const { tab } = screen;
  // What a part of the head leads to is there with the next View.
  useEffect(() => {
    const section = wanted.current === null ? null : document.getElementById(sectionId(wanted.current));
    if (section === null) return;
    wanted.current = null;
    section.scrollIntoView({ block: 'start' });
    section.querySelector('h2')?.focus({ preventScroll: true });
  }, [screen]);
  return (
    <div className="page staff">
      <Title>{w('staff.title')}</Title>
      <Head
        head={screen.head}
        onGo={({ tab: to, section }) => {
          wanted.current = section ?? null;
          send({ type: 'staff-tab', tab: to });
        }}
      />
      <nav className="tabs">
        {TABS.map(([one, key]) => (
          <Button
            key={one}
            label={one === 'unfinished' ? `${w(key)} (${screen.unfinished.length})` : w(key)}
            tone={tab === one ? 'primary' : 'secondary'}
            pressed={tab === one}
            onPress={() => send({ type: 'staff-tab', tab: one })}
          />
        ))}
        {screen.technician ? (
          <Button label={w('staff.technician')} icon="tools" onPress={() => send({ type: 'open-technician' })} />
        ) : null}
      </nav>
      <Page screen={screen} />
    </div>
  );
}

function Page({ screen }: { screen: StaffScreen }) {
  switch (screen.tab) {
    case 'overview':
      return <Overview screen={screen} />;
    case 'unfinished':
      return <Unfinished screen={screen} />;
    case 'pick-up':
      return <PickUp pickUp={screen.pickUp} />;
    case 'journal':
      return screen.dayJournal === null ? null : <Journal journal={screen.dayJournal} />;
    case 'mode':
      return <Mode mode={screen.mode} />;
  }
}
