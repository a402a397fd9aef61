/**
 * What every device of the terminal can say of itself. One life cycle for all classes:
 * absent → opening → identifying → ready ⇄ degraded / needs-staff / busy → faulted → back-off, and quarantined.
 * A class narrows the reasons; the failure of a driver's verb is a status, so that it says what to do.
 */
export type DeviceStatus<
  Needs extends string = string,
  Degraded extends string = string,
  Fault extends string = string,
> =
  /** No link: the port does not exist or nothing answers the connection. */
  | { readonly state: 'absent' }
  | { readonly state: 'opening' }
  /** Linked; asking for identity and status. */
  | { readonly state: 'identifying' }
  | { readonly state: 'ready' }
  /** Works, and somebody should look at the next occasion. Never empty. */
  | { readonly state: 'degraded'; readonly reasons: readonly Degraded[] }
  /** `job`: works for us. `self`: works for itself (hot head, warm-up, update) and is back without anybody's help. */
  | { readonly state: 'busy'; readonly reason: 'job' | 'self' }
  /** Does not work until a person has done something that needs no technician. */
  | { readonly state: 'needs-staff'; readonly reason: Needs }
  /** Does not work, and waiting does not help. Attempts go on all the same. */
  | { readonly state: 'faulted'; readonly reason: Fault | LostReason }
  /** Linked no more; the next attempt comes by itself. */
  | { readonly state: 'back-off'; readonly reason: LostReason }
  /**
   * Came and went too often: left alone for a while, since a service that vanishes in the middle is worse than none.
   */
  | { readonly state: 'quarantined' };

/**
 * `silent`: no answer in time. `protocol`: answers that make no sense. `link`: the port or connection ended. `host`:
 * the program that drives the devices ended.
 */
export type LostReason = 'silent' | 'protocol' | 'link' | 'host';

/** Whether the device can do its work. */
export const works = (status: DeviceStatus): boolean =>
  status.state === 'ready' || status.state === 'degraded' || (status.state === 'busy' && status.reason === 'job');

export function sameStatus(a: DeviceStatus, b: DeviceStatus): boolean {
  if (a.state !== b.state) return false;
  const reasons = (status: DeviceStatus): string =>
    'reasons' in status ? status.reasons.join() : 'reason' in status ? status.reason : '';
  return reasons(a) === reasons(b);
}
