import { callsOf, common, type DeviceCalls, type BaseHandle } from '../terminal/handle.ts';
import type { InputEvent, IoBoard, IoBoardStatus, Light, LightState } from './io-board.ts';
import { VERBS } from './verbs.ts';

/** A board in another process. */
export interface IoBoardHandle extends BaseHandle<IoBoardStatus> {
  readonly class: 'io-board';
  onEvent(listener: (event: InputEvent) => void): () => void;
  /** False while the host is down: it forgets what the lights should show. */
  light(name: Light, state: LightState): Promise<boolean>;
}

export const ioBoardHandle = (device: DeviceCalls): IoBoardHandle => ({
  class: 'io-board',
  ...common<IoBoardStatus>(device),
  onEvent: (listener) => device.onEvent((event) => listener(event as InputEvent)),
  light: async (name, state) => (await callsOf<IoBoard, typeof VERBS>(device, VERBS).light(name, state)).ok,
});
