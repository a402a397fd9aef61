import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import {
  startReceiptPrinterSimulator,
  type ReceiptPrinterSimulator,
} from '../../../devices/receipt-printer/simulator/simulator.ts';

const CLI = resolve(import.meta.dirname, '../../../tools/diagnose/diagnose.ts');

interface Outcome {
  readonly code: number;
  readonly found: {
    ok: boolean;
    mistakes?: { key: string }[];
    checks?: { check: string; ok: boolean }[];
    devices?: object[];
  } | null;
  readonly said: string;
}

function diagnose(...args: string[]): Promise<Outcome> {
  return new Promise((resolveOutcome) => {
    execFile(process.execPath, [CLI, ...args], { timeout: 60_000 }, (error, out, said) =>
      resolveOutcome({
        code: error === null ? 0 : Number(error.code ?? -1),
        found: out === '' ? null : (JSON.parse(out) as Outcome['found']),
        said,
      }),
    );
  });
}

describe('diagnosis from a terminal', () => {
  let printer: ReceiptPrinterSimulator;
  let folder: string;

  const configure = (more: object = {}): string => {
    const file = join(folder, 'foyer.yaml');
    writeFileSync(join(folder, 'key'), 'secret');
    writeFileSync(
      file,
      stringify({
        town: { name: 'Musterstadt', land: 'NW' },
        terminal: { name: 'T01', place: 'Rathaus', data: join(folder, 'data') },
        // Nothing listens there: the register's absence is a finding of its own.
        register: { url: 'http://127.0.0.1:9', keyFile: join(folder, 'key'), timeoutMs: 500 },
        devices: [
          {
            class: 'receipt-printer',
            name: 'beleg',
            link: { tcp: { host: '127.0.0.1', port: Number(printer.address.split(':').at(-1)) } },
          },
        ],
        ...more,
      }),
    );
    return file;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'foyer-diagnose-'));
    printer = await startReceiptPrinterSimulator({ link: { tcp: { port: 0 } } });
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  });
  afterEach(() => printer.stop());

  it('finds a working printer, and prints its identity', async () => {
    expect(await diagnose('--config', configure(), '--device', 'beleg')).toMatchObject({
      code: 0,
      found: {
        ok: true,
        checks: [],
        devices: [{ name: 'beleg', ok: true, state: 'ready', identity: { maker: 'EPSON' } }],
      },
      said: expect.stringContaining('✓ beleg') as string,
    });
  });

  it('prints what staff have to do, and that the register does not answer', async () => {
    printer.actions.openCover();
    const { code, found, said } = await diagnose('--config', configure());
    expect({ code, found }).toMatchObject({
      code: 1,
      found: {
        ok: false,
        checks: [
          { check: 'data', ok: true },
          { check: 'register', ok: false },
        ],
        devices: [{ ok: false, state: 'needs-staff', reasons: ['cover-open'] }],
      },
    });
    expect(said).toContain('Klappe offen: bitte schließen');
  });

  it('does not touch the devices while the terminal runs', async () => {
    const file = configure();
    mkdirSync(join(folder, 'data/runtime'), { recursive: true });
    symlinkSync(`host-${process.pid}`, join(folder, 'data/runtime/SingletonLock'));
    const { code, said } = await diagnose('--config', file);
    expect(code).toBe(75);
    expect(said).toContain('please stop it first');
    rmSync(join(folder, 'data/runtime/SingletonLock'));
    // A process id without a process: left over from a crash.
    symlinkSync('host-4194304', join(folder, 'data/runtime/SingletonLock'));
    expect((await diagnose('--config', file, '--device', 'beleg')).code).toBe(0);
  });

  it('names every mistake of the configuration with its key, and starts nothing', async () => {
    const { code, found, said } = await diagnose('--config', configure({ town: { name: '', land: 'XX' } }));
    expect(code).toBe(78);
    expect(found?.mistakes?.map(({ key }) => key)).toEqual(['town.name', 'town.land']);
    expect(said).toContain('town.land');
  });

  it('refuses a device that is not configured, and options that make no sense', async () => {
    expect(await diagnose('--config', configure(), '--device', 'other')).toMatchObject({
      code: 64,
      found: null,
      said: expect.stringContaining('there are: beleg') as string,
    });
    expect(await diagnose('--config', configure(), '--wait', 'long')).toMatchObject({
      code: 64,
      said: expect.stringContaining('--wait') as string,
    });
    expect(await diagnose('--no-such')).toMatchObject({ code: 64 });
  });
});
