/** What a printer makes of our text depends on its memory switches; a slip must not. */
import { describe, expect, it, type TestContext } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { ReceiptPrinterConfig } from '../../devices/receipt-printer/config.ts';
import { createReceiptPrinter } from '../../devices/receipt-printer/create.ts';
import type { Paper } from '../../devices/receipt-printer/paper.ts';
import { PROFILE_NAMES } from '../../devices/receipt-printer/profiles.ts';
import type { ReceiptPrinterStatus } from '../../devices/receipt-printer/receipt-printer.ts';
import { EUROPEAN, type MemorySwitches } from '../../devices/receipt-printer/simulator/memory-switches.ts';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../devices/receipt-printer/simulator/simulator.ts';
import { FONTS, PAPER } from '../unit/devices/receipt-printer/papers.ts';

const LINES = [
  'Müllgebühr beträgt 5 €',
  'für Straße 7, Größe ÄÖÜß',
  'amt@ort.example [1] {a} ~|',
  '$ # ^ ` \\',
  '§ 50 „BMG“',
  'Łódź, Čapek',
];
const paper: Paper = {
  ...PAPER,
  blocks: LINES.map((text) => ({ kind: 'text', text, style: 'text', align: 'start', bold: false })),
};

interface Bench {
  readonly simulator: ReceiptPrinterSimulator;
  readonly printer: ReturnType<typeof createReceiptPrinter>;
  reached(state: ReceiptPrinterStatus['state']): Promise<void>;
}

async function bench(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  switches: MemorySwitches,
  settings: object = {},
): Promise<Bench> {
  const presenter = 'profile' in settings && settings.profile === 'custom-vkp80';
  const simulator = await startReceiptPrinterSimulator({
    widthDots: 640,
    switches,
    presenter,
    link: { tcp: { port: 0 } },
  });
  const config = ReceiptPrinterConfig.parse({
    class: 'receipt-printer',
    name: 'beleg',
    link: { tcp: { host: '127.0.0.1', port: Number(simulator.address.split(':').at(-1)) } },
    timing: { poll: 1_000, pollHindered: 300, realTime: 300, queued: 500 },
    ...settings,
  });
  const printer = createReceiptPrinter(config, {
    clock: systemClock,
    fonts: FONTS,
    random: () => 0,
    interrupted: true,
  });
  onTestFinished(async () => {
    await printer.close();
    await simulator.stop();
  });
  return {
    simulator,
    printer,
    reached: (state) =>
      new Promise((resolve) => {
        if (printer.status().state === state) return resolve();
        const stop = printer.onStatus((status) => {
          if (status.state === state) {
            stop();
            resolve();
          }
        });
      }),
  };
}

/** The words of a slip, without its pictures. */
const wordsOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('['));

const SWITCHES: Readonly<Record<string, MemorySwitches>> = {
  'as sold in Europe': EUROPEAN,
  'as sold in China': { kanji: true, international: 15 },
  'with the German set of characters': { kanji: false, international: 2 },
};

describe('a slip is printed as the text that was given', { timeout: 40_000 }, () => {
  for (const [name, switches] of Object.entries(SWITCHES)) {
    it.concurrent.for(PROFILE_NAMES.filter((profile) => profile !== 'custom-vkp80'))(
      `on a printer ${name}: %s`,
      async (profile, context) => {
        const at = await bench(context, switches, { profile, cut: 'full' });
        await at.reached('ready');
        for (const nth of [1, 2]) {
          expect((await at.printer.print(paper)).ok).toBe(true);
          const words = wordsOf(at.simulator.papers().at(-1)?.text ?? '');
          expect(at.simulator.papers().filter(({ text }) => wordsOf(text).length > 0)).toHaveLength(nth);
          // What a model's code pages cannot say is drawn, and is no text here; what is text is as it was given, in its
          // order.
          expect(words).toEqual(LINES.filter((line) => words.includes(line)));
          expect(words).toEqual(expect.arrayContaining(LINES.slice(0, 4)));
        }
        expect(at.simulator.violations()).toEqual([]);
      },
    );
  }

  it('also when it is printed again after a fault', async (context) => {
    const at = await bench(context, { kanji: true, international: 2 });
    await at.reached('ready');
    at.simulator.faults.failNext({ kind: 'cover-open' });
    const printed = at.printer.print(paper);
    await at.reached('needs-staff');
    at.simulator.actions.closeCover();
    expect((await printed).ok).toBe(true);
    expect(wordsOf(at.simulator.papers().at(-1)?.text ?? '')).toEqual(expect.arrayContaining(LINES.slice(0, 4)));
  });

  it('also on a kiosk printer, which has no Kanji mode', async (context) => {
    const at = await bench(context, { kanji: false, international: 2 }, { profile: 'custom-vkp80' });
    await at.reached('ready');
    expect((await at.printer.print(paper)).ok).toBe(true);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if ((at.simulator.snapshot().presenter?.held?.protruding ?? 0) === 0) return;
        stop();
        resolve();
      };
      const stop = at.simulator.onChange(look);
      look();
    });
    at.simulator.actions.takeTicket();
    expect(wordsOf(at.simulator.papers().at(-1)?.text ?? '')).toEqual(expect.arrayContaining(LINES.slice(2, 4)));
  });
});
