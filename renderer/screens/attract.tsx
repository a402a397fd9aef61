import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Arms } from '../components/header.tsx';
import { Icon } from '../components/icon.tsx';
import { Illustration } from '../components/illustration.tsx';
import { usePress } from '../components/press.ts';
import { createTranslate } from '../../locales/translate.ts';
import { inLanguage, useTerminal } from '../context.tsx';

const translate = createTranslate();

/** The whole display is one button: the touch that wakes the terminal presses nothing else. */
export function Attract({ screen }: { screen: ScreenOf<'attract'> }) {
  const { view, send } = useTerminal();
  const press = usePress(() => send({ type: 'wake' }));
  return (
    <div className={`attract${screen.near ? ' attract--near' : ''}`}>
      <div className="attract__top">
        <Arms large />
        <h1 className="attract__town" tabIndex={-1} lang="de" dir="ltr">
          {view.town.name}
        </h1>
      </div>
      <button type="button" className="attract__wake" {...press}>
        <Illustration picture="welcome" />
        <span className="attract__greetings">
          {screen.greetings.map(({ text, language }) => (
            <span key={language} {...inLanguage(language)}>
              {text}
            </span>
          ))}
        </span>
        <span className="attract__touch">
          <Icon name="information" />
          <span>
            {screen.greetings.map(({ language }) => (
              <span key={language} {...inLanguage(language)}>
                {translate(language, { key: 'attract.touch' })}
              </span>
            ))}
          </span>
        </span>
      </button>
      <p className="attract__place" lang="de">
        {view.town.place}
      </p>
    </div>
  );
}
