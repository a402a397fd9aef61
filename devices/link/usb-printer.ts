import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cancel, Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { UsbPrinterConfig } from './config.ts';
import type { Link, LinkFailure } from './link.ts';
import { StreamLink, type Wire } from './stream-link.ts';
import { findUsbNode } from './usb.ts';

/** Milliseconds between two reads of what the printer sent; the kernel's `usblp` does not wake a waiting reader. */
const READ_EVERY = 20;
/** Milliseconds until a write is tried again that the printer's endpoint did not take yet. */
const WRITE_AGAIN = 10;
const PIECE = 1024;

/**
 * A printer of the USB printer class at the kernel's `usblp` driver: /dev/usb/lpN, or a name that udev gave it. Found
 * by vendor, product and serial number when it has no name of its own, since N depends on the order of plugging in.
 */
export function usbPrinterLink(config: UsbPrinterConfig, clock: Clock): Link {
  return new StreamLink(clock, (link) => usbPrinterWire(config, clock, link));
}

function usbPrinterWire(config: UsbPrinterConfig, clock: Clock, link: StreamLink): Wire {
  let file: FileHandle | null = null;
  let gone = false;
  let cancelRead: Cancel = () => undefined;

  const lost = (error: unknown): LinkFailure => {
    const failure: LinkFailure = { kind: 'closed', code: codeOf(error) };
    gone = true;
    link.closed(failure);
    return failure;
  };

  const read = async (): Promise<void> => {
    const from = file;
    if (from === null || gone) return;
    try {
      const { bytesRead, buffer } = await from.read(Buffer.alloc(PIECE), 0, PIECE, null);
      if (gone) return;
      if (bytesRead > 0) link.received(Uint8Array.from(buffer.subarray(0, bytesRead)));
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') return void (gone || lost(error));
    }
    cancelRead = clock.after(READ_EVERY, () => void read());
  };

  const write = async (piece: Uint8Array, done: (failure: LinkFailure | null) => void): Promise<void> => {
    let sent = 0;
    const step = async (): Promise<void> => {
      if (file === null || gone) return done({ kind: 'closed', code: null });
      try {
        sent += (await file.write(piece, sent, piece.length - sent, null)).bytesWritten;
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') return done(lost(error));
      }
      if (sent === piece.length) done(null);
      else clock.after(WRITE_AGAIN, () => void step());
    };
    await step();
  };

  return {
    async open(): Promise<Result<void, LinkFailure>> {
      const path = config.path ?? (await findUsbPrinter(config));
      if (path === null) return err({ kind: 'absent', code: null });
      try {
        file = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
      } catch (error) {
        const code = codeOf(error);
        return err({
          kind: code === 'EACCES' || code === 'EPERM' ? 'denied' : code === 'EBUSY' ? 'locked' : 'absent',
          code,
        });
      }
      void read();
      return ok(undefined);
    },
    send: (piece, done) => void write(piece, done),
    async destroy() {
      gone = true;
      cancelRead();
      const last = file;
      file = null;
      await last?.close().catch(() => undefined);
    },
  };
}

const codeOf = (error: unknown): string | null => (error as NodeJS.ErrnoException).code ?? null;

/** The node of the printer that was meant; null where none fits. `root` is for tests. */
export async function findUsbPrinter(
  wanted: Pick<UsbPrinterConfig, 'vendor' | 'product' | 'serial'>,
  root = '/',
): Promise<string | null> {
  const name = await findUsbNode('usbmisc', /^lp\d+$/, wanted, root);
  return name === null ? null : join(root, 'dev/usb', name);
}
