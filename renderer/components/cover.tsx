import type { ReactNode } from 'react';
import { useTerminal } from '../context.tsx';
import { Button } from './button.tsx';
import { useHeadingFocus } from './focus.ts';
import { Scroll } from './scroll.tsx';

/** Lies over the lower part of the screen, as high as it needs; what does not fit is scrolled. */
export function Cover({
  title,
  close,
  kind,
  children,
}: {
  title: string;
  /** What its last button says. */
  close: string;
  kind: 'display' | 'help' | 'languages' | 'legal';
  children: ReactNode;
}) {
  const { send } = useTerminal();
  const heading = useHeadingFocus(title);
  return (
    <div className="overlay">
      <section className={`cover cover--${kind}`} role="dialog" aria-modal="true" aria-labelledby="cover-title">
        <h2 id="cover-title" className="cover__title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Scroll label={title}>{children}</Scroll>
        <Button
          tone="primary"
          icon={kind === 'display' ? 'done' : 'close'}
          label={close}
          onPress={() => send({ type: 'close-sheet' })}
        />
      </section>
    </div>
  );
}
