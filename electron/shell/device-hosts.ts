/** The terminal's devices under Electron: one utility process for each fault domain. */
import { systemClock } from '../../base/clock.ts';
import type { DeviceConfig } from '../../devices/config.ts';
import { type FaultDomain, type Fleet, startFleet } from '../../devices/terminal/fleet.ts';
import type { HostProcess } from '../../devices/terminal/supervisor.ts';
import type { Log } from '../kiosk/log/log.ts';
import { spawnUtility } from './utility-process.ts';
import type { SecretLine } from './pin-channel.ts';

export interface DevicesOptions {
  readonly configs: readonly DeviceConfig[];
  readonly log: Log;
  /** The host's bundle. */
  readonly script: string;
  readonly fonts: readonly string[];
  /** A print job was open when the terminal ended: printers clear their buffers before anything else. */
  readonly interrupted: Promise<boolean>;
  readonly secrets: SecretLine;
}

export function startDevices({ log, script, secrets, ...options }: DevicesOptions): Fleet {
  let stopping = false;
  const fleet = startFleet({
    ...options,
    clock: systemClock,
    random: Math.random,
    spawn: (domain) =>
      hostProcess(script, domain, secrets, (code) => {
        if (!stopping) log.write('process.gone', { process: domain, code });
      }),
    onHost: (domain, state) => {
      if (state === 'given-up') log.write('process.given-up', { process: domain });
    },
  });
  return {
    ...fleet,
    stop() {
      stopping = true;
      return fleet.stop();
    },
  };
}

function hostProcess(
  script: string,
  domain: FaultDomain,
  secrets: SecretLine,
  onGone: (code: number | null) => void,
): HostProcess {
  const child = spawnUtility(script, [], `Foyer ${domain}`);
  child.onExit(onGone);
  if (domain === 'eid') secrets.host(child);
  return { channel: { post: child.post, on: child.onMessage }, kill: child.kill, onExit: child.onExit };
}
