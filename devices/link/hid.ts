import type { Device, HIDAsync } from 'node-hid';
import type { Clock } from '../../base/clock.ts';
import type { DeviceIdentity } from '../driver/driver.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { HidConfig } from './config.ts';
import type { LinkFailure } from './link.ts';
import type { ReportLink } from './reports.ts';
import { linkFailure, StreamLink, type Wire } from './stream-link.ts';

/**
 * A HID device by hidraw. Found by vendor, product, serial number and usage every time it is opened, since a hidraw
 * number belongs to another device after the next plug. The native module is loaded when the first such device is
 * opened: a machine without one never needs it.
 */
export function hidReports(config: HidConfig, clock: Clock): ReportLink {
  let device: HIDAsync | null = null;
  let identity: DeviceIdentity | null = null;
  const link = new StreamLink(clock, (stream) =>
    hidWire(config, stream, (opened, info) => {
      device = opened;
      identity = identityOf(info);
    }),
  );
  return {
    open: () => link.open(),
    write: (report, deadline) => link.write(report, deadline),
    onData: (listener) => link.onData(listener),
    onClose: (listener) => link.onClose(listener),
    close: () => link.close(),
    identity: () => identity,
    feature(report, deadline) {
      const to = device;
      if (to === null) return Promise.resolve(err({ kind: 'closed', code: null }));
      return new Promise((resolve) => {
        const cancel = clock.after(deadline, () => resolve(err({ kind: 'timeout', code: null })));
        to.sendFeatureReport([...report])
          .then(
            () => resolve(ok(undefined)),
            (error: unknown) => resolve(err(linkFailure(error))),
          )
          .finally(cancel);
      });
    },
  };
}

function hidWire(config: HidConfig, link: StreamLink, opened: (device: HIDAsync, info: Device) => void): Wire {
  let device: HIDAsync | null = null;
  let destroyed = false;
  return {
    async open(): Promise<Result<void, LinkFailure>> {
      try {
        const hid = await import('node-hid');
        const info = (await hid.devicesAsync()).find((one) => fits(config, one));
        if (info?.path === undefined) return err({ kind: 'absent', code: null });
        const found = await hid.HIDAsync.open(info.path);
        // Opening was given up meanwhile, so the device must be closed here.
        if (destroyed) {
          await found.close().catch(() => undefined);
          return err({ kind: 'timeout', code: null });
        }
        device = found;
        opened(found, info);
        // No copy: a driver that overwrites a report, such as that of a swiped card, overwrites its only instance.
        found.on('data', (report: Buffer) =>
          link.received(new Uint8Array(report.buffer, report.byteOffset, report.length)),
        );
        // The only sign that it was unplugged; a string, not an Error.
        found.on('error', () => link.closed({ kind: 'closed', code: null }));
        return ok(undefined);
      } catch (error) {
        // hidapi says in words only that the node exists and may not be opened.
        return err(
          /permission|denied|cannot open device/i.test(String(error))
            ? { kind: 'denied', code: null }
            : linkFailure(error),
        );
      }
    },
    send(report, done) {
      if (device === null) return done({ kind: 'closed', code: null });
      device.write([...report]).then(
        () => done(null),
        (error: unknown) => done(linkFailure(error)),
      );
    },
    async destroy() {
      destroyed = true;
      const last = device;
      device = null;
      last?.removeAllListeners();
      // Closing while a read is under way may still emit, and an unheard error ends the process.
      last?.on('error', () => undefined);
      await last?.close().catch(() => undefined);
    },
  };
}

const hex = (id: number): string => id.toString(16).padStart(4, '0');

/** Whether this is the device that was meant. */
export const fits = (wanted: HidConfig, { vendorId, productId, serialNumber, usagePage, usage }: Device): boolean =>
  hex(vendorId) === wanted.vendor &&
  (wanted.product === undefined || hex(productId) === wanted.product) &&
  (wanted.serial === undefined || serialNumber === wanted.serial) &&
  (wanted.usagePage === undefined || usagePage === wanted.usagePage) &&
  (wanted.usage === undefined || usage === wanted.usage);

const identityOf = ({ manufacturer, product, serialNumber, release }: Device): DeviceIdentity => ({
  maker: manufacturer ?? null,
  model: product ?? null,
  firmware: release === 0 ? null : `${release >> 8}.${(release & 0xff).toString(16).padStart(2, '0')}`,
  serial: serialNumber === undefined || serialNumber === '' ? null : serialNumber,
});
