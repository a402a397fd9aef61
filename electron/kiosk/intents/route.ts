/** Who an intent is for: staff who are at the terminal, or the visit that runs. */
import type { ActorRefFrom } from 'xstate';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { Intent } from '../../ipc/view.ts';
import type { Enrolling } from '../staff/enrolment.ts';
import { handleStaffIntent, type StaffIntentDeps } from './staff.ts';
import { START_LANGUAGE } from '../views/present.ts';
import { isForVisit } from './visitor.ts';

export interface RouteDeps {
  actor(): ActorRefFrom<typeof kiosk>;
  /** Staff want to sign in. */
  askStaff(): void;
  readonly staff: Omit<StaffIntentDeps, 'atCounter' | 'enrolling' | 'send'>;
  readonly enrolling: Enrolling | null;
  /** A visitor begins a service. */
  onBegun(tile: string): void;
  changed(): void;
}

export function createRouter({
  actor,
  askStaff,
  staff,
  enrolling,
  onBegun,
  changed,
}: RouteDeps): (intent: Intent) => void {
  return (intent) => {
    const now = actor().getSnapshot();
    if (intent.type === 'open-tile') onBegun(intent.id);
    if (intent.type === 'staff-gesture') return askStaff();
    if (!now.matches({ operator: 'none' })) {
      actor().send({ type: 'operator-touch' });
      const deps: StaffIntentDeps = {
        ...staff,
        atCounter: () => now.matches({ operator: 'staff' }) && now.context.tab === 'pick-up',
        enrolling: () => (now.matches({ operator: { technician: 'enrolment' } }) ? enrolling : null),
        send: (event) => actor().send(event),
      };
      handleStaffIntent(deps, intent, now.matches({ operator: 'signingIn' }));
    } else if (intent.type === 'wake') {
      actor().send({ type: 'wake' });
    } else if (
      (intent.type === 'choose-language' || intent.type === 'open-sheet') &&
      now.matches({ service: 'attract' })
    ) {
      // A language on the start page wakes the terminal in it, and what is to be read there over the first screen.
      actor().send({ type: 'wake' });
      actor().send({ type: 'visitor', event: intent });
    } else if (intent.type === 'open-tile' && now.matches({ service: 'attract' })) {
      // What stands on the start page is said in its own language, and is touched by those who read it.
      actor().send({ type: 'wake' });
      actor().send({ type: 'visitor', event: { type: 'choose-language', language: START_LANGUAGE } });
      actor().send({ type: 'visitor', event: intent });
    } else if (now.matches({ service: 'visiting' })) {
      // A pause is ended only by its own answer; everything else shows that somebody is there.
      if (intent.type !== 'leave') actor().send({ type: 'visitor', event: { type: 'touch' } });
      if (intent.type !== 'touch' && isForVisit(intent)) actor().send({ type: 'visitor', event: intent });
    }
    changed();
  };
}
