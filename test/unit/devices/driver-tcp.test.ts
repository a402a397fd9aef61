import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../devices/clock.ts';
import { tcpLink } from '../../../devices/link/tcp.ts';
import { EscPosPrinter } from '../../../devices/receipt-printer/driver.ts';
import type { ReceiptPrinterStatus } from '../../../devices/receipt-printer/receipt-printer.ts';
import { PAPER, plainBody, TIMING } from './papers.ts';
import { Peer } from './peer.ts';

let server: Server;
let port = 0;
let peer: Peer;
let socket: Socket | null = null;
let printer: EscPosPrinter;

const until = (wanted: (status: ReceiptPrinterStatus) => boolean): Promise<void> => new Promise(resolve => {
  if (wanted(printer.status())) return resolve();
  const stop = printer.onStatus(status => { if (wanted(status)) { stop(); resolve(); } });
});
const ready = (): Promise<void> => until(status => status.state === 'ready');

const start = (interrupted = false): void => {
  printer = new EscPosPrinter({
    clock: systemClock, link: () => tcpLink({ host: '127.0.0.1', port }, systemClock), speed: 100_000, timing: TIMING,
    confirm: 'auto', encode: plainBody, random: () => 0, interrupted,
  });
};

beforeEach(async () => {
  peer = new Peer();
  server = createServer(connection => {
    socket = connection;
    peer.send = bytes => void connection.write(bytes);
    connection.on('data', bytes => peer.push(bytes));
    connection.on('error', () => undefined);
    connection.on('close', () => peer.reset());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
});

afterEach(async () => {
  await printer.close();
  socket?.destroy();
  await new Promise(resolve => server.close(resolve));
});

describe('a receipt printer over TCP', () => {
  it('prints with a process id as proof and knows who it is', async () => {
    start();
    await ready();
    expect(printer.identity()).toEqual({ firmware: 'I65', maker: 'I66', model: 'I67', serial: 'I68' });
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    expect(peer.slips.map(slip => slip.text)).toEqual(['Beleg\n']);
  });
});
