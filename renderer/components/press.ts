import { useRef, type MouseEvent, type PointerEvent } from 'react';

/** How far a finger may move and still have pressed (reports of trembling hands), CSS pixels. */
const SLOP = 30;
/** The same control is deaf this long after a press: a second touch on the same action does nothing. */
const DEAF_MS = 350;

/** Presses by finger, mouse or key; `again` is for keys of a keyboard, which may follow each other fast. */
export function usePress(onPress: () => void, { again = false, disabled = false } = {}) {
  const down = useRef<{ x: number; y: number; id: number } | null>(null);
  const deafUntil = useRef(0);
  const press = (): void => {
    const now = performance.now();
    if (disabled || (!again && now < deafUntil.current)) return;
    deafUntil.current = now + DEAF_MS;
    onPress();
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button === 0) down.current = { x: event.clientX, y: event.clientY, id: event.pointerId };
    },
    onPointerUp(event: PointerEvent) {
      const began = down.current;
      down.current = null;
      if (began === null || began.id !== event.pointerId) return;
      if (Math.hypot(event.clientX - began.x, event.clientY - began.y) <= SLOP) press();
    },
    onPointerCancel() {
      down.current = null;
    },
    /** Enter and space arrive as a click without a pointer. */
    onClick(event: MouseEvent) {
      if (event.detail === 0) press();
    },
  };
}
