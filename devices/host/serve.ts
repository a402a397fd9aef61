import { createBirpc } from 'birpc';
import type { Channel } from './channel.ts';
import type { Clock } from '../../base/clock.ts';
import { type DeviceConfig, serialPortOf } from '../config.ts';
import { createDevice, type Device } from './registry.ts';
import type { HotPlug } from '../driver/driver.ts';
import type { SecretPort } from '../eid/secrets.ts';
import { createLink } from '../link/create.ts';
import { loopBack } from '../driver/loop-back.ts';
import { HostConfig, type HostEvents, type HostFunctions } from './contract.ts';

export interface ServeOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly random: () => number;
  readonly hotPlug?: HotPlug;
  /**
   * What a driver throws is a bug and comes here; it ends the process, and the supervisor begins afresh with clean
   * state.
   */
  readonly bug: (error: Error) => void;
}

/**
 * `takeSecrets`: the port from the screen over which secrets come, also before the start; a host without a device that
 * asks for secrets closes it.
 */
export interface ServedDevices {
  stop(): Promise<void>;
  takeSecrets(port: SecretPort): void;
}

/** Serves the devices of one fault domain over a channel. Answers calls by name; tells what happens by itself. */
export function serveDevices({ channel, clock, random, hotPlug, bug }: ServeOptions): ServedDevices {
  const devices = new Map<string, Device & { readonly config: DeviceConfig }>();

  const device = (name: string): Device & { readonly config: DeviceConfig } => {
    const found = devices.get(name);
    if (found === undefined) throw new Error(`no device here is named ${JSON.stringify(name)}`);
    return found;
  };

  const secrets = secretLine(devices);
  let started = false;
  let stopped = false;
  let fonts: readonly string[] = [];
  let interrupted: readonly string[] = [];
  const begin = async (config: DeviceConfig): Promise<void> => {
    const { name } = config;
    const made = await createDevice(config, {
      clock,
      random,
      hotPlug,
      fonts,
      interrupted,
      tell: (event) => void events.event(name, event),
      appendToJournal: (entry) => events.appendToJournal(name, entry),
    });
    // Stopped while its driver was loaded.
    if (stopped) return made.driver.close();
    devices.set(name, { ...made, config });
    const tell = (): void => void events.status(name, made.driver.status(), made.driver.identity());
    made.driver.onStatus(tell);
    tell();
  };

  const stop = async (): Promise<void> => {
    stopped = true;
    const drivers = [...devices.values()].map(({ driver }) => driver);
    devices.clear();
    await Promise.all(drivers.map((driver) => driver.close()));
  };

  const functions: HostFunctions = {
    async start(message) {
      if (started) throw new Error('a host is started once');
      started = true;
      const config = HostConfig.parse(message);
      ({ fonts, interrupted } = config);
      for (const one of config.devices) await begin(one);
      interrupted = [];
      secrets.allThere();
    },
    call(name, verb, args) {
      const found = device(name).verbs[verb] as ((...values: readonly unknown[]) => Promise<unknown>) | undefined;
      if (found === undefined) throw new Error(`${name} has no verb ${JSON.stringify(verb)}`);
      return found(...args);
    },
    frames: async (name) => device(name).driver.frames(),
    restart: (name) => device(name).driver.restart(),
    async loopBack(name) {
      const { config, driver } = device(name);
      const serial = serialPortOf(config);
      if (serial === null) return false;
      await driver.close();
      const passed = await loopBack(createLink({ serial }, clock), clock);
      await begin(config);
      return passed;
    },
    ping: async () => 'pong',
    stop,
  };

  const events = createBirpc<HostEvents, HostFunctions>(functions, {
    post: (message) => channel.post(message),
    on: (listener) => channel.on(listener),
    eventNames: ['status', 'event'],
    timeout: -1,
    onFunctionError: (error) => bug(error),
  });
  return { stop, takeSecrets: secrets.take };
}

/** Hands the port over which secrets come to the device that asks for them, once all devices are there. */
function secretLine(devices: ReadonlyMap<string, Device>): { take(port: SecretPort): void; allThere(): void } {
  let complete = false;
  let secrets: SecretPort | null = null;
  const handOver = (): void => {
    if (secrets === null || !complete) return;
    const taker = [...devices.values()].find(({ takeSecrets }) => takeSecrets !== undefined);
    if (taker?.takeSecrets === undefined) secrets.close();
    else taker.takeSecrets(secrets);
    secrets = null;
  };
  return {
    allThere() {
      complete = true;
      handOver();
    },
    take(port) {
      secrets?.close();
      secrets = port;
      handOver();
    },
  };
}
