import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Illustration } from '../components/illustration.tsx';
import { Title } from '../components/title.tsx';
import { useTerminal } from '../context.tsx';
import { createTranslate, RESOURCES, type Locale } from '../../locales/translate.ts';
import { inLanguage } from '../context.tsx';

const translate = createTranslate();

/** No language has been chosen yet, so the sentence stands there in all of them. */
export function OutOfOrder({ screen }: { screen: ScreenOf<'out-of-order'> }) {
  const { view, t, w } = useTerminal();
  const others = view.languages.filter((language) => language !== 'de' && language in RESOURCES) as Locale[];
  return (
    <div className="center">
      <Illustration picture="counter" />
      <Title>{w('outOfOrder.title')}</Title>
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
