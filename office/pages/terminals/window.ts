/** Of a long list, the rows that are in sight are drawn, with some above and below. */
import { useLayoutEffect, useState, type RefObject } from 'react';

export interface Range {
  /** First row, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** Rows beside those in sight: a key held down must find the next one there. */
const BESIDE = 12;

/** `top`: pixels from the window's upper edge to the first row, negative when it is scrolled away. */
export function rangeOf({
  top,
  height,
  row,
  count,
}: {
  top: number;
  height: number;
  row: number;
  count: number;
}): Range {
  const first = Math.floor(-top / row);
  const from = Math.max(0, Math.min(first - BESIDE, count - BESIDE));
  const to = Math.min(count, Math.max(first + Math.ceil(height / row) + BESIDE, BESIDE));
  return { from, to };
}

/** `row`: height of each, pixels. */
export function useRange(body: RefObject<HTMLElement | null>, { row, count }: { row: number; count: number }): Range {
  const [range, setRange] = useState<Range>({ from: 0, to: Math.min(count, 40) });
  useLayoutEffect(() => {
    const look = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const next = rangeOf({ top, height: window.innerHeight, row, count });
      setRange((now) => (now.from === next.from && now.to === next.to ? now : next));
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [body, row, count]);
  return range;
}
