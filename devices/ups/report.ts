import type { DeviceIdentity } from '../driver/driver.ts';
import type { Variables } from './protocol.ts';
import { isStatusWord, type Meaning, STATUS_WORDS, type StatusWord } from './status-words.ts';
import type { PowerReading, UpsDegraded, UpsStatus } from './ups.ts';

const wordsIn = (variables: Variables): readonly string[] =>
  (variables.get('ups.status') ?? '').split(/\s+/).filter((word) => word !== '');
const flagsOf = (variables: Variables): ReadonlySet<StatusWord> => new Set(wordsIn(variables).filter(isStatusWord));

/** Words of `ups.status` that NUT does not name, for the frames. */
export const strangeWords = (variables: Variables): readonly string[] =>
  wordsIn(variables).filter((word) => !isStatusWord(word));

/**
 * The outlets are said to be switched off. Some devices say so for seconds while a self-test begins
 * (networkupstools/nut#2104).
 */
export const saysOff = (variables: Variables): boolean => flagsOf(variables).has('OFF');

/**
 * On battery and nearly empty, by upsmon's rule: a forced shutdown always is, OB with LB is unless the device is
 * calibrating, when it empties its battery on purpose with the mains there (networkupstools/nut, pull request 817). A
 * driver that says CAL for good (networkupstools/nut#2168) can still order the shutdown with FSD.
 */
const ends = (flags: ReadonlySet<StatusWord>): boolean =>
  flags.has('FSD') || (flags.has('OB') && flags.has('LB') && !flags.has('CAL'));

/**
 * What a list of variables says. Null: the device has just been found and does not know its state yet (`WAIT`).
 * `offForGood`: it has been saying OFF for long enough to be believed.
 */
export function statusOf(variables: Variables, offForGood = true): UpsStatus | null {
  const flags = flagsOf(variables);
  if (ends(flags)) return { state: 'faulted', reason: 'low-battery' };
  if (flags.has('WAIT')) return null;
  if (flags.has('OFF') && offForGood) return { state: 'needs-staff', reason: 'off' };
  const meanings = new Set<Meaning>([...flags].map((flag) => STATUS_WORDS[flag]));
  const reasons = ORDER.filter((reason) => meanings.has(reason));
  if (reasons.length > 0) return { state: 'degraded', reasons };
  return flags.size === 0 ? { state: 'faulted', reason: 'no-status' } : { state: 'ready' };
}

/** The most urgent first. */
const ORDER: readonly UpsDegraded[] = [
  'on-battery',
  'low-battery',
  'replace-battery',
  'overload',
  'bypass',
  'calibration',
  'alarm',
];

/** What the daemon's refusal means for us; null where it means that we do not understand each other. */
export function refusedStatus(code: string): UpsStatus | null {
  switch (code) {
    case 'DATA-STALE':
      return { state: 'needs-staff', reason: 'data-stale' };
    case 'DRIVER-NOT-CONNECTED':
      return { state: 'faulted', reason: 'driver-not-connected' };
    case 'UNKNOWN-UPS':
      return { state: 'faulted', reason: 'unknown-ups' };
    case 'ACCESS-DENIED':
    case 'INVALID-USERNAME':
    case 'INVALID-PASSWORD':
    case 'USERNAME-REQUIRED':
    case 'PASSWORD-REQUIRED':
      return { state: 'faulted', reason: 'access-denied' };
    default:
      return null;
  }
}

/** The names are those of NUT's variables; `ups.*` is older, `device.*` newer, and drivers fill either. */
export function identityOf(variables: Variables): DeviceIdentity {
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => variables.get(name)?.trim() ?? '').find((value) => value !== '') ?? null;
  return {
    maker: first('ups.mfr', 'device.mfr'),
    model: first('ups.model', 'device.model'),
    firmware: first('ups.firmware'),
    serial: first('ups.serial', 'device.serial'),
  };
}

export function powerOf(variables: Variables): PowerReading {
  const flags = flagsOf(variables);
  return {
    source: flags.has('OB') ? 'battery' : flags.has('OL') ? 'mains' : null,
    charge: numberOf(variables, 'battery.charge', 100),
    runtime: numberOf(variables, 'battery.runtime', Number.MAX_SAFE_INTEGER),
    load: numberOf(variables, 'ups.load', 1_000),
  };
}

function numberOf(variables: Variables, name: string, most: number): number | null {
  const text = variables.get(name)?.trim() ?? '';
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return value <= most ? value : null;
}
