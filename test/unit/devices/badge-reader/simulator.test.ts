import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type BadgeReaderSimulator,
  startBadgeReaderSimulator,
} from '../../../../devices/badge-reader/simulator/simulator.ts';
import { type Badge, tagTypes } from '../../../../devices/badge-reader/simulator/reader.ts';
import { connect } from '../../simulator/host.ts';
import { socatMissing } from '../receipt-printer/pty.ts';
import { ascii, type RawHost, readText, unpluggedAndBack, until } from '../scanner/raw-host.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
const mifare: Badge = { type: tagTypes.mifare, id: '04A1B2C3' };

/** One command and its answer, both without CR. */
async function ask(host: RawHost, command: string): Promise<string> {
  host.send(ascii(`${command}\r`));
  return answer(host);
}

async function answer(host: RawHost): Promise<string> {
  let line = '';
  for (;;) {
    const character = await readText(host, 1);
    if (character === '\r') return line;
    line += character;
  }
}

describe('a simulated TWN4 with the simple protocol', () => {
  let reader: BadgeReaderSimulator;
  let host: RawHost;
  beforeEach(async () => {
    reader = await startBadgeReaderSimulator({ link: { tcp: { port: 0 } } });
    host = await connect(reader.address);
  });
  afterEach(async () => {
    host.end();
    await reader.stop();
  });

  it('finds no badge, then the one that lies on it, until it is removed', async () => {
    expect(await ask(host, '050010')).toBe('0000');
    reader.actions.present(mifare);
    expect(await ask(host, '050010')).toBe('000180200404A1B2C3');
    expect(await ask(host, '050010')).toBe('000180200404A1B2C3');
    reader.actions.remove();
    expect(await ask(host, '050010')).toBe('0000');
  });

  it('gives no more bytes of a badge than were asked for', async () => {
    reader.actions.present({ type: tagTypes.mifare, id: '04112233445566' });
    expect(await ask(host, '050004')).toBe('0001802004' + '04112233');
    expect(await ask(host, '050010')).toBe('0001803807' + '04112233445566');
  });

  it('gives the bits of a badge whose id is not whole bytes', async () => {
    reader.actions.present({ type: tagTypes.hidProx, id: '0A5B3C4D', bits: 26 });
    expect(await ask(host, '050010')).toBe('0001491A040A5B3C4D');
  });

  it('searches only for the types of its mask, least significant byte first', async () => {
    reader.actions.present(mifare);
    expect(await ask(host, '0502' + '00000000' + '10000000')).toBe('00');
    expect(await ask(host, '050010')).toBe('0000');
    expect(await ask(host, '0502' + '00000000' + '01000000')).toBe('00');
    expect(await ask(host, '050010')).toMatch(/^0001/);
    reader.actions.present({ type: tagTypes.em4102, id: '0102030405' });
    expect(await ask(host, '050010')).toBe('0000');
    expect(reader.snapshot().mask).toEqual({ low: 0, high: 1 });
  });

  it('keeps its field on from a search until it is switched off', async () => {
    expect(reader.snapshot().field).toBe(false);
    await ask(host, '050010');
    expect(reader.snapshot().field).toBe(true);
    expect(await ask(host, '0501')).toBe('00');
    expect(reader.snapshot().field).toBe(false);
  });

  it('beeps with volume, frequency and times, and refuses more than 100 percent', async () => {
    expect(await ask(host, '0407' + '64' + '6009' + 'F401' + '6400')).toBe('00');
    expect(reader.beeps()).toMatchObject([{ volume: 100, frequency: 2400, onMs: 500, offMs: 100 }]);
    expect(await ask(host, '0407' + '65' + '6009' + 'F401' + '6400')).toBe('04');
    expect(reader.beeps()).toHaveLength(1);
  });

  it('gives its version behind a length, and its device type', async () => {
    const version = await ask(host, '0004FF');
    expect(Buffer.from(version.slice(4), 'hex').toString('latin1')).toBe('TWN4/B1.64/NCF4.64/PRS1.04');
    expect(version.slice(0, 4)).toBe('001A');
    expect(await ask(host, '000404')).toBe('0004' + '54574E34');
    expect(await ask(host, '0006')).toBe('000B');
  });

  it.each([
    ['an unknown function', '0999', '01'],
    ['half a function', '05', '01'],
    ['a missing parameter', '0500', '02'],
    ['half of the masks', '050200000000', '02'],
    ['a parameter too many', '050100', '03'],
    ['an odd number of digits', '05001', '05'],
    ['what is no hexadecimal digit', '05001G', '05'],
    ['a line feed before the command', '\n050010', '05'],
    ['an empty line', '', '05'],
    ['a line that never seems to end', '0'.repeat(4000), '05'],
  ])('refuses %s', async (_what, command, status) => {
    expect(await ask(host, command)).toBe(status);
    expect(reader.violations()).toHaveLength(1);
    expect(await ask(host, '050010')).toBe('0000');
  });

  it('takes a command in pieces, and several at once', async () => {
    host.send(ascii('05'));
    host.send(ascii('0010\r0006\r00'));
    expect([await answer(host), await answer(host)]).toEqual(['0000', '000B']);
    expect(await ask(host, '06')).toBe('000B');
  });

  it('answers every line with whole bytes in hexadecimal, and then the next one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[0-9A-Fa-fG \n]{0,24}$/), { minLength: 1, maxLength: 4 }),
        async (lines) => {
          host.send(ascii(lines.map((line) => `${line}\r`).join('')));
          for (const _line of lines) expect(await answer(host)).toMatch(/^0[0-5]([0-9A-F]{2})*$/);
          expect(await ask(host, '0006')).toBe('000B');
        },
      ),
      { numRuns },
    );
  });

  it('finds every badge with its id', async () => {
    const badge = fc.record({
      type: fc.constantFrom(...Object.values(tagTypes)),
      id: fc.uint8Array({ minLength: 1, maxLength: 16 }).map((id) => Buffer.from(id).toString('hex').toUpperCase()),
    });
    await fc.assert(
      fc.asyncProperty(badge, async (presented) => {
        reader.actions.present(presented);
        const found = Buffer.from(await ask(host, '050010'), 'hex');
        expect([found[1], found[2], found[4]]).toEqual([1, presented.type, presented.id.length / 2]);
        expect(found.subarray(5).toString('hex').toUpperCase()).toBe(presented.id);
      }),
      { numRuns },
    );
  });

  describe('when something goes wrong', () => {
    it('loses one answer, and gives the next', async () => {
      reader.faults.failNext({ kind: 'silent' });
      host.send(ascii('0006\r'));
      expect(await ask(host, '050010')).toBe('0000');
    });

    it('sends noise before an answer, which stays whole', async () => {
      reader.faults.failNext({ kind: 'garbage' });
      const line = await ask(host, '0006');
      expect(line).not.toBe('000B');
      expect(line.endsWith('000B')).toBe(true);
      expect(line.slice(0, -4)).not.toMatch(/[0-9A-F]/i);
      expect(await ask(host, '0006')).toBe('000B');
    });

    it('cuts an answer off, so that the next one follows without CR', async () => {
      reader.actions.present(mifare);
      reader.faults.failNext({ kind: 'cut-off' });
      host.send(ascii('050010\r'));
      expect(await ask(host, '0006')).toBe('000180200' + '000B');
    });

    it('refuses a function until the fault is cleared', async () => {
      reader.faults.failAlways({ kind: 'unknown-function' });
      expect([await ask(host, '050010'), await ask(host, '0006')]).toEqual(['01', '01']);
      reader.faults.clear();
      expect(await ask(host, '050010')).toBe('0000');
      expect(reader.violations()).toEqual([]);
    });

    it('is unplugged, and back with its masks as after power-on', async () => {
      await ask(host, '0502' + '00000000' + '00000000');
      host.send(ascii('0500'));
      host = await unpluggedAndBack(reader, host);
      reader.actions.present(mifare);
      expect(await ask(host, '050010')).toMatch(/^0001/);
    });

    it('is plugged in again by clearing', async () => {
      reader.faults.failAlways({ kind: 'unplug' });
      await host.ended();
      reader.faults.clear();
      await reader.actions.plugIn();
      host = await connect(reader.address);
      expect(await ask(host, '0006')).toBe('000B');
    });
  });

  it('publishes every change', async () => {
    const placed = until(reader, () => reader.snapshot().badge !== null);
    reader.actions.present(mifare);
    await placed;
    const gone = until(reader, () => !reader.snapshot().plugged);
    await reader.actions.unplug();
    await gone;
  });
});

it.skipIf(socatMissing)('a simulated TWN4 answers on a serial line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-badge-'));
  const reader = await startBadgeReaderSimulator({ link: { pty: { path: join(folder, 'reader') } } });
  try {
    const port = new SerialPort({ path: reader.address, baudRate: 9600, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
    const line = new Promise<string>((resolve) => {
      let text = '';
      port.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1');
        if (text.endsWith('\r')) resolve(text);
      });
    });
    reader.actions.present(mifare);
    port.write('050010\r');
    expect(await line).toBe('000180200404A1B2C3\r');
    await new Promise<void>((resolve) => port.close(() => resolve()));
    await reader.actions.unplug();
    expect(await readdir(folder)).toEqual([]);
    await reader.actions.plugIn();
    expect(await readdir(folder)).toEqual(['reader']);
  } finally {
    await reader.stop();
    await rm(folder, { recursive: true });
  }
});
