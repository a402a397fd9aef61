import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listen } from './desk-events.ts';

test('the simulator console alone makes the serial device, prints its address, and leaves nothing behind when interrupted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-desk-'));
  const desk = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../../tools/simulator-console/main.ts', import.meta.url))],
    {
      env: { ...process.env, FOYER_DATA: folder, FOYER_DESK_PORT: '0', FOYER_RECEIPT_PRINTER: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let complaints = '';
  desk.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const ended = new Promise<number | null>((resolve) => desk.once('exit', resolve));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      desk.once('exit', () => reject(new Error(complaints)));
      desk.stdout.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /http:\S+/.exec(said);
        if (found !== null) resolve(found[0]);
      });
    });
    {
      await using events = await listen(url);
      const { printer } = await events.state(() => true);
      expect(printer.address).toBe(join(folder, 'devices', 'receipt-printer'));
      expect(await readdir(join(folder, 'devices'))).toEqual(['receipt-printer']);
    }
    desk.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(await readdir(join(folder, 'devices'))).toEqual([]);
    expect(complaints).toBe('');
  } finally {
    desk.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
});
