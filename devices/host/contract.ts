import { z } from 'zod';
import { DeviceConfig } from '../config.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import type { Frame } from '../driver/frames.ts';
import type { DeviceStatus } from '../driver/status.ts';

/** The first message to a device host. */
export const HostConfig = z.strictObject({
  devices: z.array(DeviceConfig),
  /** TrueType files of Noto Sans and Noto Sans Arabic, regular and bold. */
  fonts: z.array(z.string().min(1)),
  /** Names of devices that had a job under way when an earlier host, or the terminal, ended. */
  interrupted: z.array(z.string()).default([]),
});
export type HostConfig = z.infer<typeof HostConfig>;

/** What the terminal may ask of a device host. */
export interface HostFunctions {
  start(config: HostConfig): Promise<void>;
  /** One verb of one device's class; typed by the class's `handle.ts`. */
  call(name: string, verb: string, args: readonly unknown[]): Promise<unknown>;
  frames(name: string): Promise<readonly Frame[]>;
  /** Drops the device's link and begins anew. */
  restart(name: string): Promise<void>;
  /**
   * Takes the device's port for a moment and tests it with a plug that returns what is sent; false where it has no
   * serial port.
   */
  loopBack(name: string): Promise<boolean>;
  /** The heartbeat. */
  ping(): Promise<'pong'>;
  stop(): Promise<void>;
}

/** What a device host tells without being asked, and what it asks of the terminal. */
export interface HostEvents {
  status(name: string, status: DeviceStatus, identity: DeviceIdentity | null): void;
  /** Typed by the class's `handle.ts`. */
  event(name: string, event: unknown): void;
  /** Answers once it is on disk; false where it could not be written. */
  appendToJournal(name: string, entry: unknown): Promise<boolean>;
}
