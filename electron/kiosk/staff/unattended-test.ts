/**
 * The devices' self-tests as far as they need nobody: no person, no card, no paper, no money. What is left out says so.
 * Nothing of it is kept with the technician's checks, whose last complete run it must not replace.
 */
import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { Clock } from '../../../base/clock.ts';
import type { TestedSteps } from './report.ts';
import { SELF_TESTS, type Step } from './self-tests.ts';

/** By the device's name; null where somebody came to the terminal meanwhile: they have the devices first. */
export async function testUnattended(
  devices: readonly DeviceHandle[],
  clock: Pick<Clock, 'now'>,
  mayGoOn: () => boolean,
): Promise<ReadonlyMap<string, TestedSteps> | null> {
  const found = new Map<string, TestedSteps>();
  for (const device of devices) {
    const tested = clock.now();
    const steps: TestedSteps['steps'][number][] = [];
    const todo: readonly Step[] = SELF_TESTS[device.class];
    for (const step of todo) {
      if (!mayGoOn()) return null;
      steps.push({ id: step.id, result: await resultOf(step, device) });
    }
    found.set(device.name, { tested, steps });
  }
  return mayGoOn() ? found : null;
}

async function resultOf(step: Step, device: DeviceHandle): Promise<TestedSteps['steps'][number]['result']> {
  if (step.kind !== 'auto' || !step.alone) return 'needs-somebody';
  return (await step.run(device)) ? 'passed' : 'failed';
}
