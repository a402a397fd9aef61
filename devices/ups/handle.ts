import { callsOf, common, type DeviceCalls, type BaseHandle } from '../terminal/handle.ts';
import type { PowerReading, Ups, UpsStatus } from './ups.ts';
import { VERBS } from './verbs.ts';

/** A UPS in another process. */
export interface UpsHandle extends Omit<BaseHandle<UpsStatus>, 'class'> {
  readonly class: 'ups';
  /** As of the last poll; null while there is none that counts, or while the host is down. */
  power(): Promise<PowerReading | null>;
}

export function upsHandle(device: DeviceCalls): UpsHandle {
  return {
    class: 'ups',
    ...common<UpsStatus>(device),
    async power() {
      const called = await callsOf<Ups, typeof VERBS>(device, VERBS).power();
      return called.ok ? called.value : null;
    },
  };
}
