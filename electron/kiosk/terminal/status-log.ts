import type { DeviceHandle } from '../../../devices/terminal/handles.ts';
import type { Log } from '../log/log.ts';

/** Every state of every device is logged, with its reasons. */
export function logStatuses(devices: readonly DeviceHandle[], log: Log, changed: () => void): void {
  for (const device of devices) {
    device.onStatus((status) => {
      const reason =
        'reason' in status
          ? { reason: status.reason }
          : 'reasons' in status
            ? { reason: status.reasons.join(' ') }
            : {};
      log.write('device.status', { device: device.name, state: status.state, ...reason });
      changed();
    });
  }
}
