import type { SnapshotFrom } from 'xstate';
import type { HeartbeatRequest } from '../../../register/contract/contract.ts';
import type { kiosk } from '../../../state-machines/kiosk.ts';
import type { Block } from '../store/store.ts';

/** What the terminal is doing, as it is reported to the register. */
export function modeOf(snapshot: SnapshotFrom<typeof kiosk>, block: Block): HeartbeatRequest['mode'] {
  if (snapshot.matches({ operator: 'technician' })) return 'technician';
  if (!snapshot.matches({ operator: 'none' })) return 'staff';
  if (block.locked) return 'locked';
  if (block.outOfOrder || snapshot.matches({ service: 'failed' }) || snapshot.matches({ service: 'unpurged' }))
    return 'out-of-order';
  return snapshot.matches({ service: 'starting' }) ? 'starting' : 'in-service';
}
