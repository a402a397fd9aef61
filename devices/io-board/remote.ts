import { common, type DeviceCalls, type RemoteDevice } from '../terminal/handle.ts';
import type { InputEvent, IoBoardStatus, Light, LightState } from './io-board.ts';

/** A board in another process. */
export interface RemoteIoBoard extends RemoteDevice<IoBoardStatus> {
  readonly class: 'io-board';
  onEvent(listener: (event: InputEvent) => void): () => void;
  /** False while the host is down: it forgets what the lights should show. */
  light(name: Light, state: LightState): Promise<boolean>;
}

/** Milliseconds. */
const LIGHT_LIMIT = 2_000;

export const remoteIoBoard = (device: DeviceCalls): RemoteIoBoard => ({
  class: 'io-board',
  ...common<IoBoardStatus>(device),
  onEvent: (listener) => device.onEvent((event) => listener(event as InputEvent)),
  light: async (name, state) => (await device.call<void>('light', [name, state], { limit: LIGHT_LIMIT })).ok,
});
