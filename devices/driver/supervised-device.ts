import type { ConnectionSupervisor } from './connection-supervisor.ts';
import type { DeviceIdentity, Driver } from './driver.ts';
import { type Frame, FrameRing } from './frames.ts';
import type { DeviceStatus } from './status.ts';

/** What all drivers answer alike: their state is the connection's, their frames are a ring. */
export abstract class SupervisedDevice<S extends DeviceStatus> implements Driver<S> {
  protected abstract readonly life: ConnectionSupervisor<S>;
  protected readonly ring = new FrameRing();

  abstract identity(): DeviceIdentity | null;

  status(): S {
    return this.life.status();
  }

  frames(): readonly Frame[] {
    return this.ring.list();
  }

  onStatus(listener: (status: S) => void): () => void {
    return this.life.onStatus(listener);
  }

  restart(): Promise<void> {
    return this.life.restart();
  }

  close(): Promise<void> {
    return this.life.close();
  }
}
