import type { ReactNode } from 'react';

/** A screen's one heading; the focus starts here. */
export const Title = ({ children, lang, dir }: { children: ReactNode; lang?: string; dir?: 'ltr' | 'rtl' }) => (
  <h1 className="title" tabIndex={-1} lang={lang} dir={dir}>
    {children}
  </h1>
);
