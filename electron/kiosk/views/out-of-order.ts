import type { ScreenOf } from '../../ipc/view.ts';
import { say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';

/** What visitors read while the terminal takes no visits. `text`: staff's own words; empty for the usual ones. */
export function outOfOrderScreen({ config }: AppState, text: string): ScreenOf<'out-of-order'> {
  const { phone } = config.town;
  return {
    kind: 'out-of-order',
    text: text === '' ? null : text,
    works: [say('works.counter'), ...(phone === null ? [] : [say('works.phone', { phone })])],
  };
}
