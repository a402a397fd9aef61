import type { DeviceIdentity } from '../driver.ts';
import type { Variables } from './protocol.ts';
import type { PowerReading, UpsDegraded, UpsStatus } from './ups.ts';

/**
 * What a list of variables says. The words of `ups.status` are those of NUT's `new-drivers` chapter: OL, OB, LB, HB, RB, CHRG,
 * DISCHRG, BYPASS, CAL, OFF, OVER, TRIM, BOOST, FSD, ALARM; drivers add others, which say nothing to us.
 */
const DEGRADED: readonly (readonly [flag: string, reason: UpsDegraded])[] = [
  ['OB', 'on-battery'], ['LB', 'low-battery'], ['RB', 'replace-battery'], ['OVER', 'overload'], ['BYPASS', 'bypass'], ['CAL', 'calibration'], ['ALARM', 'alarm'],
];

const flagsOf = (variables: Variables): ReadonlySet<string> => new Set((variables.get('ups.status') ?? '').split(/\s+/).filter(flag => flag !== ''));

/** Null: it has just been found and does not know its state yet (`WAIT`). */
export function statusOf(variables: Variables): UpsStatus | null {
  const flags = flagsOf(variables);
  if (flags.has('FSD') || (flags.has('OB') && flags.has('LB'))) return { state: 'faulted', reason: 'low-battery' };
  if (flags.has('WAIT')) return null;
  if (flags.has('OFF')) return { state: 'needs-staff', reason: 'off' };
  const reasons = DEGRADED.filter(([flag]) => flags.has(flag)).map(([, reason]) => reason);
  if (reasons.length > 0) return { state: 'degraded', reasons };
  return flags.size === 0 ? { state: 'faulted', reason: 'no-status' } : { state: 'ready' };
}

/** What the daemon's refusal means for us; null where it means that we do not understand each other. */
export function refusedStatus(code: string): UpsStatus | null {
  switch (code) {
    case 'DATA-STALE': return { state: 'needs-staff', reason: 'data-stale' };
    case 'DRIVER-NOT-CONNECTED': return { state: 'faulted', reason: 'driver-not-connected' };
    case 'UNKNOWN-UPS': return { state: 'faulted', reason: 'unknown-ups' };
    case 'ACCESS-DENIED': case 'INVALID-USERNAME': case 'INVALID-PASSWORD': case 'USERNAME-REQUIRED': case 'PASSWORD-REQUIRED':
      return { state: 'faulted', reason: 'access-denied' };
    default: return null;
  }
}

/** The names are those of NUT's variables; `ups.*` is older, `device.*` newer, and drivers fill either. */
export function identityOf(variables: Variables): DeviceIdentity {
  const first = (...names: readonly string[]): string | null => names.map(name => variables.get(name)?.trim() ?? '').find(value => value !== '') ?? null;
  return { maker: first('ups.mfr', 'device.mfr'), model: first('ups.model', 'device.model'), firmware: first('ups.firmware'), serial: first('ups.serial', 'device.serial') };
}

export function powerOf(variables: Variables): PowerReading {
  return {
    source: flagsOf(variables).has('OB') ? 'battery' : 'mains',
    charge: numberOf(variables, 'battery.charge', 100), runtime: numberOf(variables, 'battery.runtime', Number.MAX_SAFE_INTEGER), load: numberOf(variables, 'ups.load', 1_000),
  };
}

function numberOf(variables: Variables, name: string, most: number): number | null {
  const text = variables.get(name)?.trim() ?? '';
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return value <= most ? value : null;
}
