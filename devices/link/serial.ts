import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SerialPort } from 'serialport';
import type { Cancel, Clock } from '../../base/clock.ts';
import { err, ok } from '../../base/result.ts';
import type { SerialConfig } from './config.ts';
import type { Link } from './link.ts';
import { linkFailure, StreamLink, type Wire } from './stream-link.ts';
import { findUsbNode, type UsbWanted } from './usb.ts';

/**
 * Milliseconds between two looks whether the port is still there. Only reading and writing tell that a device was
 * unplugged, and not every driver of the operating system wakes a reader up for it.
 */
const LOOK_EVERY = 2_000;

/**
 * A serial port (RS-232, or USB as /dev/ttyACM… under its udev name). Software flow control is never on: it eats the
 * bytes 11 and 13 hex out of raster data and of binary answers.
 */
export function serialLink(config: SerialConfig, clock: Clock): Link {
  return new StreamLink(clock, (link) => serialWire(config, clock, link));
}

function serialWire(config: SerialConfig, clock: Clock, link: StreamLink): Wire {
  let port: SerialPort | null = null;
  let destroyed = false;
  let cancelLook: Cancel = () => undefined;
  /** `opened`: the device node to which the path led. A udev name that points to another node since is another port. */
  const watch = (path: string, opened: string): void => {
    if (destroyed) return;
    cancelLook = clock.after(
      LOOK_EVERY,
      () =>
        void nodeAt(path).then((found) => {
          if (destroyed) return;
          if (found !== null && found !== opened)
            link.closed({ kind: 'closed', code: found === GONE ? 'ENOENT' : null });
          else watch(path, opened);
        }),
    );
  };
  return {
    async open() {
      const path = config.path ?? (await findSerialPort(config.usb ?? {}));
      if (path === null) return err({ kind: 'absent', code: null });
      const made = await portAt(path, config);
      // Given up while the module was loaded: nothing is open that would have to be closed.
      if (destroyed) return err({ kind: 'timeout', code: null });
      port = made;
      made.on('data', (bytes: Buffer) => link.received(bytes));
      made.on('error', (error) => link.closed(linkFailure(error)));
      made.on('close', (error: Error | null) => link.closed(linkFailure(error)));
      const failed = await new Promise<Error | null>((resolve) => void made.open((error) => resolve(error)));
      if (failed !== null) return err(linkFailure(failed));
      // Without flow control by RTS the line tells the printer that we listen. A pty has no modem lines (ENOTTY): fine.
      await new Promise<void>((resolve) => void made.set({ dtr: true, rts: true }, () => resolve()));
      const found = await nodeAt(path);
      // Pulled while it was opened: no later look could tell it from the device that comes next.
      if (found === GONE) return err({ kind: 'closed', code: 'ENOENT' });
      if (found !== null) watch(path, found);
      return ok(undefined);
    },
    send(piece, done) {
      const to = port;
      if (to === null) return done({ kind: 'closed', code: null });
      to.write(piece, (error) => {
        if (error) done(linkFailure(error));
        else to.drain((drained) => done(drained ? linkFailure(drained) : null));
      });
    },
    destroy: () =>
      new Promise((resolve) => {
        destroyed = true;
        cancelLook();
        const last = port;
        if (last === null || !last.isOpen) {
          // Opening may still be under way: close as soon as it is through, or the lock stays with a dead object.
          if (last?.opening === true) last.once('open', () => last.close(() => undefined));
          resolve();
          return;
        }
        // close() waits for a write that hangs on flow control; flush() lets go of what is queued.
        last.flush(() => last.close(() => resolve()));
      }),
  };
}

/** The native module is loaded with the first port that is opened: a host without one keeps no memory for it. */
async function portAt(path: string, config: SerialConfig): Promise<SerialPort> {
  const { SerialPort: Port } = await import('serialport');
  return new Port({
    path,
    baudRate: config.baudRate,
    dataBits: config.dataBits,
    parity: config.parity,
    stopBits: config.stopBits,
    rtscts: config.flowControl === 'rts-cts',
    xon: false,
    xoff: false,
    xany: false,
    // Dropping DTR on close resets some printers in the middle of a line.
    hupcl: false,
    lock: true,
    autoOpen: false,
  });
}

/** The node of the port on USB that was meant; null where none fits. `root` is for tests. */
export async function findSerialPort(wanted: UsbWanted, root = '/'): Promise<string | null> {
  const name = await findUsbNode('tty', /^tty(ACM|USB)\d+$/, wanted, root);
  return name === null ? null : join(root, 'dev', name);
}

const GONE = 'gone';

/** Which device node the path leads to; null where that cannot be determined. */
async function nodeAt(path: string): Promise<string | typeof GONE | null> {
  try {
    const { dev, ino, rdev } = await stat(path);
    return `${dev} ${ino} ${rdev}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? GONE : null;
  }
}
