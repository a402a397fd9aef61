import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../base/clock.ts';
import { ReceiptPrinterConfig } from '../../../../devices/receipt-printer/config.ts';
import { createReceiptPrinter } from '../../../../devices/receipt-printer/create.ts';
import type { ReceiptPrinter } from '../../../../devices/receipt-printer/receipt-printer.ts';
import { FONTS, PAPER } from './papers.ts';
import { Peer } from './peer.ts';
import { PtyPair, socatMissing } from './pty.ts';

if (socatMissing) console.warn('socat is not installed: the printer on a serial line is not tested');

describe.skipIf(socatMissing)('a receipt printer on a serial line', () => {
  let pty: PtyPair;
  let peer: Peer;
  let far: SerialPort;
  let printer: ReceiptPrinter;

  const plug = async (): Promise<void> => {
    far = new SerialPort({ path: pty.far, baudRate: 115200 });
    await new Promise((resolve) => far.once('open', resolve));
    peer.send = (bytes) => void far.write(bytes);
    far.on('data', (bytes: Buffer) => peer.push(bytes));
    far.on('error', () => undefined);
  };
  const reached = (state: string): Promise<void> =>
    new Promise((resolve) => {
      if (printer.status().state === state) return resolve();
      const stop = printer.onStatus((status) => {
        if (status.state === state) {
          stop();
          resolve();
        }
      });
    });

  beforeEach(async () => {
    pty = await PtyPair.start();
    peer = new Peer();
    await plug();
    const config = ReceiptPrinterConfig.parse({
      class: 'receipt-printer',
      name: 'beleg',
      link: { serial: { path: pty.near } },
      timing: {
        poll: 1_000,
        pollHindered: 200,
        realTime: 200,
        queued: 200,
        stall: 1_000,
        proof: 2_000,
        staff: 2_000,
        reopen: 4_000,
      },
    });
    printer = createReceiptPrinter(config, { clock: systemClock, fonts: FONTS, random: () => 0, interrupted: false });
  });

  afterEach(async () => {
    await printer.close();
    pty.stop();
  });

  it('prints, is unplugged and plugged in again, and prints again', async () => {
    await reached('ready');
    expect(await printer.print(PAPER)).toEqual({ ok: true, value: { by: 'process-id', attempts: 1 } });
    await pty.unplug();
    await reached('absent');
    expect(await printer.print(PAPER)).toEqual({ ok: false, error: { status: { state: 'absent' }, paper: 'none' } });
    peer.reset();
    pty = await PtyPair.start(pty.folder);
    await plug();
    await reached('ready');
    expect((await printer.print(PAPER)).ok).toBe(true);
    expect(peer.slips).toHaveLength(2);
    expect(peer.slips.every((slip) => slip.text.includes('Beleg'))).toBe(true);
  });
});
