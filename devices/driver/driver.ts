import type { Clock } from '../../base/clock.ts';
import type { Frame } from './frames.ts';
import type { DeviceStatus } from './status.ts';

export interface DeviceIdentity {
  readonly maker: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** The maker's serial number; of a payment terminal its terminal id (TID). */
  readonly serial: string | null;
}

/** What the drivers of all classes have in common; a class adds its verbs. */
export interface Driver<S extends DeviceStatus = DeviceStatus> {
  status(): S;
  /** Null until the device has said who it is. */
  identity(): DeviceIdentity | null;
  /** The last frames of the wire, oldest first. */
  frames(): readonly Frame[];
  onStatus(listener: (status: S) => void): () => void;
  /** Drops the link and begins anew, with failures and quarantine forgotten. Waits for a job under way. */
  restart(): Promise<void>;
  /** Frees the link and ends all waiting; the instance is not used again. */
  close(): Promise<void>;
}

/** What every driver is given by the program that runs it. */
export interface DriverSurroundings {
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the jitter of the back-off. */
  readonly random: () => number;
  readonly hotPlug?: HotPlug | undefined;
}

/**
 * Calls its listeners when something was plugged in or out, without saying what: each listener looks for its own
 * device.
 */
export interface HotPlug {
  onChange(listener: () => void): () => void;
}
