import type { ScreenOf } from '../../electron/ipc/view.ts';
import { Surface } from '../components/button.tsx';
import { LanguageButton } from '../components/language-button.tsx';
import { Arms } from '../components/header.tsx';
import { Icon } from '../components/icon.tsx';
import { LegalLinks } from '../components/legal-links.tsx';
import { Illustration } from '../components/illustration.tsx';
import { usePress } from '../components/press.ts';
import { createTranslate } from '../../locales/translate.ts';
import { isLong } from '../components/title.tsx';
import { inLanguage, useTerminal } from '../context.tsx';

const translate = createTranslate();

/** A touch of the picture wakes the terminal and presses nothing else; a language wakes it in that language. */
export function Attract({ screen }: { screen: ScreenOf<'attract'> }) {
  const { view, send, t, w } = useTerminal();
  const press = usePress(() => send({ type: 'wake' }));
  return (
    <div className={`attract${screen.near ? ' attract--near' : ''}`}>
      <div className="attract__top">
        <Arms large />
        <h1 className="attract__town" data-long={isLong(view.town.name)} tabIndex={-1} lang="de" dir="ltr">
          {view.town.name}
        </h1>
      </div>
      <button type="button" className="attract__wake" {...press}>
        <span className="attract__greetings">
          {screen.greetings.map(({ text, language }) => (
            <span key={language} {...inLanguage(language)}>
              {text}
            </span>
          ))}
        </span>
        <Illustration picture="welcome" />
        <span className="attract__touch">
          {screen.greetings.slice(0, 3).map(({ language }) => (
            <span key={language} {...inLanguage(language)}>
              {translate(language, { key: 'attract.touch' })}
            </span>
          ))}
        </span>
      </button>
      <div className="attract__below">
        {screen.hours.length === 0 ? null : (
          <div className="attract__hours">
            <Icon name="clock" />
            <div>
              {screen.hours.map(({ text, language }) => (
                <p key={language} {...inLanguage(language)}>
                  {text}
                </p>
              ))}
            </div>
          </div>
        )}
        {screen.offers.length === 0 ? null : (
          <section className="attract__offers" aria-label={w('attract.here')}>
            {screen.offers.map(({ id, icon, title }) => (
              <Surface key={id} label="" className="attract__offer" onPress={() => send({ type: 'open-tile', id })}>
                <Icon name={icon} />
                <span>{t(title)}</span>
              </Surface>
            ))}
          </section>
        )}
        <div className="attract__languages">
          {screen.greetings.map(({ language }) => (
            <LanguageButton key={language} language={language} chosen={false} />
          ))}
        </div>
        {screen.greetings.length === 0 ? null : <LegalLinks />}
        <p className="attract__place" lang="de">
          {view.town.place}
        </p>
      </div>
    </div>
  );
}
