import type { Clock } from '../../base/clock.ts';
import type { DeviceClass, DeviceConfig } from '../config.ts';
import { createHandle, type DeviceHandle } from './handles.ts';
import { HOST_BUDGET, type HostProcess, type HostState, type SupervisedHost, superviseHost } from './supervisor.ts';

/**
 * What goes down together when a native module crashes: a printer's driver takes no payment along, and a payment no
 * printer. Through `eid` go visitors' PINs: nothing else runs there.
 */
export type FaultDomain = 'payment' | 'eid' | 'devices';

const domainOf = (kind: DeviceClass): FaultDomain =>
  kind === 'payment-terminal' ? 'payment' : kind === 'eid' ? 'eid' : 'devices';

export interface FleetOptions {
  readonly configs: readonly DeviceConfig[];
  /** TrueType files for what is drawn on paper. */
  readonly fonts: readonly string[];
  /**
   * A job was open when the terminal ended: printers clear their buffers before anything else. The hosts start when it
   * is known.
   */
  readonly interrupted: boolean | Promise<boolean>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly spawn: (domain: FaultDomain) => HostProcess;
  readonly onHost?: (domain: FaultDomain, state: HostState) => void;
}

/** All devices of a terminal, each in the host of its fault domain. */
export interface Fleet {
  readonly devices: readonly DeviceHandle[];
  /**
   * Ends the program that drives this device and starts another; false while something is under way in it that must not
   * be cut off.
   */
  restartHost(device: string): Promise<boolean>;
  stop(): Promise<void>;
}

export function startFleet({ configs, fonts, interrupted, clock, random, spawn, onHost }: FleetOptions): Fleet {
  const hosts = new Map<FaultDomain, SupervisedHost>();
  const hostOf = new Map<string, SupervisedHost>();
  for (const domain of ['payment', 'eid', 'devices'] as const) {
    const own = configs.filter((config) => domainOf(config.class) === domain);
    if (own.length === 0) continue;
    const namesIf = (is: boolean): string[] => (is ? own.map(({ name }) => name) : []);
    const host = superviseHost({
      spawn: () => spawn(domain),
      clock,
      random,
      budget: HOST_BUDGET,
      config: { devices: own, fonts: [...fonts] },
      interrupted: typeof interrupted === 'boolean' ? namesIf(interrupted) : interrupted.then(namesIf),
    });
    host.onState((state) => onHost?.(domain, state));
    hosts.set(domain, host);
    for (const { name } of own) hostOf.set(name, host);
  }
  return {
    devices: configs.flatMap((config) => {
      const host = hostOf.get(config.name);
      return host === undefined ? [] : [createHandle(config, host.device(config.name))];
    }),
    restartHost: async (device) => (await hostOf.get(device)?.restart()) ?? false,
    async stop() {
      await Promise.all([...hosts.values()].map((host) => host.stop()));
    },
  };
}
