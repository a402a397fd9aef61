import type { DeviceFacts } from '../app-state.ts';
import type { CheckRecord } from '../store/store.ts';
import { works } from '../../../devices/driver/status.ts';
import type { ReadinessStepResult } from '../../../register/contract/contract.ts';
import { SELF_TESTS, type StepResult } from './self-tests.ts';

/** What a technician's check can have come to; `open`: not finished. */
type RecordedResult = StepResult | 'open';

/** A device's self-test: empty where it was never tested. */
export interface TestedSteps<R extends ReadinessStepResult = ReadinessStepResult> {
  readonly steps: readonly { readonly id: string; readonly result: R }[];
  /** When it began; milliseconds since the epoch. */
  readonly tested: number | null;
}

/** What is known of one device's fitness: how it is now, and how its last self-test went. */
export interface DeviceReadiness<R extends ReadinessStepResult = ReadinessStepResult> extends TestedSteps<R> {
  readonly name: string;
  readonly class: DeviceFacts['class'];
  readonly state: string;
  readonly reasons: readonly string[];
  readonly identity: DeviceFacts['identity'];
  /** Works now. */
  readonly works: boolean;
}

/**
 * `ready`: all devices work and passed their last self-test. `untested`: all work, and some test is missing or was not
 * finished. `not-ready`: a device does not work, or failed its test.
 */
export interface Readiness<R extends ReadinessStepResult = ReadinessStepResult> {
  readonly at: number;
  readonly result: 'ready' | 'untested' | 'not-ready';
  readonly devices: readonly DeviceReadiness<R>[];
}

/** What the technician's checks found, by the newest run of each device. */
export const readiness = (
  devices: readonly DeviceFacts[],
  records: readonly CheckRecord[],
  at: number,
): Readiness<RecordedResult> => judged(devices, at, (device) => lastRun(device, records));

/** `testOf`: how a device's test went. */
export function judged<R extends ReadinessStepResult>(
  devices: readonly DeviceFacts[],
  at: number,
  testOf: (device: DeviceFacts) => TestedSteps<R>,
): Readiness<R> {
  const found = devices.map((device): DeviceReadiness<R> => {
    const { status } = device;
    return {
      name: device.name,
      class: device.class,
      state: status.state,
      identity: device.identity,
      works: works(status),
      reasons: 'reasons' in status ? status.reasons : 'reason' in status ? [status.reason] : [],
      ...testOf(device),
    };
  });
  const failed = found.some((device) => !device.works || device.steps.some(({ result }) => result === 'failed'));
  const complete = found.every(
    (device) => device.steps.length > 0 && device.steps.every(({ result }) => result === 'passed'),
  );
  return { at, devices: found, result: failed ? 'not-ready' : complete ? 'ready' : 'untested' };
}

function lastRun(device: DeviceFacts, records: readonly CheckRecord[]): TestedSteps<RecordedResult> {
  const own = records.filter((record) => record.device === device.name);
  const newest = own.at(-1)?.run;
  if (newest === undefined) return { tested: null, steps: [] };
  const run = own.filter((record) => record.run === newest);
  return {
    tested: run[0]?.at ?? null,
    steps: SELF_TESTS[device.class].map(({ id }) => ({
      id,
      result: run.find((record) => record.step === id)?.result ?? 'open',
    })),
  };
}
