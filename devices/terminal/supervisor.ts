import type { Channel } from '../host/channel.ts';
import { connectDeviceHost, type DeviceCalls, DeviceClients, type HostConnection } from './handle.ts';
import type { Cancel, Clock } from '../../base/clock.ts';
import type { HostConfig } from '../host/contract.ts';
import { backOff } from '../driver/back-off.ts';

/** A started host process, in whichever runtime it was started. */
export interface HostProcess {
  readonly channel: Channel;
  /** Ends it at once; `onExit` still fires. */
  kill(): void;
  onExit(listener: (code: number | null) => void): void;
}

export interface SupervisorDeps {
  readonly spawn: () => HostProcess;
  readonly clock: Clock;
  /** 0 ≤ x < 1, for the jitter of the back-off. */
  readonly random: () => number;
  readonly config: Omit<HostConfig, 'interrupted'>;
  /** Devices whose jobs were cut off when the terminal ended; the process starts when they are known. */
  readonly interrupted: readonly string[] | Promise<readonly string[]>;
  /** So many ends within so many milliseconds are too many: then it stays down, and says so. */
  readonly budget: { readonly ends: number; readonly within: number };
}

export const HOST_BUDGET = { ends: 5, within: 600_000 } as const;

/**
 * `down`: ended, starts again by itself. `given-up`: ended too often; somebody has to look. `stopped`: we ended it.
 */
export type HostState = 'starting' | 'up' | 'down' | 'given-up' | 'stopped';

export interface SupervisedHost {
  state(): HostState;
  onState(listener: (state: HostState) => void): () => void;
  /** The same object across restarts. */
  device(name: string): DeviceCalls;
  /**
   * Ends the process and starts another, with a fresh budget; also after `given-up`. False while a device has something
   * under way: half a slip, or a payment.
   */
  restart(): Promise<boolean>;
  /** Frees the devices and ends the process. */
  stop(): Promise<void>;
}

/** Milliseconds between heartbeats, and for the answer to one. */
const HEARTBEAT = 2_000;
/** A host that is drawing a long slip may be late once; it has hung when it misses so many in a row. */
const MISSED = 3;
/** For loading its native modules and taking its configuration. */
const START_LIMIT = 15_000;
const STOP_LIMIT = 3_000;

interface Running {
  readonly process: HostProcess;
  readonly connection: HostConnection;
}

/** Keeps one device host running. */
export function superviseHost(deps: SupervisorDeps): SupervisedHost {
  const { clock, config, budget } = deps;
  const devices = new DeviceClients(clock);
  const listeners = new Set<(state: HostState) => void>();
  let state: HostState = 'starting';
  let running: Running | null = null;
  let ends: number[] = [];
  let cancelTimer: Cancel = () => undefined;
  let interrupted: readonly string[] = [];
  let restarting = false;
  for (const device of config.devices) devices.get(device.name);

  const to = (next: HostState): void => {
    if (state === next) return;
    state = next;
    for (const listener of [...listeners]) listener(next);
  };

  const start = (): void => {
    to('starting');
    const process = deps.spawn();
    const connection = connectDeviceHost(process.channel, clock, devices);
    const mine = { process, connection };
    running = mine;
    let ended = false;
    process.onExit(() => {
      if (ended) return;
      ended = true;
      cancelTimer();
      connection.lost();
      if (running === mine) running = null;
      if (state === 'stopped') return;
      if (restarting) {
        restarting = false;
        start();
      } else {
        fail();
      }
    });
    cancelTimer = clock.after(START_LIMIT, () => process.kill());
    connection.start({ ...config, interrupted: [...new Set([...interrupted, ...devices.interrupted()])] }).then(
      () => {
        if (ended || state === 'stopped') return;
        cancelTimer();
        interrupted = [];
        to('up');
        beat(mine, 0);
      },
      () => process.kill(),
    );
  };

  const beat = (mine: Running, missed: number): void => {
    cancelTimer = clock.after(HEARTBEAT, () => {
      void mine.connection.ping(HEARTBEAT).then((answered) => {
        if (running !== mine || state === 'stopped') return;
        if (answered) beat(mine, 0);
        // What it owes has limits of its own; ending it would make of a late answer none at all.
        else if (missed + 1 < MISSED || devices.mustFinish()) beat(mine, missed + 1);
        else mine.process.kill();
      });
    });
  };

  const fail = (): void => {
    ends = [...ends.filter((at) => clock.now() - at < budget.within), clock.now()];
    if (ends.length >= budget.ends) {
      devices.disconnected({ state: 'faulted', reason: 'host' });
      to('given-up');
      return;
    }
    to('down');
    cancelTimer = clock.after(backOff(ends.length, deps.random), start);
  };

  const begin = (names: readonly string[]): void => {
    interrupted = names;
    if (running === null && state === 'starting') start();
  };
  if (deps.interrupted instanceof Promise) void deps.interrupted.then(begin);
  else begin(deps.interrupted);
  return {
    state: () => state,
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    device: (name) => devices.get(name),
    async restart() {
      if (state === 'stopped' || devices.works()) return false;
      const last = running;
      ends = [];
      cancelTimer();
      if (last === null) {
        start();
        return true;
      }
      restarting = true;
      // From here on nothing is begun: a verb that the old program still takes would be lost with it.
      devices.disconnected({ state: 'back-off', reason: 'host' });
      await end(last);
      return true;
    },
    async stop() {
      const last = running;
      to('stopped');
      cancelTimer();
      if (last !== null) await end(last);
    },
  };
}

/** Frees its devices first, as far as that is done in time. */
async function end({ process, connection }: Running): Promise<void> {
  const exited = new Promise<void>((resolve) => process.onExit(() => resolve()));
  await connection.stop(STOP_LIMIT);
  process.kill();
  await exited;
}
