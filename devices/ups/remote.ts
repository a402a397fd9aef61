import { common, type DeviceCalls, type RemoteDevice } from '../terminal/handle.ts';
import type { PowerReading, UpsStatus } from './ups.ts';

/** A UPS in another process. */
export interface RemoteUps extends Omit<RemoteDevice<UpsStatus>, 'class'> {
  readonly class: 'ups';
  /** As of the last poll; null while there is none that counts, or while the host is down. */
  power(): Promise<PowerReading | null>;
}

/** Milliseconds. */
const POWER_LIMIT = 2_000;

export function remoteUps(device: DeviceCalls): RemoteUps {
  return {
    class: 'ups',
    ...common<UpsStatus>(device),
    async power() {
      const called = await device.call<PowerReading | null>('power', [], { limit: POWER_LIMIT });
      return called.ok ? called.value : null;
    },
  };
}
