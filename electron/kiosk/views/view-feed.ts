import type { Clock } from '../../../base/clock.ts';
import type { View } from '../../ipc/view.ts';

export interface ViewFeed {
  current(): View;
  /** Something that a View shows has changed; all changes of one turn make one View. */
  changed(): void;
  /** Draws at once what is due. */
  flush(): void;
  onView(listener: (view: View) => void): () => void;
  stop(): void;
}

export interface ViewFeedDeps {
  readonly clock: Clock;
  render(revision: number): View;
  /** A countdown is on the display: seconds are shown, not minutes. */
  countsSeconds(): boolean;
  onDrawn(view: View): void;
}

/** Renders the View when something has changed, and when the time that it shows has moved on. */
export function createViewFeed({ clock, render, countsSeconds, onDrawn }: ViewFeedDeps): ViewFeed {
  const listeners = new Set<(view: View) => void>();
  let revision = 0;
  let current = render(revision);
  let queued = false;
  let stopped = false;
  let cancelTick = (): void => undefined;

  function draw(): void {
    current = render((revision += 1));
    for (const listener of listeners) listener(current);
    onDrawn(current);
    cancelTick();
    const span = countsSeconds() ? 1_000 : 60_000;
    cancelTick = clock.after(span - (clock.now() % span), changed);
  }

  function changed(): void {
    if (queued || stopped) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      if (!stopped) draw();
    });
  }

  return {
    current: () => current,
    changed,
    flush() {
      if (!queued) return;
      queued = false;
      draw();
    },
    onView(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stopped = true;
      cancelTick();
    },
  };
}
