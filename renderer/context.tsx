import { createContext, use, useMemo, type ReactNode } from 'react';
import { createTranslate, directionOf } from '../locales/translate.ts';
import type { Key } from '../locales/keys.ts';
import { typeset } from './typeset.ts';
import type { Bridge, Intent, Language, Text, View } from '../electron/ipc/view.ts';

declare global {
  interface Window {
    readonly foyer: Bridge;
  }
}

const translate = createTranslate();

interface Terminal {
  readonly view: View;
  send(intent: Intent): void;
  /** A sentence of the kiosk, in the visitor's language. */
  t(text: Text): string;
  /** A word that belongs to the screen itself: labels of controls, headings. */
  w(key: Key, values?: Record<string, string | number>): string;
  /** The same for the ear, without marks for the eye. */
  spoken(text: Text): string;
}

const TerminalContext = createContext<Terminal | null>(null);

/** `parted`: long words can be parted; what is already shown is set anew. */
export function TerminalProvider({
  view,
  parted,
  children,
}: {
  readonly view: View;
  readonly parted: boolean;
  readonly children: ReactNode;
}) {
  const { language } = view;
  const terminal = useMemo<Terminal>(() => {
    const set = (text: string): string => (parted ? typeset(text, language) : text);
    return {
      view,
      send: (intent) => window.foyer.send(intent),
      t: (text) => set(translate(language, text)),
      w: (key, values) => set(translate(language, { key, values })),
      spoken: (text) => translate(language, text),
    };
  }, [view, language, parted]);
  return <TerminalContext value={terminal}>{children}</TerminalContext>;
}

export function useTerminal(): Terminal {
  const terminal = use(TerminalContext);
  if (terminal === null) throw new Error('outside of the terminal');
  return terminal;
}

const UpperPart = createContext<HTMLElement | null>(null);
/** The part of the glass that nobody has to reach, while it is parted off; null where all of it can be reached. */
export const useUpperPart = (): HTMLElement | null => use(UpperPart);
export const UpperPartProvider = UpperPart;

/** Marks words that are in another language than the screen, for the font, the direction and the voice. */
export const inLanguage = (language: Language): { lang: Language; dir: 'ltr' | 'rtl' } => ({
  lang: language,
  dir: directionOf(language),
});
export { directionOf };
