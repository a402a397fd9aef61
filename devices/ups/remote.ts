import { callsOf, common, type DeviceCalls, type RemoteDevice } from '../terminal/handle.ts';
import type { PowerReading, Ups, UpsStatus } from './ups.ts';
import { VERBS } from './verbs.ts';

/** A UPS in another process. */
export interface RemoteUps extends Omit<RemoteDevice<UpsStatus>, 'class'> {
  readonly class: 'ups';
  /** As of the last poll; null while there is none that counts, or while the host is down. */
  power(): Promise<PowerReading | null>;
}

export function remoteUps(device: DeviceCalls): RemoteUps {
  return {
    class: 'ups',
    ...common<UpsStatus>(device),
    async power() {
      const called = await callsOf<Ups, typeof VERBS>(device, VERBS).power();
      return called.ok ? called.value : null;
    },
  };
}
