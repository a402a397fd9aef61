import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ReceiptPrinterSimulator,
  startReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';

/** A host written by others, for real printers: it reads status and proof of printing as they send them. */
const { print } = createRequire(import.meta.url)('receiptio') as {
  print(markdown: string, options: string): Promise<string>;
};

// It knows port 9100 only; a loopback address of its own keeps it apart from a simulator console on this machine.
const host = '127.73.82.80';
let printer: ReceiptPrinterSimulator;

beforeAll(async () => {
  printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 9100, host } } });
});
beforeEach(() => printer.faults.clear());
afterAll(() => printer.stop());

const inquire = (): Promise<string> => print('', `-d ${host} -p escpos -q printer`);
const hand = (markdown: string): Promise<string> => print(markdown, `-d ${host} -p escpos -l de`);

test('receiptio reads that the simulated printer is online', async () => {
  expect(await inquire()).toBe('online');
});

test('receiptio reads an open cover', async () => {
  printer.faults.failNext({ kind: 'cover-open' });
  expect(await inquire()).toBe('coveropen');
});

test('receiptio reads that there is no paper', async () => {
  printer.faults.failNext({ kind: 'paper-out' });
  expect(await inquire()).toBe('paperempty');
});

test('receiptio prints, and the printer confirms it', async () => {
  const before = printer.papers().length;
  expect(await hand('^^Stadt Musterstadt\n\nGröße|5 €\n{code:https://musterstadt.example;option:qrcode,5,m}\n')).toBe(
    'success',
  );
  const paper = printer.papers()[before];
  expect(paper?.text).toContain('Stadt Musterstadt');
  expect(paper?.text).toMatch(/Größe +5 €/);
});

test('receiptio sees paper that ends during a job, and the job stays in the printer until there is a new roll', async () => {
  const before = printer.papers().length;
  printer.faults.failNext({ kind: 'paper-out-mid-job', lines: 2 });
  expect(await hand('eins\nzwei\ndrei\nvier\n')).toBe('paperempty');
  expect(printer.papers()).toHaveLength(before);
  const whole = new Promise<string>((resolve) => printer.onPaper(({ text }) => resolve(text)));
  printer.actions.loadRoll();
  expect(await whole).toMatch(/eins[\s\S]*zwei[\s\S]*drei[\s\S]*vier/);
});

test('receiptio clears a jammed blade (DLE ENQ 2), after which it prints', async () => {
  printer.faults.failNext({ kind: 'cutter' });
  await hand('klemmt\n');
  expect(await inquire()).toBe('error'); // and sends DLE ENQ 2
  expect(await inquire()).toBe('online');
  expect(await hand('wieder da\n')).toBe('success');
});
