import { err, ok } from '../../base/result.ts';
import type { PcscConnect, PcscSession, ReaderDescription, SlotState } from './pcsc.ts';

/**
 * Clients whose service went before them. When such a client is collected as garbage, its finalizer throws past
 * everybody and ends the process (version 0.1.3); so none of them ever is. It is one for each time that pcscd ends.
 */
const undead: unknown[] = [];

/**
 * PC/SC through `pcsc-mini`. A client serves one life of pcscd: when that ends, the client's monitor says so once and
 * is dead, its readers are never reported as gone, and `stop` throws; so it is thrown away. It watches four readers at
 * most.
 */
export const connectPcsc: PcscConnect = async (events) => {
  let pcsc: typeof import('pcsc-mini');
  try {
    // Not at the top: where libpcsclite1 is missing, the other devices of the host must live.
    pcsc = await import('pcsc-mini');
  } catch (error) {
    return err({ kind: 'library', code: codeOf(error) });
  }
  const { Client, CardDisposition, CardMode, ReaderStatus, attributes } = pcsc;
  type Reader = InstanceType<typeof pcsc.Reader>;
  const readers = new Map<string, Reader>();
  let stopped = false;
  let client: InstanceType<typeof Client>;
  try {
    client = new Client();
    client.on('error', (error) => {
      if (!stopped) events.lost(codeOf(error));
    });
    client.on('reader', (reader) => {
      const name = reader.name();
      readers.set(name, reader);
      // The answer to reset that comes with the change is not the card's: version 0.1.3 hands over other bytes of its
      // memory.
      reader.on('change', (status) => {
        if (stopped) return;
        const card: SlotState['card'] = !status.has(ReaderStatus.PRESENT)
          ? 'none'
          : status.has(ReaderStatus.MUTE)
            ? 'mute'
            : 'answers';
        events.reader(name, { card, count: status.raw >>> 16 });
      });
      reader.on('disconnect', () => {
        readers.delete(name);
        if (!stopped) events.reader(name, null);
      });
    });
    client.start();
  } catch (error) {
    stopped = true;
    const code = codeOf(error);
    return err({ kind: code === 'SecurityViolation' ? 'denied' : 'service', code });
  }

  const connected = async <T>(
    name: string,
    mode: 'DIRECT' | 'SHARED',
    work: (card: Awaited<ReturnType<Reader['connect']>>) => Promise<T>,
  ): Promise<T | null> => {
    const reader = readers.get(name);
    if (reader === undefined || stopped) return null;
    try {
      const card = await reader.connect(CardMode[mode]);
      try {
        return await work(card);
      } finally {
        // A connection that cannot be ended keeps one of the client's four places for ever, so the client goes with it.
        await card.disconnect(CardDisposition.LEAVE).catch((error: unknown) => {
          if (!stopped) events.lost(codeOf(error));
        });
      }
    } catch {
      return null;
    }
  };

  const session: PcscSession = {
    describe: (name) =>
      connected<ReaderDescription>(name, 'DIRECT', async (card) => {
        const attribute = (id: number): Promise<Uint8Array | null> => card.attributeGet(id).catch(() => null);
        return {
          maker: text(await attribute(attributes.ids.VENDOR_NAME)),
          firmware: version(await attribute(attributes.ids.VENDOR_IFD_VERSION)),
          serial: text(await attribute(attributes.ids.VENDOR_IFD_SERIAL_NO)),
        };
      }),
    atr: (name) => connected(name, 'SHARED', async (card) => (await card.state()).atr),
    transmit: (name, command) => connected(name, 'SHARED', (card) => card.transmit(command)),
    stop() {
      if (stopped) return;
      stopped = true;
      try {
        client.stop();
      } catch {
        undead.push(client);
      }
    },
  };
  return ok(session);
};

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unknown';
};

const text = (bytes: Uint8Array | null): string | null => {
  const said = new TextDecoder('latin1')
    .decode(bytes ?? new Uint8Array(0))
    .replace(/\0.*$/s, '')
    .trim();
  return said === '' ? null : said;
};

/** 0xMMmmbbbb: major, minor, build (PC/SC part 3, 3.1.2), in the machine's order of bytes. */
function version(bytes: Uint8Array | null): string | null {
  if (bytes === null || bytes.length < 4) return null;
  const [low = 0, high = 0, minor = 0, major = 0] = bytes;
  return `${major}.${minor}.${high * 256 + low}`;
}
