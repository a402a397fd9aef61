/** Input by devices at the terminal: a code is read, a badge is shown, the service key is turned. */
import type { ActorRefFrom } from 'xstate';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { VisitEvent } from '../../../state-machines/visit.ts';
import type { View } from '../../ipc/view.ts';
import type { Log } from '../log/log.ts';
import type { DeviceEventDeps } from '../terminal/device-events.ts';
import type { StaffSignIn } from '../staff/sign-in.ts';

export interface DeviceInputDeps {
  actor(): ActorRefFrom<typeof kiosk>;
  readonly signIn: StaffSignIn;
  readonly log: Log;
  view(): View;
  changed(): void;
}

export interface DeviceInput extends Pick<
  DeviceEventDeps,
  'readDocument' | 'readCase' | 'unreadable' | 'badge' | 'serviceKey'
> {
  /** The gesture on the display: staff want to sign in. */
  askStaff(): void;
}

export function createDeviceInput({ actor, signIn, log, view, changed }: DeviceInputDeps): DeviceInput {
  async function toSignIn(): Promise<void> {
    await signIn.begin();
    actor().send({ type: 'staff-gesture' });
  }
  /** What a device did for the visitor wakes the terminal, and counts as a touch. */
  function visitor(event: VisitEvent): void {
    const now = actor().getSnapshot();
    if (!now.matches({ operator: 'none' }) || view().overlay !== undefined) return;
    if (now.matches({ service: 'attract' })) actor().send({ type: 'wake' });
    actor().send({ type: 'visitor', event: { type: 'touch' } });
    actor().send({ type: 'visitor', event });
    changed();
  }
  /** An unknown badge must not take the screen from a visitor: any card in a pocket may look like one. */
  async function showBadge(id: string, device: string): Promise<void> {
    const known = await signIn.knows(id);
    if (known === null) return;
    log.write('badge.shown', { device, known });
    const now = actor().getSnapshot();
    if (now.matches({ service: 'starting' })) return;
    if (now.matches({ operator: 'none' })) {
      if (!known && !now.matches({ service: 'attract' })) return;
      await toSignIn();
    }
    signIn.show();
    changed();
  }
  const askStaff = (): void => void toSignIn().then(changed);
  return {
    readDocument: (read) => visitor({ type: 'document-read', read }),
    readCase: (read) => visitor({ type: 'case-read', read }),
    unreadable: () => visitor({ type: 'unreadable' }),
    badge: (id, device) => void showBadge(id, device),
    serviceKey: askStaff,
    askStaff,
  };
}
