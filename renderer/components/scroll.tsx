import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTerminal } from '../context.tsx';
import { Icon } from './icon.tsx';
import { usePress } from './press.ts';

/**
 * What does not fit scrolls down, shows that it does, and can be scrolled by buttons as well as by the finger.
 * `follow`: whenever this is another, the end is shown.
 */
export function Scroll({ children, label, follow }: { children: ReactNode; label?: string; follow?: string }) {
  const { w } = useTerminal();
  const box = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState({ up: false, down: false });
  const measure = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const up = element.scrollTop > 4;
    const down = element.scrollTop + element.clientHeight < element.scrollHeight - 4;
    setMore((now) => (now.up === up && now.down === down ? now : { up, down }));
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
        {...(more.up || more.down ? { tabIndex: 0, role: 'region', 'aria-label': label ?? w('bar.scrollDown') } : {})}
      >
        <div className="scroll__content">{children}</div>
      </div>
      {more.up || more.down ? (
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
