import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type IoBoardSimulator,
  type IoBoardSimulatorOptions,
  startIoBoardSimulator,
} from '../../../../devices/io-board/simulator/simulator.ts';
import { connect } from '../../simulator/host.ts';
import { ascii, type RawHost, readText, unpluggedAndBack } from '../scanner/raw-host.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;

describe('a simulated board of digital pins', () => {
  let board: IoBoardSimulator;
  let host: RawHost;
  const start = async (options: Omit<IoBoardSimulatorOptions, 'link'> = {}): Promise<void> => {
    board = await startIoBoardSimulator({ link: { tcp: { port: 0 } }, ...options });
    host = await connect(board.address);
  };
  const restart = async (options: Omit<IoBoardSimulatorOptions, 'link'>): Promise<void> => {
    await stop();
    await start(options);
  };
  const stop = async (): Promise<void> => {
    host.end();
    await board.stop();
  };
  /** Everything up to the prompt, with the prompt. */
  const toPrompt = async (): Promise<string> => {
    let text = '';
    while (!text.endsWith('>')) text += await readText(host, 1);
    return text;
  };
  const say = async (command: string): Promise<string> => {
    host.send(ascii(`${command}\r`));
    return toPrompt();
  };
  /** The value alone, empty where none is printed. */
  const ask = async (command: string): Promise<string> => {
    const [echo, value] = (await say(command)).slice(0, -1).split('\n\r');
    expect(echo).toBe(command);
    return value ?? '';
  };
  const high = (): number[] => board.outputs().flatMap((on, pin) => (on ? [pin] : []));
  beforeEach(() => start());
  afterEach(stop);

  it('echoes a command, prints its value on a line of its own, then the prompt', async () => {
    expect(await say('ver')).toBe('ver\n\r00000009\n\r>');
    expect(await say('gpio set 3')).toBe('gpio set 3\n\r>');
  });

  it('ends its lines with CR LF where it is such a board', async () => {
    await restart({ lineEnd: 'cr-lf', identity: { version: '00000008' } });
    expect(await say('ver')).toBe('ver\r\n00000008\r\n>');
  });

  it('gives and takes its name of eight characters', async () => {
    expect(await ask('id get')).toBe('00000001');
    expect(await ask('id set FOYER--7')).toBe('');
    expect(await ask('id get')).toBe('FOYER--7');
    await ask('id set short');
    expect(await ask('id get')).toBe('FOYER--7');
    expect(board.violations()).toHaveLength(1);
  });

  it('reads what is wired to a pin', async () => {
    expect(await ask('gpio read 2')).toBe('0');
    board.actions.set(2, true);
    expect(await ask('gpio read 2')).toBe('1');
    board.actions.set(7, true);
    expect(await ask('gpio readall')).toBe('84');
    board.actions.set(2, false);
    expect(await ask('gpio readall')).toBe('80');
  });

  it('drives a pin that is set or cleared, whatever is wired to it', async () => {
    await ask('gpio set 0');
    await ask('gpio set 6');
    expect(high()).toEqual([0, 6]);
    board.actions.set(1, true);
    expect(await ask('gpio readall')).toBe('43');
    board.actions.set(6, true);
    await ask('gpio clear 6');
    expect(high()).toEqual([0]);
    expect(await ask('gpio readall')).toBe('03');
    expect(board.snapshot()).toEqual({ plugged: true, direction: 0b1011_1110 });
  });

  it('makes a pin that is read an input again', async () => {
    await ask('gpio set 4');
    expect(await ask('gpio read 4')).toBe('0');
    expect(high()).toEqual([]);
  });

  it('sets directions and levels of all pins at once, as far as the mask lets them through', async () => {
    await ask('gpio iodir f0');
    await ask('gpio writeall FF');
    expect(high()).toEqual([0, 1, 2, 3]);
    await ask('gpio iomask 01');
    await ask('gpio writeall 00');
    expect(high()).toEqual([1, 2, 3]);
    await ask('gpio iodir ff');
    expect(high()).toEqual([1, 2, 3]);
    expect(board.snapshot().direction).toBe(0xf1);
  });

  it('numbers its pins with one character, up to V', async () => {
    await restart({ pins: 32 });
    board.actions.set(31, true);
    board.actions.set(10, true);
    expect([await ask('gpio read V'), await ask('gpio read A'), await ask('gpio read 9')]).toEqual(['1', '1', '0']);
    expect(await ask('gpio readall')).toBe('80000400');
    await ask('gpio set V');
    board.actions.set(31, false);
    expect(await ask('gpio readall')).toBe('80000400');
    expect(high()).toEqual([31]);
  });

  it.each([
    'gpio',
    'gpio read',
    'gpio read 8',
    'gpio read a',
    'gpio read 0 1',
    'gpio set 10',
    'gpio writeall f',
    'gpio writeall 0ff',
    'gpio readall 0',
    'VER',
    'reset',
    ' ver',
    'x'.repeat(200),
  ])('answers %j, which is no command, with the prompt alone', async (command) => {
    expect(await ask(command)).toBe('');
    expect(board.violations()).toHaveLength(1);
    expect(board.violations()[0]?.what).not.toContain(command.slice(0, 10));
    expect(high()).toEqual([]);
  });

  it('gives the prompt for an empty line, and does not mind a line feed behind CR', async () => {
    expect(await say('')).toBe('\n\r>');
    host.send(ascii('ver\r\nver\r\n'));
    expect((await toPrompt()) + (await toPrompt())).toBe('ver\n\r00000009\n\r>ver\n\r00000009\n\r>');
    expect(board.violations()).toEqual([]);
  });

  it('echoes a command while it is typed', async () => {
    host.send(ascii('gpio re'));
    expect(await readText(host, 7)).toBe('gpio re');
    host.send(ascii('ad 0\r'));
    expect(await toPrompt()).toBe('ad 0\n\r0\n\r>');
  });

  it('agrees with a simple model of its pins', async () => {
    const pin = fc.nat(15);
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wire' as const), pin, level: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('set' as const, 'clear' as const, 'read' as const), pin }),
    );
    await restart({ pins: 16 });
    const wired = Array.from({ length: 16 }, () => false);
    const driven: (boolean | null)[] = Array.from({ length: 16 }, () => null);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (steps) => {
        for (const each of steps) {
          const name = each.pin.toString(36).toUpperCase();
          if (each.kind === 'wire') {
            wired[each.pin] = each.level;
            board.actions.set(each.pin, each.level);
          } else if (each.kind === 'read') {
            driven[each.pin] = null;
            expect(await ask(`gpio read ${name}`)).toBe(wired[each.pin] === true ? '1' : '0');
          } else {
            driven[each.pin] = each.kind === 'set';
            await ask(`gpio ${each.kind} ${name}`);
          }
        }
        const levels = Number.parseInt(await ask('gpio readall'), 16);
        expect(Array.from({ length: 16 }, (_, at) => ((levels >> at) & 1) === 1)).toEqual(
          wired.map((level, at) => driven[at] ?? level),
        );
        expect(board.outputs()).toEqual(driven.map((level) => level === true));
      }),
      { numRuns },
    );
  });

  it('loses one command, and executes the next', async () => {
    board.faults.failNext({ kind: 'silent' });
    host.send(ascii('gpio set 1\r'));
    expect(await ask('ver')).toBe('00000009');
    expect(high()).toEqual([]);
  });

  it('sends noise before a value', async () => {
    board.faults.failNext({ kind: 'garbage' });
    host.send(ascii('ver\r'));
    expect(await host.read(5 + 5)).toBe('7665720a0d' + 'ff9c80e3fe');
    expect(await toPrompt()).toBe('00000009\n\r>');
  });

  it('is unplugged in the middle of a command: its pins are inputs when it is back', async () => {
    await ask('gpio set 1');
    board.actions.set(2, true);
    host.send(ascii('gpio set 2'));
    expect(await readText(host, 10)).toBe('gpio set 2');
    host = await unpluggedAndBack(board, host);
    expect(high()).toEqual([]);
    expect(await ask('gpio readall')).toBe('04');
  });
});
