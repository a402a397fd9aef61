import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type DocumentReaderSimulator,
  type DocumentReaderSimulatorOptions,
  startDocumentReaderSimulator,
} from '../../../../devices/document-reader/simulator/simulator.ts';
import { connect } from '../../simulator/host.ts';
import { ascii, greet, type RawHost, readText, unpluggedAndBack, until } from '../scanner/raw-host.ts';

const numRuns = process.env['CI'] === undefined ? 500 : 10_000;
/** The specimens of ICAO Doc 9303, parts 4 and 5. */
const passport = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const card = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'];

let reader: DocumentReaderSimulator;
let host: RawHost;
const open = async (options: Omit<DocumentReaderSimulatorOptions, 'link'>): Promise<void> => {
  reader = await startDocumentReaderSimulator({ link: { tcp: { port: 0 } }, ...options });
};
afterEach(async () => {
  host.end();
  await reader.stop();
});

describe('a simulated reader for swiping', () => {
  /** It takes no commands, so the greeting counts as a violation. */
  const start = async (options: Omit<DocumentReaderSimulatorOptions, 'link'>): Promise<void> => {
    await open(options);
    host = await greet(reader, ascii('?'));
  };

  it('sends the lines in the frame of Desko', async () => {
    await start({ framing: { kind: 'desko' } });
    reader.actions.swipe(card);
    expect(await readText(host, 4 + 3 * 31)).toBe(`\u0001\u0002${card.join('\r')}\r\u0003\u0004`);
  });

  it('sends them with other control bytes', async () => {
    await start({ framing: { kind: 'desko', sod: 0x1c, stx: 0x1d, etx: 0x1e, eod: 0x1f, separator: 0x0a } });
    reader.actions.swipe(['AB', 'CD']);
    expect(await host.read(10)).toBe('1c1d' + '41420a' + '43440a' + '1e1f');
  });

  it('sends them in the frame of Access-IS, one document after the other', async () => {
    await start({ framing: { kind: 'access-is' } });
    reader.actions.swipe(passport);
    reader.actions.swipe(card);
    expect(await readText(host, 2 + 2 * 45 + 2 + 3 * 31)).toBe(
      `\u0002${passport.join('\r')}\r\u0003\u0002${card.join('\r')}\r\u0003`,
    );
  });

  it('takes no commands', async () => {
    await start({ framing: { kind: 'access-is' } });
    expect(reader.violations()).toMatchObject([{ what: '1 bytes to a reader that takes no commands' }]);
    expect(reader.snapshot()).toEqual({ plugged: true, document: false, continuous: false });
  });

  it('delivers every line in every frame', async () => {
    await start({ framing: { kind: 'desko' } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[A-Z0-9<]{7,44}$/), { minLength: 1, maxLength: 3 }),
        async (lines) => {
          reader.actions.swipe(lines);
          const frame = await readText(host, 4 + lines.reduce((sum, line) => sum + line.length + 1, 0));
          expect(frame.slice(2, -3).split('\r')).toEqual(lines);
        },
      ),
      { numRuns },
    );
  });

  it('sends half a document in a complete frame', async () => {
    await start({ framing: { kind: 'access-is' } });
    reader.faults.failNext({ kind: 'half-document' });
    reader.actions.swipe(card);
    expect(await readText(host, 2 + 31 + 16)).toBe(`\u0002${card[0]}\r${card[1]?.slice(0, 15)}\r\u0003`);
    reader.faults.failNext({ kind: 'half-document' });
    reader.actions.swipe(passport);
    expect(await readText(host, 2 + 45)).toBe(`\u0002${passport[0]}\r\u0003`);
  });

  it('loses the end of a frame; the next one follows', async () => {
    await start({ framing: { kind: 'access-is' } });
    reader.faults.failNext({ kind: 'cut-off' });
    reader.actions.swipe(['ABCDEFGH']);
    reader.actions.swipe(['IJ']);
    expect(await readText(host, 5 + 5)).toBe('\u0002ABCD\u0002IJ\r\u0003');
  });

  it('loses a frame', async () => {
    await start({ framing: { kind: 'access-is' } });
    reader.faults.failNext({ kind: 'silent' });
    reader.actions.swipe(['ABCDEFGH']);
    reader.actions.swipe(['IJ']);
    expect(await readText(host, 5)).toBe('\u0002IJ\r\u0003');
  });

  it('sends noise before a document', async () => {
    await start({ framing: { kind: 'desko' } });
    reader.faults.failNext({ kind: 'noise' });
    reader.actions.swipe(['ABCDEFG']);
    expect(await host.read(5)).toBe('ff9c00e37e');
    expect(await readText(host, 12)).toBe('\u0001\u0002ABCDEFG\r\u0003\u0004');
  });

  it('sends a line far too long', async () => {
    await start({ framing: { kind: 'desko' } });
    reader.faults.failNext({ kind: 'oversized', characters: 5_000 });
    reader.actions.swipe(passport);
    expect(await readText(host, 5_005)).toBe(`\u0001\u0002${'<'.repeat(5_000)}\r\u0003\u0004`);
  });

  it('replaces what it could not read', async () => {
    await start({ framing: { kind: 'access-is' }, unreadable: '*' });
    reader.faults.failNext({ kind: 'unreadable' });
    reader.actions.swipe(['ABCDEFGHIJKLMNOP', 'QRSTUVWX']);
    reader.actions.swipe(['ABCDEFGH']);
    expect(await readText(host, 28)).toBe('\u0002ABCDEF*HIJKLM*OP\rQRSTUV*X\r\u0003');
    expect(await readText(host, 11)).toBe('\u0002ABCDEFGH\r\u0003');
  });

  it('is unplugged and back', async () => {
    await start({ framing: { kind: 'access-is' } });
    host = await unpluggedAndBack(reader, host);
    const heard = until(reader, () => reader.violations().length === 2);
    host.send(ascii('?'));
    await heard;
    reader.actions.swipe(['ABCDEFG']);
    expect(await readText(host, 10)).toBe('\u0002ABCDEFG\r\u0003');
  });
});

