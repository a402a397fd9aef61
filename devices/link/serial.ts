import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { Cancel, Clock } from '../clock.ts';
import { err, ok } from '../result.ts';
import type { SerialConfig } from './config.ts';
import type { Link } from './link.ts';
import { linkFailure, StreamLink, type Wire } from './stream-link.ts';

/**
 * Milliseconds between two looks whether the port is still there. Only reading and writing tell that a device was unplugged, and not
 * every driver of the operating system wakes a reader up for it.
 */
const LOOK_EVERY = 2_000;

/**
 * A serial port (RS-232, or USB as /dev/ttyACM… under its udev name). Software flow control is never on: it eats the
 * bytes 11 and 13 hex out of raster data and of binary answers.
 */
export function serialLink(config: SerialConfig, clock: Clock): Link {
  return new StreamLink(clock, link => serialWire(config, clock, link));
}

function serialWire(config: SerialConfig, clock: Clock, link: StreamLink): Wire {
  const port = new SerialPort({
    path: config.path,
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
  let destroyed = false;
  let cancelLook: Cancel = () => undefined;
  /** `opened`: what stood at the path then. A name by udev that points to another device by now is another port. */
  const watch = (opened: string): void => {
    if (destroyed) return;
    cancelLook = clock.after(LOOK_EVERY, () => void nodeAt(config.path).then(found => {
      if (destroyed) return;
      if (found !== null && found !== opened) link.closed({ kind: 'closed', code: found === GONE ? 'ENOENT' : null });
      else watch(opened);
    }));
  };
  port.on('data', (bytes: Buffer) => link.received(bytes));
  port.on('error', error => link.closed(linkFailure(error)));
  port.on('close', (error: Error | null) => link.closed(linkFailure(error)));
  return {
    open: () => new Promise(resolve => {
      port.open(error => {
        if (error) {
          resolve(err(linkFailure(error)));
          return;
        }
        // Without flow control by RTS the line tells the printer that we listen. A pty has no modem lines (ENOTTY): fine.
        port.set({ dtr: true, rts: true }, () => {
          void nodeAt(config.path).then(found => {
            // Pulled while it was opened: no later look could tell it from the device that comes next.
            if (found === GONE) resolve(err({ kind: 'closed', code: 'ENOENT' }));
            else {
              if (found !== null) watch(found);
              resolve(ok(undefined));
            }
          });
        });
      });
    }),
    send(piece, done) {
      port.write(piece, error => {
        if (error) done(linkFailure(error));
        else port.drain(drained => done(drained ? linkFailure(drained) : null));
      });
    },
    destroy: () => new Promise(resolve => {
      destroyed = true;
      cancelLook();
      if (!port.isOpen) {
        // Opening may still be under way: close as soon as it is through, or the lock stays with a dead object.
        if (port.opening) port.once('open', () => port.close(() => undefined));
        resolve();
        return;
      }
      // close() waits for a write that hangs on flow control; flush() lets go of what is queued.
      port.flush(() => port.close(() => resolve()));
    }),
  };
}

const GONE = 'gone';

/** Which device node the path leads to; null where that cannot be told. */
async function nodeAt(path: string): Promise<string | typeof GONE | null> {
  try {
    const { dev, ino, rdev } = await stat(path);
    return `${dev} ${ino} ${rdev}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? GONE : null;
  }
}
