import type { ScreenOf } from '../../../ipc/view.ts';
import { say } from '../../content/wording.ts';
import type { AppState } from '../../app-state.ts';
import { outOfOrderScreen } from '../out-of-order.ts';

/** The one switch: what the terminal does, what is chosen instead, and what would come of it. */
export function modeOfStaff(appState: AppState): ScreenOf<'staff'>['mode'] {
  const { now, chosen, text, isChanged } = appState.modeSwitch;
  const closed = chosen !== 'in-service';
  return {
    now,
    chosen,
    text,
    confirm: isChanged,
    effects: [
      say(`staff.modeEffect.${chosen}`),
      ...(closed ? [say('staff.modeEffect.visit'), say('staff.modeEffect.staff')] : []),
      ...(chosen === 'out-of-order' && now === 'out-of-order' && appState.block.locked
        ? [say('staff.modeEffect.lockedToo')]
        : []),
    ],
    preview: closed ? outOfOrderScreen(appState, text) : null,
  };
}
