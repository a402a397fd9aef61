import type { DeviceFacts } from '../app-state.ts';
import type { CheckRecord } from '../store/store.ts';
import { works } from '../../../devices/driver/status.ts';
import { SELF_TESTS, type StepResult } from './self-tests.ts';

/** What is known of one device's fitness: how it is now, and how its last self-test went. */
export interface DeviceReadiness {
  readonly name: string;
  readonly class: DeviceFacts['class'];
  readonly state: string;
  readonly reasons: readonly string[];
  readonly identity: DeviceFacts['identity'];
  /** Works now. */
  readonly works: boolean;
  /** Of the newest run; empty where it was never tested. */
  readonly steps: readonly { readonly id: string; readonly result: StepResult | 'open' }[];
  /** When the newest run began; milliseconds since the epoch. */
  readonly tested: number | null;
}

/**
 * `ready`: all devices work and passed their last self-test. `untested`: all work, and some test is missing or was not
 * finished. `not-ready`: a device does not work, or failed its test.
 */
export interface Readiness {
  readonly at: number;
  readonly result: 'ready' | 'untested' | 'not-ready';
  readonly devices: readonly DeviceReadiness[];
}

export function readiness(devices: readonly DeviceFacts[], records: readonly CheckRecord[], at: number): Readiness {
  const found = devices.map((device): DeviceReadiness => {
    const own = records.filter((record) => record.device === device.name);
    const newest = own.at(-1)?.run;
    const run = own.filter((record) => record.run === newest);
    const { status } = device;
    return {
      name: device.name,
      class: device.class,
      state: status.state,
      identity: device.identity,
      works: works(status),
      reasons: 'reasons' in status ? status.reasons : 'reason' in status ? [status.reason] : [],
      tested: run[0]?.at ?? null,
      steps:
        newest === undefined
          ? []
          : SELF_TESTS[device.class].map(({ id }) => ({
              id,
              result: run.find((record) => record.step === id)?.result ?? 'open',
            })),
    };
  });
  const failed = found.some((device) => !device.works || device.steps.some(({ result }) => result === 'failed'));
  const complete = found.every(
    (device) => device.steps.length > 0 && device.steps.every(({ result }) => result === 'passed'),
  );
  return { at, devices: found, result: failed ? 'not-ready' : complete ? 'ready' : 'untested' };
}
