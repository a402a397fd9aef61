import type { DeviceStatus } from '../driver/status.ts';
import type { EventDriver } from '../driver/event-device.ts';

/** What stands open is nothing that the board itself cannot work with; staff see it with its status. */
export type IoBoardStatus = DeviceStatus<never, 'door-open' | 'tampered'>;

/**
 * `door`: the housing is open. `tamper`: somebody works on the housing. `service-key`: the key switch is turned.
 * `presence`: somebody stands there.
 */
export const INPUTS = ['door', 'tamper', 'service-key', 'presence'] as const;
export type Input = (typeof INPUTS)[number];

/** Guidance lights beside the slots: "here, now". */
export const LIGHTS = ['card', 'receipt', 'document', 'payment', 'scanner'] as const;
export type Light = (typeof LIGHTS)[number];
export type LightState = 'off' | 'on' | 'blink';

export interface InputEvent {
  readonly type: 'input';
  readonly input: Input;
  readonly active: boolean;
}

export interface IoBoard extends EventDriver<IoBoardStatus, InputEvent> {
  /** Null before the board was read. */
  input(name: Input): boolean | null;
  /** As wished, also after the board was away meanwhile; a light that is not wired is no mistake. */
  light(name: Light, state: LightState): void;
}
