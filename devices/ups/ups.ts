import type { Driver } from '../driver/driver.ts';
import type { DeviceStatus } from '../driver/status.ts';

/**
 * `on-battery`: the mains have failed. `low-battery`: the mains are back, and the next failure would end the terminal
 * soon. `bypass`: the load has no protection. `calibration`: it discharges its battery on purpose. `alarm`: its own
 * panel says what.
 */
export type UpsDegraded =
  | 'on-battery'
  | 'low-battery'
  | 'replace-battery'
  | 'overload'
  | 'bypass'
  | 'calibration'
  | 'alarm';
/** `data-stale`: the daemon has lost the device, mostly its cable. `off`: its outlets are switched off, and stay so. */
export type UpsNeeds = 'data-stale' | 'off';
/**
 * `low-battery`: on battery, and it ends soon (OB LB), or the shutdown was ordered (FSD): begin nothing, finish, shut
 * down. `driver-not-connected`: the daemon's driver does not run. `unknown-ups`: it knows none of this name.
 * `access-denied`: it does not answer us. `no-status`: the device tells no `ups.status`.
 */
export type UpsFault = 'low-battery' | 'driver-not-connected' | 'unknown-ups' | 'access-denied' | 'no-status';
export type UpsStatus = DeviceStatus<UpsNeeds, UpsDegraded, UpsFault>;

/** What the UPS last said of its power. */
export interface PowerReading {
  /** Null where it says neither OL nor OB. */
  readonly source: 'mains' | 'battery' | null;
  /** Per cent of its capacity, 0 to 100; null where it does not say. */
  readonly charge: number | null;
  /** Seconds that the battery will last; null where it does not say. */
  readonly runtime: number | null;
  /** Per cent of its power that is drawn, 0 and up; null where it does not say. */
  readonly load: number | null;
}

export interface Ups extends Driver<UpsStatus> {
  /** As of the last poll; null while there is none that counts. */
  power(): PowerReading | null;
}
