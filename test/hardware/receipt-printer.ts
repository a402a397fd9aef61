/** The receipt printer's driver on the kernel's usblp, /dev/usb/lpN. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { systemClock } from '../../base/clock.ts';
import type { HotPlug } from '../../devices/driver/driver.ts';
import { ReceiptPrinterConfig } from '../../devices/receipt-printer/config.ts';
import { createReceiptPrinter } from '../../devices/receipt-printer/create.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import { startReceiptPrinterSimulator } from '../../devices/receipt-printer/simulator/simulator.ts';
import { FONTS } from '../unit/devices/receipt-printer/papers.ts';
import { Bridge, Gadget } from './gadget.ts';
import { check, eventually } from './report.ts';

const NODE = '/dev/usb/lp0';
const DEVICE_SIDE = '/dev/g_printer0';
const LINE = '/run/tmp/printer';
const USB = { vendor: '04b8', product: '0202', serial: 'P1' };

const slip = (title: string): Paper => ({
  language: 'de',
  direction: 'ltr',
  repeatMark: 'WIEDERHOLUNG',
  blocks: [
    { kind: 'text', text: title, style: 'title', align: 'center', bold: true },
    ...Array.from({ length: 24 }, (_, at) => ({
      kind: 'pair' as const,
      label: `Zeile ${at + 1}`,
      value: 'Größe §',
      bold: false,
    })),
    { kind: 'qr', data: 'https://rathaus.example/beleg', size: 5 },
    { kind: 'text', text: 'ENDE', style: 'text', align: 'start', bold: false },
  ],
});

export async function checkReceiptPrinter(hotPlug: HotPlug): Promise<void> {
  const simulator = await startReceiptPrinterSimulator({ widthDots: 512, link: { pty: { path: LINE } } });
  const gadget = new Gadget({
    name: 'printer',
    ...USB,
    function: 'printer.0',
    settings: { pnp_string: 'MFG:EPSON;MDL:TM-T88V;CLS:PRINTER;CMD:ESC/POS;' },
  });
  const bridge = new Bridge(DEVICE_SIDE, LINE);
  // The printer has its own power: what it holds, it prints with its cable out.
  const plugIn = async (): Promise<void> => {
    gadget.plugIn();
    // The device's own side opens only once the host has chosen its configuration.
    await eventually('the printer is enumerated', () => existsSync(NODE));
    bridge.start();
  };
  const pull = async (): Promise<void> => {
    gadget.unplug();
    await bridge.stop();
  };
  const config = ReceiptPrinterConfig.parse({
    class: 'receipt-printer',
    name: 'beleg',
    link: { usb: USB },
    timing: { poll: 2_000, pollHindered: 500, reopen: 20_000 },
  });
  const printer = createReceiptPrinter(config, {
    clock: systemClock,
    fonts: FONTS,
    random: Math.random,
    interrupted: false,
    hotPlug,
  });
  const reached = (...states: readonly string[]): Promise<void> =>
    eventually(
      `the printer is ${states.join(' or ')}`,
      () => states.includes(printer.status().state),
      () => [
        printer.status(),
        existsSync(NODE),
        printer
          .frames()
          .slice(-6)
          .map(({ direction, meaning }) => `${direction} ${meaning}`),
      ],
    );
  const papers = (title: string): string[] =>
    simulator
      .papers()
      .map(({ text }) => text)
      .filter((text) => text.includes(title));

  await check(
    'receipt printer: absent without its cable, found by vendor, product and serial number with it, and ready',
    async () => {
      await reached('absent');
      await plugIn();
      await reached('ready');
    },
  );
  await check('receipt printer: a slip is printed, by the printer’s own proof', async () => {
    const printed = await printer.print(slip('ERSTER'));
    assert.deepEqual(printed, { ok: true, value: { by: 'process-id', attempts: 1 } });
    assert.equal(papers('ERSTER').length, 1);
    assert.ok(papers('ERSTER')[0]?.includes('ENDE'));
  });
  await check('receipt printer: an open cover is seen, and its closing', async () => {
    simulator.actions.openCover();
    await reached('needs-staff');
    assert.deepEqual(printer.status(), { state: 'needs-staff', reason: 'cover-open' });
    simulator.actions.closeCover();
    await reached('ready');
  });
  await check('receipt printer: unplugged, nothing is printed and nothing is said to be', async () => {
    await pull();
    await reached('absent', 'back-off');
    const printed = await printer.print(slip('ZWEITER'));
    assert.equal(!printed.ok && printed.error.paper, 'none');
  });
  await check('receipt printer: plugged in again, it prints', async () => {
    await plugIn();
    await reached('ready');
    assert.equal((await printer.print(slip('DRITTER'))).ok, true);
    assert.deepEqual([papers('ZWEITER').length, papers('DRITTER').length], [0, 1]);
  });
  await check(
    'receipt printer: pulled in the middle of a slip and plugged in again: once more with its mark, or not known, never twice',
    async () => {
      const printing = printer.print(slip('VIERTER'));
      await eventually(
        'some lines hang out',
        () => simulator.snapshot().uncutLines >= 2,
        () => simulator.snapshot(),
      );
      await pull();
      await reached('absent', 'back-off');
      await plugIn();
      const printed = await printing;
      const whole = papers('VIERTER').filter((text) => text.includes('ENDE'));
      if (printed.ok) assert.equal(whole.length, 1);
      else assert.equal(printed.error.paper, 'unknown');
      assert.ok(whole.filter((text) => !text.includes('WIEDERHOLUNG')).length <= 1);
      await reached('ready');
      assert.equal((await printer.print(slip('FÜNFTER'))).ok, true);
    },
  );
  await check('receipt printer: its protocol was kept', async () => {
    assert.deepEqual(
      simulator.violations().map(({ kind, detail }) => `${kind}: ${detail}`),
      [],
    );
  });
  await printer.close();
  await pull();
  await simulator.stop();
}
