import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { tcpLink } from '../../../../devices/link/tcp.ts';
import { EscPosPrinter } from '../../../../devices/receipt-printer/driver.ts';
import type { ReceiptPrinterStatus } from '../../../../devices/receipt-printer/receipt-printer.ts';
import { PAPER, plainBody, TIMING } from './papers.ts';
import { Peer } from './peer.ts';

let server: Server;
let port = 0;
let peer: Peer;
let socket: Socket | null = null;
let printer: EscPosPrinter;

const until = (wanted: (status: ReceiptPrinterStatus) => boolean): Promise<void> =>
  new Promise((resolve) => {
    if (wanted(printer.status())) return resolve();
    const stop = printer.onStatus((status) => {
      if (wanted(status)) {
        stop();
        resolve();
      }
    });
  });
const ready = (): Promise<void> => until((status) => status.state === 'ready');

const start = (interrupted = false): void => {
  printer = new EscPosPrinter({
    clock: systemClock,
    link: () => tcpLink({ host: '127.0.0.1', port }, systemClock),
    speed: 100_000,
    timing: TIMING,
    confirm: 'auto',
    cut: 'partial',
    kanji: true,
    presenter: null,
    encode: plainBody,
    random: () => 0,
    interrupted,
  });
};

beforeEach(async () => {
  peer = new Peer();
  server = createServer((connection) => {
    socket = connection;
    peer.send = (bytes) => void connection.write(bytes);
    connection.on('data', (bytes) => peer.push(bytes));
    connection.on('error', () => undefined);
    connection.on('close', () => peer.reset());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});

afterEach(async () => {
  await printer.close();
  socket?.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe('a receipt printer over TCP', () => {
  it('prints with a process id as proof and knows who it is', async () => {
    start();
    await ready();
    expect(printer.identity()).toEqual({ firmware: 'I65', maker: 'I66', model: 'I67', serial: 'I68' });
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(peer.slips.map((slip) => slip.text)).toEqual(['Beleg\n']);
  });

  it('falls back to GS r where process ids are unknown', async () => {
    peer.processIds = false;
    start();
    await ready();
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'gs-r', attempts: 1 } });
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'gs-r', attempts: 1 } });
    expect(peer.slips).toHaveLength(2);
  });

  it('prints one job after the other', async () => {
    start();
    await ready();
    const results = await Promise.all([printer.print(PAPER), printer.print(PAPER), printer.print(PAPER)]);
    expect(results.map((result) => result.ok)).toEqual([true, true, true]);
    expect(peer.slips).toHaveLength(3);
  });

  it('refuses without touching the paper when the cover is open, and is ready again by itself', async () => {
    start();
    await ready();
    peer.change({ cover: 1, offline: 1 });
    await until((status) => status.state === 'needs-staff');
    expect(await printer.print(PAPER)).toEqual({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'cover-open' }, paper: 'none' },
    });
    expect(peer.slips).toHaveLength(0);
    peer.change({ cover: 0, offline: 0 });
    await ready();
    expect((await printer.print(PAPER)).ok).toBe(true);
  });

  for (const clears of [true, false]) {
    it(`paper out in the middle: clears, waits for staff, prints all of it again with its mark (${clears ? 'buffer clearing known' : 'older model'})`, async () => {
      peer.clears = clears;
      start();
      await ready();
      peer.onPrint = () => {
        if (peer.slips.length > 0 || peer.sensors.paper) return true;
        peer.onPrint = () => true;
        queueMicrotask(() => peer.change({ paper: 1, offline: 1 }));
        return false;
      };
      const cleared = peer.when('10140801031401060208');
      const printing = printer.print(PAPER);
      await until((status) => status.state === 'needs-staff');
      expect(printer.status()).toEqual({ state: 'needs-staff', reason: 'paper-out' });
      await cleared;
      peer.change({ paper: 0, offline: 0 });
      peer.resume();
      expect(await printing).toEqual({ ok: true, value: { by: 'process-id', attempts: 2 } });
      expect(peer.slips.at(-1)?.text).toBe('Wiederholung\nBeleg\n');
      // An older model works off its buffer when the paper is back; that slip carries no mark, the second does.
      expect(peer.slips).toHaveLength(clears ? 1 : 2);
      expect((await printer.print(PAPER)).ok).toBe(true);
      expect(peer.slips.at(-1)?.text).toBe('Beleg\n');
    });
  }

  it('no staff come: the job fails with the reason, and nothing of the slip comes out for the next visitor', async () => {
    start();
    await ready();
    peer.onPrint = () => {
      peer.onPrint = () => true;
      queueMicrotask(() => peer.change({ paper: 1, offline: 1 }));
      return false;
    };
    expect(await printer.print(PAPER)).toEqual({
      ok: false,
      error: { status: { state: 'needs-staff', reason: 'paper-out' }, paper: 'unknown' },
    });
    peer.change({ paper: 0, offline: 0 });
    await ready();
    expect(peer.slips).toEqual([]);
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(peer.slips.map((slip) => slip.text)).toEqual(['Beleg\n']);
  });

  it('a cutter error is recovered with DLE ENQ 2 and the slip printed again', async () => {
    start();
    await ready();
    peer.onPrint = () => {
      peer.onPrint = () => true;
      queueMicrotask(() => peer.change({ cutter: 1, offline: 1 }));
      return false;
    };
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 2 } });
    expect(peer.slips.map((slip) => slip.text)).toEqual(['Wiederholung\nBeleg\n']);
    expect(peer.received).toContain('100502');
    expect(
      printer
        .frames()
        .map((frame) => frame.meaning)
        .filter((meaning) => meaning.startsWith('recovery')),
    ).toEqual(['recovery from cutter: await-staff', 'recovery from cutter: flush', 'recovery from cutter: reprint']);
  });

  it('the link dies after the last byte: the slip is unknown, and nothing is printed twice', async () => {
    start();
    await ready();
    const before = peer.slips.length;
    const push = peer.push.bind(peer);
    peer.push = (bytes) => {
      peer.mute = true;
      push(bytes);
      if (peer.slips.length > before) socket?.destroy();
      peer.mute = false;
    };
    // The first poll of a job must be answered.
    peer.onPrint = () => true;
    const quiet = peer.push;
    peer.push = (bytes) => (bytes.length <= 3 ? push(bytes) : quiet(bytes));
    const result = await printer.print(PAPER);
    expect(result).toMatchObject({ ok: false, error: { paper: 'unknown' } });
    expect(result.ok ? null : result.error.status).toEqual({ state: 'back-off', reason: 'link' });
    peer.push = push;
    await ready();
    expect(peer.slips.map((slip) => slip.text)).toEqual(['Beleg\n']);
  });

  it('the link dies before the slip is cut: opened once more, cleared, and printed with its mark', async () => {
    start();
    await ready();
    peer.onPrint = () => {
      peer.onPrint = () => true;
      socket?.destroy();
      return false;
    };
    // Far more than the sockets hold, so that the driver is still sending when the peer hangs up.
    const picture = Buffer.alloc(8 + 72 * 255);
    Buffer.of(0x1d, 0x76, 0x30, 0, 72, 0, 255, 0).copy(picture);
    const long: typeof PAPER = {
      ...PAPER,
      blocks: Array.from({ length: 150 }, () => ({
        kind: 'text',
        text: picture.toString('latin1'),
        style: 'text',
        align: 'start',
        bold: false,
      })),
    };
    const result = await printer.print(long);
    expect(result).toEqual({ ok: true, value: { by: 'process-id', attempts: 2 } });
    expect(peer.slips.map((slip) => slip.text.slice(0, 13))).toEqual(['Wiederholung\n']);
  });

  it('after silence reconnects with back-off, and is ready again when the printer answers', async () => {
    start();
    await ready();
    peer.mute = true;
    await until((status) => status.state === 'back-off');
    expect(printer.status()).toEqual({ state: 'back-off', reason: 'silent' });
    peer.mute = false;
    await ready();
    expect((await printer.print(PAPER)).ok).toBe(true);
  });

  it('counts and reports noise on the line, and prints', async () => {
    start();
    await ready();
    peer.send(Uint8Array.of(0xff, 0x80, 0x5f, 0x41, 0x14, 0x99, 0x1f));
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(printer.frames().some((frame) => frame.meaning.startsWith('discarded'))).toBe(true);
  });

  it('keeps nothing of what was printed in memory', async () => {
    start();
    await ready();
    await printer.print(PAPER);
    const kept = JSON.stringify(printer.frames());
    expect(kept).toContain('print data');
    expect(kept).not.toContain(
      Buffer.from('Beleg')
        .toString('hex')
        .replace(/(..)(?=.)/g, '$1 '),
    );
  });

  it('cuts off and clears what an earlier process left', async () => {
    start(true);
    await ready();
    expect(peer.received).toContain('10140801031401060208');
    expect((await printer.print(PAPER)).ok).toBe(true);
    expect(peer.slips.map((slip) => slip.text)).toEqual(['Beleg\n']);
  });
});
