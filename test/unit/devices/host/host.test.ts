import { createServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { DeviceConfig } from '../../../../devices/config.ts';
import { ManualClock } from '../../../harness/manual-clock.ts';
import { forkHost } from '../../../../devices/terminal/spawn-node.ts';
import { type HostProcess, type SupervisedHost, superviseHost } from '../../../../devices/terminal/supervisor.ts';
import { receiptPrinterHandle } from '../../../../devices/receipt-printer/handle.ts';
import type { Paper } from '../../../../devices/receipt-printer/paper.ts';
import { FONTS, PAPER } from '../receipt-printer/papers.ts';
import { Peer } from '../receipt-printer/peer.ts';

const ENTRY = fileURLToPath(new URL('../../../../devices/host/host.ts', import.meta.url));

describe('a device host in its own process', () => {
  let server: Server;
  let peer: Peer;
  let sockets: Socket[] = [];
  let host: SupervisedHost;
  let latest: HostProcess;

  const printerState = (state: string): Promise<void> =>
    new Promise((resolve) => {
      const printer = receiptPrinterHandle(host.device('beleg'));
      if (printer.status().state === state) return resolve();
      const stop = printer.onStatus((status) => {
        if (status.state === state) {
          stop();
          resolve();
        }
      });
    });

  beforeEach(async () => {
    peer = new Peer();
    server = createServer((socket) => {
      sockets.push(socket);
      peer.send = (bytes) => void socket.write(bytes);
      socket.on('data', (bytes) => peer.push(bytes));
      socket.on('error', () => undefined);
      socket.on('close', () => peer.reset());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const device = DeviceConfig.parse({
      class: 'receipt-printer',
      name: 'beleg',
      link: { tcp: { host: '127.0.0.1', port } },
      timing: {
        poll: 1_000,
        pollHindered: 200,
        realTime: 200,
        queued: 200,
        stall: 1_000,
        proof: 5_000,
        staff: 2_000,
        reopen: 4_000,
      },
    });
    host = superviseHost({
      spawn: () => (latest = forkHost(ENTRY)),
      clock: systemClock,
      random: () => 0,
      config: { devices: [device], fonts: [...FONTS] },
      interrupted: [],
      budget: { ends: 3, within: 60_000 },
    });
  });

  afterEach(async () => {
    await host.stop();
    for (const socket of sockets) socket.destroy();
    sockets = [];
    await new Promise((resolve) => server.close(resolve));
  });

  it('reports status and identity, and prints papers with pictures', async () => {
    await printerState('ready');
    expect(receiptPrinterHandle(host.device('beleg')).identity()).toMatchObject({ model: 'I67' });
    const paper: Paper = {
      ...PAPER,
      blocks: [...PAPER.blocks, { kind: 'bitmap', width: 16, height: 1, data: Uint8Array.of(0xff, 0xff) }],
    };
    expect(await receiptPrinterHandle(host.device('beleg')).print(paper)).toEqual({
      ok: true,
      value: { by: 'process-id', attempts: 1 },
    });
    expect(peer.slips[0]?.text).toContain('Beleg');
    expect(peer.slips[0]?.raw.includes(0xff)).toBe(true);
    expect((await receiptPrinterHandle(host.device('beleg')).frames()).length).toBeGreaterThan(10);
  });

  it('dies during a job: the job fails as unknown, a new host clears the printer and is ready', async () => {
    await printerState('ready');
    peer.onPrint = () => {
      peer.onPrint = () => true;
      latest.kill();
      return false;
    };
    expect(await receiptPrinterHandle(host.device('beleg')).print(PAPER)).toEqual({
      ok: false,
      error: { status: { state: 'back-off', reason: 'host' }, paper: 'unknown' },
    });
    expect(receiptPrinterHandle(host.device('beleg')).status()).toEqual({ state: 'back-off', reason: 'host' });
    expect(await receiptPrinterHandle(host.device('beleg')).print(PAPER)).toMatchObject({
      ok: false,
      error: { paper: 'none' },
    });
    await printerState('ready');
    expect(peer.received).toContain('10140801031401060208');
    expect(peer.slips).toEqual([]);
    expect((await receiptPrinterHandle(host.device('beleg')).print(PAPER)).ok).toBe(true);
    expect(peer.slips).toHaveLength(1);
  });
});

describe('the supervisor of a host', () => {
  /** A host that answers the start, and the heartbeat as long as the test lets it. */
  class TalkingHost implements HostProcess {
    answers = true;
    #listener: (message: unknown) => void = () => undefined;
    #exit: ((code: number | null) => void)[] = [];
    readonly channel = {
      post: (message: unknown): void => {
        const { t, i, m } = message as { t: string; i?: string; m?: string };
        if (t === 'q' && i !== undefined && this.answers)
          queueMicrotask(() => this.#listener({ t: 's', i, r: m === 'ping' ? 'pong' : undefined }));
      },
      on: (listener: (message: unknown) => void): void => {
        this.#listener = listener;
      },
    };
    kill(): void {
      for (const listener of this.#exit.splice(0)) listener(null);
    }
    onExit(listener: (code: number | null) => void): void {
      this.#exit.push(listener);
    }
  }

  const supervise = (
    hosts: TalkingHost[],
    interrupted: readonly string[] | Promise<readonly string[]> = [],
  ): { host: SupervisedHost; clock: ManualClock; states: string[] } => {
    const clock = new ManualClock();
    const host = superviseHost({
      clock,
      random: () => 0.5,
      config: { devices: [], fonts: [] },
      interrupted,
      budget: { ends: 3, within: 600_000 },
      spawn: () => {
        const made = new TalkingHost();
        hosts.push(made);
        return made;
      },
    });
    const states: string[] = [];
    host.onState((state) => states.push(state));
    return { host, clock, states };
  };

  it('starts a host when it is known what was cut off, and none where it is stopped before', async () => {
    for (const stops of [false, true]) {
      const hosts: TalkingHost[] = [];
      const { promise, resolve } = Promise.withResolvers<readonly string[]>();
      const { host, clock } = supervise(hosts, promise);
      await clock.advance(60_000);
      expect(hosts).toHaveLength(0);
      if (stops) await host.stop();
      resolve(['beleg']);
      await clock.advance(1);
      expect(host.state()).toBe(stops ? 'stopped' : 'up');
      expect(hosts).toHaveLength(stops ? 0 : 1);
    }
  });

  it('kills a host that misses three heartbeats and starts another', async () => {
    const hosts: TalkingHost[] = [];
    const { host, clock, states } = supervise(hosts);
    await clock.advance(60_000);
    expect(hosts).toHaveLength(1);
    hosts[0]!.answers = false;
    await clock.advance(11_000);
    expect(hosts).toHaveLength(1);
    await clock.advance(3_000);
    expect(hosts).toHaveLength(2);
    expect(states).toEqual(['up', 'down', 'starting', 'up']);
    expect(host.state()).toBe('up');
  });

  it('gives up after too many ends, says so, and starts again when asked', async () => {
    const hosts: TalkingHost[] = [];
    const { host, clock } = supervise(hosts);
    const printer = receiptPrinterHandle(host.device('beleg'));
    for (let end = 0; end < 3; end++) {
      await clock.advance(5_000);
      hosts.at(-1)!.kill();
    }
    await clock.advance(3_600_000);
    expect(host.state()).toBe('given-up');
    expect(hosts).toHaveLength(3);
    expect(printer.status()).toEqual({ state: 'faulted', reason: 'host' });
    expect(await printer.print(PAPER)).toEqual({
      ok: false,
      error: { status: { state: 'faulted', reason: 'host' }, paper: 'none' },
    });
    expect(await host.restart()).toBe(true);
    await clock.advance(1_000);
    expect(host.state()).toBe('up');
    expect(hosts).toHaveLength(4);
  });

  it('does not count ends that lie far apart', async () => {
    const hosts: TalkingHost[] = [];
    const { host, clock } = supervise(hosts);
    for (let end = 0; end < 6; end++) {
      await clock.advance(400_000);
      hosts.at(-1)!.kill();
    }
    await clock.advance(10_000);
    expect(host.state()).toBe('up');
  });
});
