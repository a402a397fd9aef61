import { createBirpc } from 'birpc';
import type { Channel } from './channel.ts';
import type { Clock } from './clock.ts';
import { createDevice, type Device } from './device.ts';
import { HostConfig, type HostEvents, type HostFunctions } from './host-contract.ts';
import type { ReceiptPrinter } from './receipt-printer/receipt-printer.ts';

/**
 * Serves the devices of one fault domain over a channel. Answers calls by name; tells status changes by itself. What a
 * driver throws is a bug and goes to `bug`, which ends the process: the supervisor begins afresh, with clean state.
 */
export function serveDevices(channel: Channel, clock: Clock, random: () => number, bug: (error: Error) => void): { stop(): Promise<void> } {
  const devices = new Map<string, Device>();

  const printer = (name: string): ReceiptPrinter => {
    const device = devices.get(name);
    if (device === undefined) throw new Error(`no receipt printer is named ${JSON.stringify(name)}`);
    return device.driver;
  };

  const stop = async (): Promise<void> => {
    const drivers = [...devices.values()].map(device => device.driver);
    devices.clear();
    await Promise.all(drivers.map(driver => driver.close()));
  };

  const functions: HostFunctions = {
    async start(message) {
      if (devices.size > 0) throw new Error('a host is started once');
      const config = HostConfig.parse(message);
      for (const one of config.devices) {
        const device = createDevice(one, { clock, random, fonts: config.fonts, interrupted: config.interrupted });
        devices.set(device.name, device);
        const tell = (): void => void events.receiptPrinter(device.name, device.driver.status(), device.driver.identity());
        device.driver.onStatus(tell);
        tell();
      }
    },
    print: (name, paper) => printer(name).print(paper),
    frames: async name => printer(name).frames(),
    ping: async () => 'pong',
    stop,
  };

  const events = createBirpc<HostEvents, HostFunctions>(functions, {
    post: message => channel.post(message),
    on: listener => channel.on(listener),
    eventNames: ['receiptPrinter'],
    timeout: -1,
    onFunctionError: error => bug(error),
  });
  return { stop };
}
