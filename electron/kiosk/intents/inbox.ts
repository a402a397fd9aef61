import { Intent, type View } from '../../ipc/view.ts';
import type { Log } from '../log/log.ts';
import { isOffered } from './authorize.ts';

/**
 * Takes what came over the bridge: an Intent that the View on the display offers. Anything else is refused and logged.
 */
export function createInbox({
  log,
  view,
  take,
  flush,
}: {
  readonly log: Log;
  view(): View;
  take(intent: Intent): void;
  /** The next intent of a quick finger is judged by what this one made. */
  flush(): void;
}): (message: unknown) => void {
  return (message) => {
    const parsed = Intent.safeParse(message);
    const screen = view().screen.kind;
    if (!parsed.success) return log.write('intent.refused', { intent: 'unknown', screen, reason: 'shape' });
    // Against what is on the display now: a queued View must not widen what the old one offered.
    if (!isOffered(view(), parsed.data))
      return log.write('intent.refused', { intent: parsed.data.type, screen, reason: 'not-offered' });
    take(parsed.data);
    flush();
  };
}
