import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * What lies over the screen begins at its heading, whenever that is another one; when it goes, who walks by keys is
 * where they were before.
 */
export function useHeadingFocus(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      // Only then is it no longer inert.
      queueMicrotask(() => {
        if (before instanceof HTMLElement && document.activeElement === document.body)
          before.focus({ preventScroll: true });
      });
    };
  }, []);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
  return heading;
}
