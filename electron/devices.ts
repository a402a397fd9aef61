/** The terminal's devices, as the kiosk sees them: one supervised host for each fault domain. */
import { systemClock } from '../devices/clock.ts';
import type { DeviceConfig } from '../devices/config.ts';
import { remote, type Remote } from '../devices/remote.ts';
import { HOST_BUDGET, superviseHost, type HostProcess } from '../devices/supervisor.ts';
import type { HostActions } from './kiosk/technician/workshop.ts';
import type { Log } from './kiosk/log/log.ts';
import { spawnUtility } from './processes.ts';

export interface DevicesOptions {
  readonly configs: readonly DeviceConfig[];
  readonly log: Log;
  /** The host's bundle. */
  readonly script: string;
  readonly fonts: readonly string[];
  /** A print job was open when the terminal ended: printers clear their buffers before anything else. */
  readonly interrupted: boolean;
}

export function startDevices({ configs, log, script, fonts, interrupted }: DevicesOptions): { devices: Remote[]; hosts: HostActions; stop(): Promise<void> } {
  if (configs.length === 0) return { devices: [], hosts: { restart: async () => false }, stop: async () => undefined };
  let stopping = false;
  const host = superviseHost({
    spawn: () => hostProcess(script, (code) => { if (!stopping) log.write('process.gone', { process: 'devices', code }); }), clock: systemClock, random: Math.random, budget: HOST_BUDGET,
    config: { devices: [...configs], fonts: [...fonts], interrupted: interrupted ? configs.map(({ name }) => name) : [] },
  });
  host.onState((state) => {
    if (state === 'given-up') log.write('process.given-up', { process: 'devices' });
  });
  return {
    devices: configs.map((config) => remote(config, host.device(config.name))),
    hosts: { restart: () => host.restart() },
    stop() {
      stopping = true;
      return host.stop();
    },
  };
}

function hostProcess(script: string, onGone: (code: number | null) => void): HostProcess {
  const child = spawnUtility(script, [], 'Foyer devices');
  child.onExit(onGone);
  return { channel: { post: child.post, on: child.onMessage }, kill: child.kill, onExit: child.onExit };
}
