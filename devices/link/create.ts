import type { Clock } from '../../base/clock.ts';
import type { PrinterLinkConfig } from './config.ts';
import type { Link } from './link.ts';
import { serialLink } from './serial.ts';
import { tcpLink } from './tcp.ts';
import { usbPrinterLink } from './usb-printer.ts';

/** A fresh link, not yet open. The only place that knows which kind a device has. */
export function createLink(config: PrinterLinkConfig, clock: Clock): Link {
  if (config.serial !== undefined) return serialLink(config.serial, clock);
  if (config.tcp !== undefined) return tcpLink(config.tcp, clock);
  if (config.usb !== undefined) return usbPrinterLink(config.usb, clock);
  throw new Error('a link is of one kind; the configuration schema sees to it');
}