describe('a simulated Elyctis reader', () => {
  const inquire = Uint8Array.of(0x49, 0x00, 0x00);
  const continuous = (on: 0 | 1): Uint8Array => Uint8Array.of(0x43, 0x00, 0x01, on);
  const start = async (options: Partial<DocumentReaderSimulatorOptions> = {}): Promise<void> => {
    await open({ framing: { kind: 'elyctis' }, ...options });
    host = await connect(reader.address);
  };
  const answer = async (): Promise<{ readonly command: number; readonly text: string }> => {
    const head = Buffer.from(await host.read(3), 'hex');
    return { command: head[0] ?? 0, text: await readText(host, head.readUInt16BE(1)) };
  };
  const ask = async (command: Uint8Array): ReturnType<typeof answer> => {
    host.send(command);
    return answer();
  };

  it('answers an inquiry with the document that lies in its slot, as often as it is asked', async () => {
    await start();
    expect(await ask(inquire)).toEqual({ command: 0x49, text: '' });
    reader.actions.swipe(passport);
    expect(await ask(inquire)).toEqual({ command: 0x49, text: `${passport.join('\r')}\r` });
    expect((await ask(inquire)).text).toHaveLength(90);
    reader.actions.remove();
    expect(await ask(inquire)).toEqual({ command: 0x49, text: '' });
  });

  it('puts nothing between the lines where it is set so', async () => {
    await start({ framing: { kind: 'elyctis', separator: null } });
    reader.actions.swipe(card);
    expect((await ask(inquire)).text).toBe(card.join(''));
  });

  it('sends one document by itself in continuous reading, and is off then', async () => {
    await start();
    expect(await ask(continuous(1))).toEqual({ command: 0x43, text: '\u0001' });
    reader.actions.swipe(passport);
    expect((await answer()).text).toHaveLength(90);
    expect(reader.snapshot()).toEqual({ plugged: true, document: true, continuous: false });
    reader.actions.swipe(card);
    expect(await ask(continuous(0))).toEqual({ command: 0x43, text: '\u0000' });
  });

  it('does not send the same document again while it stays in the slot, unless reading is reset', async () => {
    await start();
    await ask(continuous(1));
    reader.actions.swipe(passport);
    await answer();
    await ask(continuous(1));
    expect(reader.snapshot().continuous).toBe(true);
    await ask(continuous(0));
    await ask(continuous(1));
    expect((await answer()).text).toHaveLength(90);
  });

  it('takes commands in pieces, and several at once', async () => {
    await start();
    host.send(Uint8Array.of(0x43, 0x00));
    host.send(Uint8Array.of(0x01, 0x00, ...inquire, 0x49));
    expect([(await answer()).command, (await answer()).command]).toEqual([0x43, 0x49]);
    expect((await ask(Uint8Array.of(0x00, 0x00))).command).toBe(0x49);
  });

  it('ignores what is no command, and answers the next one', async () => {
    await start();
    host.send(Uint8Array.of(0x58, 0x00, 0x02, 0x01, 0x02));
    host.send(Uint8Array.of(0x43, 0x00, 0x01, 0x07));
    host.send(Uint8Array.of(0x49, 0xff, 0xff, 0x00, 0x00));
    expect(await ask(inquire)).toEqual({ command: 0x49, text: '' });
    expect(reader.violations().map(({ what }) => what)).toEqual([
      'command 58 with 2 bytes',
      'command 43 with 1 bytes',
      'a byte that begins no command',
      'a byte that begins no command',
      'command ff with 0 bytes',
    ]);
  });

  it('fails as the others do: noise, an answer cut off, too much, nothing', async () => {
    await start();
    reader.actions.swipe(['ABCDEFG']);
    reader.faults.failNext({ kind: 'noise' });
    host.send(inquire);
    expect(await host.read(5)).toBe('ff9c00e37e');
    expect((await answer()).text).toBe('ABCDEFG\r');
    reader.faults.failNext({ kind: 'cut-off' });
    host.send(inquire);
    expect(await host.read(5)).toBe('4900084142');
    reader.faults.failNext({ kind: 'oversized', characters: 65_535 });
    expect((await ask(inquire)).text).toBe('<'.repeat(65_535));
    reader.faults.failNext({ kind: 'silent' });
    host.send(inquire);
    expect((await ask(continuous(0))).command).toBe(0x43);
  });

  it('forgets continuous reading when it is unplugged, and keeps the document in its slot', async () => {
    await start();
    await ask(continuous(1));
    host.send(Uint8Array.of(0x49));
    host = await unpluggedAndBack(reader, host);
    reader.actions.swipe(['ABCDEFG']);
    expect(reader.snapshot()).toEqual({ plugged: true, document: true, continuous: false });
    expect((await ask(inquire)).text).toBe('ABCDEFG\r');
  });
});
