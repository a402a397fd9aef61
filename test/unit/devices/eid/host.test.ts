/** The driver in a process of its own: what the terminal's main process has of it, and where digits go. */
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { Channel } from '../../../../devices/host/channel.ts';
import { connectDeviceHost, DeviceClients } from '../../../../devices/terminal/handle.ts';
import { systemClock } from '../../../../base/clock.ts';
import { DeviceConfig } from '../../../../devices/config.ts';
import type { EidEvent } from '../../../../devices/eid/eid.ts';
import { electronSecretPort } from '../../../../devices/eid/host-port.ts';
import { type EidReaderHandle, eidReaderHandle } from '../../../../devices/eid/handle.ts';
import type { SecretPort } from '../../../../devices/eid/secrets.ts';
import { startFleet } from '../../../../devices/terminal/fleet.ts';
import { serveDevices } from '../../../../devices/host/serve.ts';
import { type ForkedHost, forkHost } from '../../../../devices/terminal/spawn-node.ts';
import { superviseHost } from '../../../../devices/terminal/supervisor.ts';
import { CARD, INSERTED, reader, ScriptedSdk } from './bench.ts';

const ENTRY = fileURLToPath(new URL('../../../../devices/host/host.ts', import.meta.url));

async function started(): Promise<{
  readonly sdk: ScriptedSdk;
  readonly eid: EidReaderHandle;
  readonly host: ForkedHost;
  readonly events: EidEvent[];
  readonly until: (is: () => boolean) => Promise<void>;
}> {
  const sdk = new ScriptedSdk();
  const port = await sdk.listen();
  let host: ForkedHost | undefined;
  const supervised = superviseHost({
    spawn: () => (host = forkHost(ENTRY)),
    clock: systemClock,
    random: () => 0,
    budget: { ends: 3, within: 60_000 },
    config: {
      devices: [DeviceConfig.parse({ class: 'eid', name: 'ausweis', connect: { port } })],
      fonts: [],
    },
    interrupted: [],
  });
  onTestFinished(() => supervised.stop());
  const eid = eidReaderHandle(supervised.device('ausweis'));
  const events: EidEvent[] = [];
  let look = (): void => undefined;
  eid.onEvent((event) => {
    events.push(event);
    look();
  });
  eid.onStatus(() => look());
  const until = async (is: () => boolean): Promise<void> => {
    while (!is())
      await new Promise<void>((resolve) => {
        look = resolve;
      });
  };
  await until(() => eid.status().state === 'ready');
  if (host === undefined) throw new Error('no host was started');
  return { sdk, eid, host, events, until };
}

test('digits go over the secret port, and the main process gets only steps and counts', async () => {
  const { sdk, eid, host, events, until } = await started();
  const counts: number[] = [];
  host.secrets.on((bytes) => void counts.push(...bytes));
  const begun = await eid.begin({ kind: 'change-pin', transport: false });
  await sdk.next('RUN_CHANGE_PIN');
  sdk.say({ msg: 'CHANGE_PIN' }, { msg: 'INSERT_CARD' }, INSERTED(CARD), { msg: 'ENTER_PIN', reader: reader(CARD) });
  await until(() => events.some((event) => event.event === 'step' && event.step.step === 'secret'));
  expect(eid.cardPresent()).toBe(true);
  host.secrets.post(Uint8Array.from([...'739184'].map((digit) => digit.charCodeAt(0))));
  host.secrets.post(Uint8Array.of(0x0d));
  expect(await sdk.next('SET_PIN')).toEqual({ cmd: 'SET_PIN', value: '739184' });
  await until(() =>
    events.some((event) => event.event === 'step' && event.step.step === 'working' && events.indexOf(event) > 4),
  );
  expect(counts).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
  expect(
    events.filter((event) => event.event === 'step').every(({ workflow }) => begun.ok && workflow === begun.value),
  ).toBe(true);
  expect(JSON.stringify([events, await eid.frames()])).not.toContain('739184');
  await eid.cancel();
  await sdk.next('CANCEL');
});

