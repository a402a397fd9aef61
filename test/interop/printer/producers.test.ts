import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { startReceiptPrinterSimulator } from '../../../devices/receipt-printer/simulator/simulator.ts';
import { ManualClock } from '../../../devices/simulation/clock.ts';
import { connect } from '../../unit/simulator/host.ts';

const require = createRequire(import.meta.url);
// Its types describe the default export as the module itself.
const jsQR = require('jsqr') as (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
const receiptline = require('receiptline') as { transform(markdown: string, printer: object): string };
const {
  printer: ThermalPrinter,
  types,
  characterSet,
} = require('node-thermal-printer') as {
  printer: new (config: object) => Record<string, (...values: unknown[]) => void> & { getBuffer(): Buffer };
  types: { EPSON: string };
  characterSet: Record<string, string>;
};

/** Sends bytes to a printer and lets it print to the end. */
async function printed(bytes: Uint8Array) {
  const clock = new ManualClock();
  const printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } }, clock });
  const host = await connect(printer.address);
  host.send(bytes);
  await host.ask(Uint8Array.of(0x10, 0x04, 0x01), 1);
  clock.advance(60_000);
  host.end();
  await printer.stop();
  return { papers: printer.papers(), violations: printer.violations() };
}

async function look(png: Buffer) {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let black = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] === 0) black++;
  return {
    width: image.width,
    height: image.height,
    blackShare: black / (image.width * image.height),
    qr: jsQR(data, image.width, image.height)?.data ?? null,
  };
}

const address = 'https://musterstadt.example/termin/4711';

describe('receiptline', () => {
  const receipt = `^^^Stadt Musterstadt\n\nBürgerbüro Größe §|"5 €\n---\n_unterstrichen_|\`invers\`\nŁódź|Привет\n{code:${address};option:qrcode,6,m}\n=\n`;

  test('is printed as sent: text in five code pages, a rule, emphasis, and a code that can be scanned', async () => {
    const bytes = receiptline.transform(receipt, {
      cpl: 48,
      encoding: 'multilingual',
      command: 'escpos',
      cutting: true,
      spacing: true,
    });
    const { papers, violations } = await printed(Buffer.from(bytes, 'latin1'));
    expect(violations).toEqual([]);
    const text = papers[0]?.text ?? '';
    for (const words of [
      'Stadt Musterstadt',
      'Bürgerbüro Größe §',
      '5 €',
      '─'.repeat(40),
      'unterstrichen',
      'invers',
      'Łódź',
      'Привет',
    ])
      expect(text).toContain(words);
    const seen = await look(papers[0]!.png());
    expect(seen).toMatchObject({ width: 640, qr: address });
    expect(seen.blackShare).toBeGreaterThan(0.01);
    expect(seen.blackShare).toBeLessThan(0.5);
  });

  test('has its pictures printed as sent', async () => {
    const canvas = createCanvas(64, 64);
    canvas.getContext('2d').fillRect(8, 8, 48, 48);
    const png = canvas.toBuffer('image/png').toString('base64');
    const bytes = receiptline.transform(`{image:${png}}\n=\n`, {
      cpl: 48,
      encoding: 'cp858',
      command: 'escpos',
      cutting: true,
    });
    const { papers, violations } = await printed(Buffer.from(bytes, 'latin1'));
    expect(violations).toEqual([]);
    expect(papers[0]?.text).toContain('[Bild ');
    const seen = await look(papers[0]!.png());
    expect(seen.blackShare * seen.width * seen.height).toBeGreaterThan(1500);
  });
});

describe('node-thermal-printer', () => {
  test('is printed as sent: text, columns, sizes, a QR code by the printer, a barcode', async () => {
    const thermal = new ThermalPrinter({
      type: types.EPSON,
      interface: 'tcp://127.0.0.1',
      characterSet: characterSet['PC858_EURO'],
      width: 48,
    });
    thermal['alignCenter']!();
    thermal['setTextDoubleHeight']!();
    thermal['println']!('Gebührenquittung');
    thermal['setTextNormal']!();
    thermal['leftRight']!('Personalausweis', '37,00 €');
    thermal['bold']!(true);
    thermal['println']!('fett');
    thermal['bold']!(false);
    thermal['drawLine']!();
    thermal['printQR']!(address, { cellSize: 6, correction: 'M', model: 2 });
    thermal['code128']!('FOYER4711');
    thermal['cut']!();
    const { papers, violations } = await printed(thermal.getBuffer());
    expect(violations).toEqual([]);
    expect(papers).toHaveLength(1);
    for (const words of ['Gebührenquittung', 'fett', `[QR ${address}]`, 'FOYER4711'])
      expect(papers[0]?.text).toContain(words);
    expect(papers[0]?.text).toMatch(/Personalausweis +37,00 €/);
    expect((await look(papers[0]!.png())).qr).toBe(address);
  });
});

describe('@point-of-sale/receipt-printer-encoder', () => {
  test('is printed as sent: text in four code pages, a rule, a QR code, a raster picture, a cut', async () => {
    const Encoder = (await import('@point-of-sale/receipt-printer-encoder')).default as unknown as new (
      options: object,
    ) => Record<string, (...values: unknown[]) => Encoding>;
    type Encoding = InstanceType<typeof Encoder> & { encode(): Uint8Array };
    const canvas = createCanvas(128, 64);
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 128, 64);
    context.fillStyle = '#000';
    context.fillRect(16, 16, 96, 32);
    let encoding = new Encoder({
      printerModel: 'epson-tm-t88vi',
      columns: 42,
      imageMode: 'raster',
      codepageCandidates: ['cp437', 'cp858', 'cp852', 'cp866'],
    }) as Encoding;
    const call = (name: string, ...values: unknown[]): void => void (encoding = encoding[name]!(...values));
    call('initialize');
    call('codepage', 'auto');
    call('align', 'center');
    call('line', 'Größe 5 € Привет Łódź');
    call('bold', true);
    call('line', 'fett');
    call('bold', false);
    call('qrcode', address, { model: 2, size: 6, errorlevel: 'm' });
    call('image', context.getImageData(0, 0, 128, 64), 128, 64, 'threshold');
    call('rule');
    call('cut', 'partial');
    const { papers, violations } = await printed(encoding.encode());
    expect(violations).toEqual([]);
    for (const words of ['Größe 5 € Привет Łódź', 'fett', `[QR ${address}]`, '[Bild 128×64]', '─'.repeat(42)])
      expect(papers[0]?.text).toContain(words);
    expect((await look(papers[0]!.png())).qr).toBe(address);
  });
});
