import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { expect, test } from 'vitest';
import { startReceiptPrinterSimulator } from '../../../devices/receipt-printer/simulator/simulator.ts';

async function open(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  return port;
}

function ask(port: SerialPort, bytes: Uint8Array): Promise<string> {
  const answer = new Promise<string>((resolve) => port.once('data', (data: Buffer) => resolve(data.toString('hex'))));
  port.write(bytes);
  return answer;
}

const close = (port: SerialPort): Promise<void> => new Promise((resolve) => port.close(() => resolve()));

/** The process that holds the device at `path`. */
async function socatOf(path: string): Promise<number> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.startsWith('socat\0') && command.includes(`link=${path},`)) return Number(pid);
  }
  throw new Error('no socat holds the device');
}

test('a simulated serial line can be opened again, unplugged and plugged in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-printer-'));
  const path = join(folder, 'receipt-printer');
  const printer = await startReceiptPrinterSimulator({ link: { pty: { path } } });
  try {
    const first = await open(path);
    expect(await ask(first, Uint8Array.of(0x10, 0x04, 0x01))).toBe('12');
    await close(first);

    const second = await open(path);
    second.resume(); // a port without a reader does not notice that it is gone
    const paper = new Promise<string>((resolve) => printer.onPaper(({ text }) => resolve(text)));
    second.write(Buffer.from('Größe\n\x1dVB\x00', 'latin1'));
    expect(await paper).toMatch(/^Gr/);
    const gone = new Promise<boolean>((resolve) =>
      second.once('close', (error: Error & { disconnected?: boolean }) => resolve(error.disconnected === true)),
    );
    printer.faults.failNext({ kind: 'unplug' });
    expect(await gone).toBe(true);
    expect(printer.snapshot().plugged).toBe(false);
    await printer.actions.plugIn();

    const third = await open(path);
    expect(await ask(third, Uint8Array.of(0x10, 0x04, 0x04))).toBe('12');
    await close(third);

    // Ended from outside, as Ctrl-C does to everything that was started from a terminal.
    const changed = new Promise<void>((resolve) => printer.onChange(() => printer.snapshot().plugged || resolve()));
    process.kill(await socatOf(path), 'SIGTERM');
    await changed;
    await printer.actions.plugIn();
    const fourth = await open(path);
    expect(await ask(fourth, Uint8Array.of(0x10, 0x04, 0x01))).toBe('12');
    await close(fourth);
  } finally {
    await printer.stop();
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  }
});
