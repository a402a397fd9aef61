import { useId } from 'react';
import type { ScreenOf, ServiceLink } from '../../electron/ipc/view.ts';
import { Button } from '../components/button.tsx';
import { Scroll } from '../components/scroll.tsx';
import { Hero } from '../components/hero.tsx';
import { inLanguage, useTerminal } from '../context.tsx';
import { ServiceList } from './search.tsx';

/** More than these are parted by their first letters, with a button to each. */
const LONG = 30;

export function Category({ screen }: { screen: ScreenOf<'category'> }) {
  const { w } = useTerminal();
  const id = useId();
  const parts = screen.services.length > LONG ? byLetter(screen.services) : null;
  return (
    <div className="page">
      <Hero title={screen.name.text} {...inLanguage(screen.name.language)} />
      <p className="subtitle">{w('search.services', { count: screen.services.length })}</p>
      {parts === null ? null : (
        <nav className="letters">
          {parts.map(({ letter }) => (
            <Button
              key={letter}
              className="letters__one"
              label={letter}
              name={w('search.toLetter', { letter })}
              onPress={() => document.getElementById(`${id}${letter}`)?.scrollIntoView()}
            />
          ))}
        </nav>
      )}
      <Scroll>
        {parts === null ? (
          <ServiceList services={screen.services} />
        ) : (
          parts.map(({ letter, services }) => (
            <section key={letter} id={`${id}${letter}`}>
              <h2 className="subtitle">{letter}</h2>
              <ServiceList services={services} />
            </section>
          ))
        )}
      </Scroll>
    </div>
  );
}

/** In the order in which they come; marks do not make another letter: "Ä" stands under A. */
function byLetter(
  services: readonly ServiceLink[],
): { readonly letter: string; readonly services: readonly ServiceLink[] }[] {
  const parts = new Map<string, ServiceLink[]>();
  for (const service of services) {
    const first = /[\p{L}\p{N}]/u.exec(service.name.text.normalize('NFKD'))?.[0] ?? '#';
    const letter = /\p{N}/u.test(first) ? '#' : first.toLocaleUpperCase('de');
    parts.set(letter, [...(parts.get(letter) ?? []), service]);
  }
  return [...parts].map(([letter, of]) => ({ letter, services: of }));
}
