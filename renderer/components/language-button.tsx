import type { Language } from '../../electron/ipc/view.ts';
import { useTerminal, inLanguage } from '../context.tsx';
import { usePress } from './press.ts';

/** A language by its own name. `chosen`: false where none is chosen yet. */
export function LanguageButton({ language, chosen }: { language: Language; chosen?: false }) {
  const { view, send, w } = useTerminal();
  const press = usePress(() => send({ type: 'choose-language', language }));
  return (
    <button
      type="button"
      className="language"
      aria-pressed={chosen ?? view.language === language}
      {...inLanguage(language)}
      {...press}
    >
      {w(`language.${language}`)}
    </button>
  );
}
