import type { ScreenOf } from '../../electron/bridge.ts';
import { Scroll } from '../components/scroll.tsx';
import { Title } from '../components/title.tsx';
import { inLanguage, useTerminal } from '../context.tsx';
import { ServiceList } from './search.tsx';

export function Category({ screen }: { screen: ScreenOf<'category'> }) {
  const { w } = useTerminal();
  return (
    <div className="page">
      <Title {...inLanguage(screen.name.language)}>{screen.name.text}</Title>
      <p className="subtitle">{w('search.services', { count: screen.services.length })}</p>
      <Scroll><ServiceList services={screen.services} /></Scroll>
    </div>
  );
}
