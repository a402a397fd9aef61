import { useEffect, useRef, type RefObject } from 'react';

/**
 * Whoever walks by keys keeps their place: where what had the focus within `box` is taken away, by oneself or by
 * somebody else, the focus goes to `instead`.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>, instead: RefObject<HTMLElement | null>): void {
  const last = useRef<EventTarget | null>(null);
  useEffect(() => {
    const at = box.current;
    const note = ({ target }: FocusEvent): void => {
      last.current = target;
    };
    at?.addEventListener('focusin', note);
    return () => at?.removeEventListener('focusin', note);
  }, [box]);
  useEffect(() => {
    if (!(last.current instanceof Element) || last.current.isConnected || document.activeElement !== document.body)
      return;
    last.current = null;
    instead.current?.focus();
  });
}
