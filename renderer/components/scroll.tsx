import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

/** After this often the buttons stay. */
const GONE_AT_MOST = 3;
const NOTHING_MORE = { up: false, down: false, buttons: false };

/**
 * What does not fit scrolls down, shows that it does, and can be scrolled by buttons as well as by the finger.
 * `follow`: whenever this is another, the end is shown.
 */
export function Scroll({ children, label, follow }: { children: ReactNode; label?: string; follow?: string }) {
  const { w } = useTerminal();
  const box = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState(NOTHING_MORE);
  const measured = useRef(NOTHING_MORE);
  /** How often the buttons have gone. */
  const gone = useRef(0);
  const measure = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const now = measured.current;
    const up = element.scrollTop > 4;
    const down = element.scrollTop + element.clientHeight < element.scrollHeight - 4;
    // Beside the buttons there is less room, and what then needs fewer lines may fit: they would come and go for ever.
    const buttons = up || down || (now.buttons && gone.current >= GONE_AT_MOST);
    if (now.up === up && now.down === down && now.buttons === buttons) return;
    if (now.buttons && !buttons) gone.current += 1;
    measured.current = { up, down, buttons };
    setMore(measured.current);
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [measure]);
  useEffect(() => {
    if (follow !== undefined && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow]);
  const scroll = (direction: 1 | -1): void =>
    box.current?.scrollBy({
      top: direction * box.current.clientHeight * 0.8,
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    });
  const up = usePress(() => scroll(-1), { again: true });
  const down = usePress(() => scroll(1), { again: true });
  return (
    <div className="scroll" data-up={more.up} data-down={more.down}>
      <div
        className="scroll__box"
        ref={box}
        onScroll={measure}
        {...(more.buttons ? { tabIndex: 0, role: 'region', 'aria-label': label ?? w('bar.scrollDown') } : {})}
      >
        <div className="scroll__content">{children}</div>
      </div>
      {more.buttons ? (
        <div className="scroll__buttons">
          <button
            type="button"
            className="scroll__button"
            aria-label={w('bar.scrollUp')}
            aria-disabled={!more.up}
            {...up}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            className="scroll__button"
            aria-label={w('bar.scrollDown')}
            aria-disabled={!more.down}
            {...down}
          >
            <Icon name="down" />
          </button>
        </div>
      ) : null}
    </div>
  );
}
