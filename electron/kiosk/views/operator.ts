import type { SnapshotFrom } from 'xstate';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { Screen, ScreenOf } from '../../ipc/view.ts';
import { say } from '../content/wording.ts';
import type { AppState } from '../app-state.ts';
import { deviceView } from './device-words.ts';
import { outboxLine } from './outbox.ts';
import { headOf } from './staff/head.ts';
import { helpCalls } from './staff/help-calls.ts';
import { dayJournal } from './staff/journal.ts';
import { modeOfStaff } from './staff/mode.ts';
import { unfinishedLines } from './staff/unfinished.ts';
import { presentTechnician } from './technician.ts';

/** What staff and technicians see; German only, as the town hall works in German. */
export function presentOperator(snapshot: SnapshotFrom<typeof kiosk>, appState: AppState): Screen | null {
  const { context } = snapshot;
  if (snapshot.matches({ operator: 'signingIn' })) {
    const { digits, problem, waitSeconds, busy, badge } = appState.signIn;
    return {
      kind: 'staff-sign-in',
      digits,
      busy,
      ...(badge === 'none' ? {} : { badge: say(badge === 'known' ? 'staff.badgeKnown' : 'staff.badgeUnknown') }),
      ...(problem === 'wrong'
        ? { problem: say('staff.wrongPin') }
        : problem === 'locked'
          ? { problem: say('staff.wait', { count: waitSeconds }) }
          : {}),
    };
  }
  if (snapshot.matches({ operator: 'staff' })) {
    return {
      kind: 'staff',
      tab: context.tab,
      head: headOf(appState),
      mode: modeOfStaff(appState),
      visitRunning: snapshot.matches({ service: 'visiting' }),
      unfinished: unfinishedLines(appState),
      ...outboxLine(appState),
      ...(appState.journal === null ? {} : { journal: say(JOURNAL[appState.journal]) }),
      pickUp: pickUpOf(appState),
      dayJournal: context.tab === 'journal' ? dayJournal(appState) : null,
      devices: appState.devices.map(deviceView),
      ...(appState.register === 'failed' ? { register: say('staff.registerAway') } : {}),
      help: helpCalls(appState),
      technician: context.role === 'technician',
    };
  }
  if (snapshot.matches({ operator: 'technician' })) return presentTechnician(snapshot, appState);
  return null;
}

const JOURNAL = {
  full: 'staff.journal.full',
  'read-only': 'staff.journal.readOnly',
  damaged: 'staff.journal.damaged',
  unusable: 'staff.journal.unusable',
} as const;
function pickUpOf({ counter: { typed, complete, busy, message } }: AppState): ScreenOf<'staff'>['pickUp'] {
  return { typed, complete, busy, ...(message === null ? {} : { message: say(message) }) };
}
