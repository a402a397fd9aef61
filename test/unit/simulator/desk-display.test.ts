import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ReceiptPrinterSimulator,
  startReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';
import { type Desk, startDesk } from '../../../tools/simulator-console/server.ts';
import { readXwdHeader, toRgba } from '../../../tools/simulator-console/xwd.ts';
import { listen } from './desk-events.ts';

const run = promisify(execFile);
const missing = ['Xvfb', 'xdotool', 'xev'].filter((program) => spawnSync('which', [program]).status !== 0);
if (missing.length > 0)
  console.log(`skipped: the desk's picture of a virtual display, because ${missing.join(', ')} is not installed`);

test.each([
  ['too short', new Uint8Array(50), /shorter/],
  ['another version', new Uint8Array(200), /file_version is 0/],
])('a file that is no XWD picture is refused: %s', (_name, file, expected) => {
  const result = readXwdHeader(file);
  expect(result.ok ? '' : result.error).toMatch(expected);
});

test("an XWD picture is read with the header's row length, and blue first", () => {
  const file = new Uint8Array(100 + 12 + 2 * 12);
  const view = new DataView(file.buffer);
  const words: Record<number, number> = {
    0: 100,
    1: 7,
    2: 2,
    4: 2,
    5: 2,
    11: 32,
    12: 12,
    14: 0xff0000,
    15: 0xff00,
    16: 0xff,
    19: 1,
  };
  for (const [index, value] of Object.entries(words)) view.setUint32(Number(index) * 4, value);
  file.set([0x8a, 0x4f, 0x0b, 0], 112);
  file.set([1, 2, 3, 0], 112 + 12 + 4);
  const layout = readXwdHeader(file);
  expect(layout).toEqual({ ok: true, value: { width: 2, height: 2, offset: 112, stride: 12 } });
  if (!layout.ok) return;
  expect([...toRgba(file, layout.value)]).toEqual([0x0b, 0x4f, 0x8a, 255, 0, 0, 0, 255, 0, 0, 0, 255, 3, 2, 1, 255]);
});

describe.skipIf(missing.length > 0)('a real virtual display', () => {
  const width = 540;
  const height = 960;
  let folder: string;
  let server: ChildProcess;
  let display: string;
  let printer: ReceiptPrinterSimulator;
  let desk: Desk;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-display-'));
    server = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-noreset', '-nolisten', 'tcp'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    display = `:${await new Promise<string>((resolve) => server.stdio[3]!.once('data', (data: Buffer) => resolve(data.toString().trim())))}`;
    printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } } });
    desk = await startDesk({
      port: 0,
      simulators: { receiptPrinter: printer },
      display: { fbFile: join(folder, 'Xvfb_screen0'), display, width, height },
    });
  });
  afterAll(async () => {
    await desk.stop();
    await printer.stop();
    await new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
      server.kill('SIGTERM');
    });
    await rm(folder, { recursive: true, force: true });
  });

  const pixel = async (x: number, y: number): Promise<number[]> => {
    const image = await loadImage(Buffer.from(await (await fetch(new URL('screen.jpg', desk.url))).arrayBuffer()));
    expect([image.width, image.height]).toEqual([width, height]);
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    return [...context.getImageData(x, y, 1, 1).data.subarray(0, 3)];
  };
  const point = (kind: 'down' | 'move' | 'up', x: number, y: number): Promise<Response> =>
    fetch(new URL('act', desk.url), {
      method: 'POST',
      headers: { origin: new URL(desk.url).origin },
      body: JSON.stringify({ do: 'pointer', kind, x, y }),
    });

  test('gives a new picture of its size when a window opens', async () => {
    await using events = await listen(desk.url);
    await events.screen();
    expect(await pixel(200, 500)).toEqual([0, 0, 0]);
    const window = spawn('xev', ['-geometry', `${width}x${height}+0+0`], {
      env: { ...process.env, DISPLAY: display },
      stdio: 'ignore',
    });
    try {
      // A picture may have been taken before the window was drawn; then another one follows.
      do await events.screen();
      while ((await pixel(200, 500)).join() !== '255,255,255');
    } finally {
      window.kill('SIGTERM');
    }
    do await events.screen();
    while ((await pixel(200, 500)).join() !== '0,0,0');
  });

  test('passes press, move and release to a window, at their place and in their order', async () => {
    await using _events = await listen(desk.url);
    const window = spawn('xev', ['-geometry', `${width}x${height}+0+0`, '-event', 'button'], {
      env: { ...process.env, DISPLAY: display },
    });
    let said = '';
    const reached = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!pattern.test(said)) return;
          window.stdout.off('data', look);
          resolve();
        };
        window.stdout.on('data', look);
        look();
      });
    window.stdout.on('data', (data: Buffer) => (said += data.toString()));
    try {
      await run('xdotool', ['search', '--sync', '--onlyvisible', '--name', 'Event Tester'], {
        env: { ...process.env, DISPLAY: display },
      });
      await point('down', 120, 340);
      await reached(/ButtonPress[\s\S]*root:\(120,340\)/);
      expect(said).not.toContain('ButtonRelease');
      await point('move', 130, 350);
      await point('up', 140, 360);
      await reached(/ButtonRelease[\s\S]*root:\(140,360\)/);
    } finally {
      window.kill('SIGTERM');
    }
  });

  test('ignores touches outside of it', async () => {
    await point('down', 10, 20);
    await point('up', 10, 20);
    await point('down', width, 5);
    await desk.stop();
    const { stdout } = await run('xdotool', ['getmouselocation'], { env: { ...process.env, DISPLAY: display } });
    expect(stdout).toMatch(/^x:10 y:20 /);
  });
});
