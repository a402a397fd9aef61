/** The scanner's driver on hidraw: found by what it is, heard, lost and found again. */
import assert from 'node:assert/strict';
import { chmodSync, readdirSync } from 'node:fs';
import { systemClock } from '../../base/clock.ts';
import type { HotPlug } from '../../devices/driver/driver.ts';
import { ScannerConfig } from '../../devices/scanner/config.ts';
import { createScanner } from '../../devices/scanner/create.ts';
import type { Scan } from '../../devices/scanner/scanner.ts';
import { reportsOf } from '../../devices/scanner/simulator/hid-pos.ts';
import { HidDevice, KEYBOARD_DESCRIPTOR, SCANNER_DESCRIPTOR } from './hid-device.ts';
import { check, eventually } from './report.ts';

const VENDOR = 0x0c2e;
const PRODUCT = 0x0b61;
const IDS = { vendor: '0c2e', product: '0b61' };
const CODES = Array.from({ length: 30 }, (_, at) => `https://rathaus.example/vorgang/${at}`);
/** Takes four reports. */
const LONG = `Ähnliches ${'0123456789'.repeat(20)} Ende`;

/** An account that the terminal could have: it may open what udev lets it. */
const ACCOUNT = 65_534;
const ROOT = 0;

const nodes = (): string[] =>
  readdirSync('/dev')
    .filter((name) => name.startsWith('hidraw'))
    .sort();

export async function checkScanner(hotPlug: HotPlug): Promise<void> {
  const device = new HidDevice({
    name: 'Foyer Scanner',
    vendor: VENDOR,
    product: PRODUCT,
    serial: 'S1',
    descriptor: SCANNER_DESCRIPTOR,
  });
  // The same maker's keyboard interface, as a scanner with two interfaces shows it, takes the first number.
  const sibling = new HidDevice({
    name: 'Foyer Keyboard',
    vendor: VENDOR,
    product: PRODUCT,
    serial: 'S1',
    descriptor: KEYBOARD_DESCRIPTOR,
  });
  const stranger = new HidDevice({
    name: 'Another one',
    vendor: 0x1234,
    product: 0x0001,
    serial: 'X',
    descriptor: SCANNER_DESCRIPTOR,
  });
  const config = ScannerConfig.parse({ class: 'scanner', name: 'scanner', pos: { hid: IDS }, enterPosMode: true });
  const around = { clock: systemClock, random: Math.random, hotPlug };
  const scanner = createScanner(config, around);
  const scans: Scan[] = [];
  scanner.onEvent((scan) => scans.push(scan));
  const scan = (text: string): void => {
    for (const report of reportsOf({ aim: ']Q1', data: text }, 'usual')) device.report(report);
  };
  const reached = (state: string): Promise<void> =>
    eventually(
      `the scanner is ${state}`,
      () => scanner.status().state === state,
      () => [scanner.status(), nodes()],
    );
  const heard = async (texts: readonly string[]): Promise<void> => {
    await eventually(
      `${texts.length} codes`,
      () => scans.length >= texts.length,
      () => scans.length,
    );
    assert.deepEqual(
      scans.splice(0).map(({ text, symbology }) => [text, symbology]),
      texts.map((text) => [text, 'qr']),
    );
  };

  await check('scanner: absent while only its sibling and a stranger are plugged in', async () => {
    sibling.plugIn();
    await eventually('the sibling has a node', () => nodes().length === 1, nodes);
    await reached('absent');
  });
  await check('scanner: found by vendor, product and usage, and set to HID POS by its feature report', async () => {
    device.plugIn();
    await reached('ready');
    assert.deepEqual(nodes(), ['hidraw0', 'hidraw1']);
    assert.deepEqual(
      device.features.map((feature) => [...feature]),
      [[0xfe, 0x01]],
    );
    assert.equal(scanner.identity()?.serial, 'S1');
  });
  await check('scanner: a code of one report, one of several, and thirty in a row arrive in order', async () => {
    scan('FOYER-1');
    await heard(['FOYER-1']);
    scan(LONG);
    await heard([LONG]);
    for (const code of CODES) scan(code);
    await heard(CODES);
  });
  await check('scanner: its unplugging is noticed', async () => {
    device.unplug();
    await reached('absent');
  });
  await check('scanner: plugged in again under another number, and scans again', async () => {
    stranger.plugIn();
    await eventually('the stranger has its node', () => nodes().length === 2, nodes);
    device.plugIn();
    await reached('ready');
    assert.deepEqual(nodes(), ['hidraw0', 'hidraw1', 'hidraw2']);
    scan('FOYER-2');
    await heard(['FOYER-2']);
  });
  await check('scanner: pulled in the middle of a code, nothing of it is left in the next one', async () => {
    const [first] = reportsOf({ aim: ']Q1', data: LONG }, 'usual');
    device.report(first ?? Uint8Array.of());
    await eventually(
      'the first part',
      () => scanner.frames().at(-1)?.meaning === 'report',
      () => scanner.frames().at(-1),
    );
    device.unplug();
    await reached('absent');
    device.plugIn();
    await reached('ready');
    scan('FOYER-3');
    await heard(['FOYER-3']);
  });
  await check('scanner: closes and frees its node', async () => {
    await scanner.close();
    for (const one of [device, sibling, stranger]) one.unplug();
    await eventually('no node is left', () => nodes().length === 0, nodes);
  });
  await check(
    'scanner: faulted as long as udev has not let the account open it, and ready then by itself',
    async () => {
      device.plugIn();
      await eventually('it has a node', () => nodes().length === 1, nodes);
      process.seteuid?.(ACCOUNT);
      const unprivileged = createScanner(config, around);
      try {
        const is = (): string => JSON.stringify(unprivileged.status());
        await eventually('it is faulted', () => is() === '{"state":"faulted","reason":"link"}', is);
        process.seteuid?.(ROOT);
        chmodSync('/dev/hidraw0', 0o666);
        process.seteuid?.(ACCOUNT);
        await eventually('it is ready', () => is() === '{"state":"ready"}', is);
      } finally {
        await unprivileged.close();
        process.seteuid?.(ROOT);
        device.unplug();
      }
    },
  );
}