test('a host that ends during a workflow ends it, and is started again', async () => {
  const { sdk, eid, host, events, until } = await started();
  await eid.begin({ kind: 'change-pin', transport: false });
  await sdk.next('RUN_CHANGE_PIN');
  host.kill();
  await until(() => events.some((event) => event.event === 'step' && event.step.step === 'ended'));
  expect(events.at(-1)).toMatchObject({ step: { outcome: { ok: false, failure: { kind: 'client-gone' } } } });
  expect(await eid.begin({ kind: 'change-pin', transport: false })).toMatchObject({
    ok: false,
    error: { reason: 'host' },
  });
  await until(() => eid.status().state === 'ready');
  expect(sdk.connections).toBe(2);
});

test('a fleet gives the eID driver a host of its own', async () => {
  const domains: string[] = [];
  const fleet = startFleet({
    configs: [
      { class: 'eid', name: 'ausweis', connect: { port: 9 } },
      { class: 'ups', name: 'strom' },
    ].map((config) => DeviceConfig.parse(config)),
    fonts: [],
    interrupted: false,
    clock: systemClock,
    random: () => 0,
    spawn: (domain) => {
      domains.push(domain);
      return {
        channel: { post: () => undefined, on: () => undefined },
        kill: () => undefined,
        onExit: (listener) => listener(null),
      };
    },
  });
  expect(domains).toEqual(['eid', 'devices']);
  expect(fleet.devices.map((device) => device.class)).toEqual(['eid', 'ups']);
  await fleet.stop();
});

/** A host in this process, without anybody who asks it anything but to start. */
async function served(
  config: unknown,
): Promise<{ readonly offer: (port: SecretPort) => void; readonly start: () => Promise<void> }> {
  const [down, up] = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const channel = (from: typeof down, to: typeof down): Channel => ({
    post: (message) => {
      for (const listener of to) listener(message);
    },
    on: (listener) => void from.add(listener),
  });
  const host = serveDevices({
    channel: channel(down, up),
    clock: systemClock,
    random: () => 0,
    bug: (error) => {
      throw error;
    },
  });
  onTestFinished(() => host.stop());
  const connection = connectDeviceHost(channel(up, down), systemClock, new DeviceClients(systemClock));
  return {
    offer: (port) => host.takeSecrets(port),
    start: () => connection.start({ devices: [DeviceConfig.parse(config)], fonts: [], interrupted: [] }),
  };
}

const watched = (): { readonly port: SecretPort; readonly seen: string[] } => {
  const seen: string[] = [];
  return {
    seen,
    port: {
      post: () => undefined,
      on: () => {
        seen.push('heard');
        return () => seen.push('left');
      },
      close: () => void seen.push('closed'),
    },
  };
};

test('a host without a reader for ID cards closes the port', async () => {
  const { offer, start } = await served({ class: 'ups', name: 'strom' });
  const { port, seen } = watched();
  offer(port);
  expect(seen).toEqual([]);
  await start();
  expect(seen).toEqual(['closed']);
});

test('a port that comes before the configuration is used later, and a new one replaces the last', async () => {
  const { offer, start } = await served({ class: 'eid', name: 'ausweis', connect: { port: 9 } });
  const [early, later] = [watched(), watched()];
  offer(early.port);
  await start();
  expect(early.seen).toEqual(['heard']);
  offer(later.port);
  expect(early.seen).toEqual(['heard', 'left', 'closed']);
  expect(later.seen).toEqual(['heard']);
});

test('the port that Electron gives carries bytes both ways, and accepts nothing but bytes', async () => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port2.close());
  const port = electronSecretPort({
    postMessage: (message) => port1.postMessage(message),
    on: (_event, listener) => void port1.on('message', (data) => listener({ data })),
    start: () => port1.start(),
    close: () => port1.close(),
  });
  const heard: number[] = [];
  const told = new Promise<number[]>(
    (resolve) => void port2.on('message', (data) => resolve([...(data as Uint8Array)])),
  );
  const done = new Promise<void>(
    (resolve) =>
      void port.on((bytes) => {
        heard.push(...bytes);
        if (heard.includes(0x0d)) resolve();
      }),
  );
  for (const message of ['123456', { secret: [0x31] }, [0x32], Uint8Array.of(0x37), Uint8Array.of(0x0d)])
    port2.postMessage(message);
  await done;
  expect(heard).toEqual([0x37, 0x0d]);
  port.post(Uint8Array.of(1));
  expect(await told).toEqual([1]);
});
