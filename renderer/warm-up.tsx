/**
 * A page that is made ready behind the display gets no View before it is shown. So that its first View is drawn as fast
 * as any later one, it draws a start page of its own once and takes it away again: then the engine has compiled what
 * draws it, and has loaded its fonts. That start page has what they all have, and nothing of this terminal.
 */
import { useEffect, type ReactNode } from 'react';
import { createTranslate } from '../locales/translate.ts';
import type { Language, View } from '../electron/ipc/view.ts';
import { TerminalProvider } from './context.tsx';
import { loadHyphenation } from './typeset.ts';

const translate = createTranslate();
const LANGUAGES: readonly Language[] = ['de', 'en', 'ar'];

const START_PAGE: View = {
  revision: 0,
  language: 'de',
  settings: { textSize: 'normal', contrast: 'normal', lowReach: false },
  town: { name: '', terminal: '', place: '', accent: '', arms: null },
  glass: { heightMm: 532, lowerEdgeMm: 800, pointer: false, parts: {} },
  languages: [...LANGUAGES],
  clock: '',
  bar: { back: false, home: null, cancel: false, help: false, pause: false, languages: false, settings: false },
  screen: {
    kind: 'attract',
    greetings: LANGUAGES.map((language) => ({ text: translate(language, { key: 'attract.greeting' }), language })),
    near: false,
    hours: [],
    offers: [],
  },
  spoken: [],
};

/** Draws its children for that start page, out of reach of every touch; `onDone` where all of it is loaded. */
export function WarmUp({ children, onDone }: { readonly children: ReactNode; onDone(): void }) {
  useEffect(() => {
    let over = false;
    // A hidden window draws no frame that would lay it out, and the fonts are asked for by the lay-out.
    document.body.getBoundingClientRect();
    void Promise.all([document.fonts.ready, loadHyphenation()]).then(() => {
      if (!over) onDone();
    });
    return () => {
      over = true;
    };
  }, [onDone]);
  return (
    <div inert>
      <TerminalProvider view={START_PAGE} parted={false}>
        {children}
      </TerminalProvider>
    </div>
  );
}

/** Said by the address when the program begins; from then on the address is that of every page. */
export const isBehindDisplay = location.hash === '#next';
if (isBehindDisplay) history.replaceState(null, '', location.pathname);
