import type { ReactNode } from 'react';
import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Illustration } from '../components/illustration.tsx';
import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';
import { createTranslate, RESOURCES, type Locale } from '../../locales/translate.ts';
import { inLanguage } from '../context.tsx';

const translate = createTranslate();

export function OutOfOrder({ screen }: { screen: ScreenOf<'out-of-order'> }) {
  const { w } = useTerminal();
  return <OutOfOrderWords screen={screen} title={<Title>{w('outOfOrder.title')}</Title>} />;
}

/**
 * No language has been chosen yet, so the sentence stands there in all of them. `title`: on the page itself its
 * heading; where staff look at it beforehand the page has another.
 */
export function OutOfOrderWords({ screen, title }: { screen: ScreenOf<'out-of-order'>; title: ReactNode }) {
  const { view, t, w } = useTerminal();
  const others = view.languages.filter((language) => language !== 'de' && language in RESOURCES) as Locale[];
  return (
    <div className="center">
      <Illustration picture="counter" />
      {title}
      <p className="lead" lang="de">
        {screen.text ?? w('outOfOrder.body')}
      </p>
      <ul className="plain">
        {screen.works.map((line) => (
          <li key={line.key}>{t(line)}</li>
        ))}
      </ul>
      {others.map((language) => (
        <p key={language} className="lead" {...inLanguage(language)}>
          {translate(language, { key: 'outOfOrder.title' })} · {translate(language, { key: 'works.counter' })}
        </p>
      ))}
    </div>
  );
}
