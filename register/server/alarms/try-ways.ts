/** A message to every recipient whose only purpose is to arrive. */
import { randomUUID } from 'node:crypto';
import type { AlarmMessage } from '../../contract/alarms.ts';
import type { Way, WayFault } from './way.ts';

export interface Tried {
  readonly way: Way['name'];
  readonly recipient: number | null;
  /** Null where it was taken. */
  readonly fault: WayFault | null;
}

/** `now`: milliseconds since the epoch. In the order of the settings. */
export async function tryWays(ways: readonly Way[], now: number): Promise<readonly Tried[]> {
  const message: AlarmMessage = {
    id: randomUUID(),
    at: new Date(now).toISOString(),
    type: 'test',
    entries: [],
    more: 0,
  };
  return Promise.all(
    ways.map(async (way) => {
      const sent = await way.send(message, now);
      return { way: way.name, recipient: way.recipient, fault: sent.ok ? null : sent.error };
    }),
  );
}
