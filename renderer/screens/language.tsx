import { LanguageButton } from '../components/language-button.tsx';
import { Title } from '../components/title.tsx';
import { inLanguage, useTerminal } from '../context.tsx';
import { createTranslate } from '../../locales/translate.ts';

const translate = createTranslate();

/** The question stands there in every language, each beside its own button. */
export function LanguageChoice() {
  const { view } = useTerminal();
  return (
    <div className="page page--low">
      <div className="languages__titles">
        {view.languages.map((language, at) =>
          at === 0 ? (
            <Title key={language} {...inLanguage(language)}>
              {translate(language, { key: 'language.title' })}
            </Title>
          ) : (
            <p key={language} className="languages__title" {...inLanguage(language)}>
              {translate(language, { key: 'language.title' })}
            </p>
          ),
        )}
      </div>
      <div className="languages">
        {view.languages.map((language) => (
          <LanguageButton key={language} language={language} />
        ))}
      </div>
    </div>
  );
}
