import type { ReactNode } from 'react';

/** Letters from which a heading is set smaller: a service's or town's whole name in it has up to 120. */
const LONG = 60;
export const isLong = (words: ReactNode): boolean => typeof words === 'string' && words.length > LONG;

/** A screen's one heading; the focus starts here. */
export const Title = ({ children, lang, dir }: { children: ReactNode; lang?: string; dir?: 'ltr' | 'rtl' }) => (
  <h1 className="title" data-long={isLong(children)} tabIndex={-1} lang={lang} dir={dir}>
    {children}
  </h1>
);
