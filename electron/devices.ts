/** The terminal's devices, as the kiosk sees them: one supervised host for each fault domain. */
import type { DeviceConfig } from '../devices/config.ts';
import type { KioskPrinter } from './kiosk/kiosk.ts';
import type { Log } from './kiosk/log/log.ts';

export function startDevices(_configs: readonly DeviceConfig[], _log: Log): { printers: KioskPrinter[]; stop(): Promise<void> } {
  return { printers: [], stop: async () => undefined };
}
