import { z } from 'zod';

const usbId = z
  .string()
  .regex(/^[0-9a-f]{4}$/, 'four hexadecimal digits in small letters, as lsusb and udev show them');

const Serial = z
  .strictObject({
    /** By its udev name, /dev/foyer/NAME; ttyUSB0 is another device after the next start. */
    path: z.string().min(1).optional(),
    /** Or, for a port on USB, by what the device says of itself. */
    usb: z
      .strictObject({
        vendor: usbId,
        product: usbId,
        serial: z.string().min(1).optional(),
        /** Of a device with several ports, bInterfaceNumber. */
        interface: z.number().int().min(0).max(255).optional(),
      })
      .optional(),
    /** Bits per second, as set on the device. */
    baudRate: z.literal([9600, 19200, 38400, 57600, 115200]).default(115200),
    dataBits: z.literal([7, 8]).default(8),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    stopBits: z.literal([1, 2]).default(1),
    flowControl: z.enum(['none', 'rts-cts']).default('none'),
  })
  .refine((port) => (port.path === undefined) !== (port.usb === undefined), 'needs exactly one of "path" and "usb"');

const Tcp = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65535).default(9100),
});

/**
 * How a device is reached: `{ serial: { path, … } }` or `{ tcp: { host, port } }`. One object instead of a union, so
 * that a mistake inside is named at its own key.
 */
export const LinkConfig = z
  .strictObject({ serial: Serial.optional(), tcp: Tcp.optional() })
  .refine(
    (link) => (link.serial === undefined) !== (link.tcp === undefined),
    'needs exactly one of "serial" and "tcp"',
  );

/** A printer of the USB printer class: by the name that udev gave it, or by what it says of itself. */
const UsbPrinter = z
  .strictObject({
    path: z.string().min(1).optional(),
    vendor: usbId.optional(),
    product: usbId.optional(),
    serial: z.string().min(1).optional(),
  })
  .refine(
    (usb) => (usb.path === undefined) === (usb.vendor !== undefined && usb.product !== undefined),
    'needs "path", or "vendor" and "product"',
  );

/** As `LinkConfig`, and `{ usb: { vendor, product, serial } }` for a printer of the USB printer class. */
export const PrinterLinkConfig = z
  .strictObject({ serial: Serial.optional(), tcp: Tcp.optional(), usb: UsbPrinter.optional() })
  .refine(
    (link) => [link.serial, link.tcp, link.usb].filter((one) => one !== undefined).length === 1,
    'needs exactly one of "serial", "tcp" and "usb"',
  );

/**
 * A HID device by what it says of itself; usages as in the HID Usage Tables, for one of several interfaces of a device.
 */
const Hid = z.strictObject({
  vendor: usbId,
  product: usbId.optional(),
  serial: z.string().min(1).optional(),
  usagePage: z.number().int().min(0).max(0xffff).optional(),
  usage: z.number().int().min(0).max(0xffff).optional(),
});

/** `{ hid: { vendor, … } }`, or `{ tcp: { host, port } }` for reports over the network. */
export const ReportLinkConfig = z
  .strictObject({ hid: Hid.optional(), tcp: Tcp.optional() })
  .refine((link) => (link.hid === undefined) !== (link.tcp === undefined), 'needs exactly one of "hid" and "tcp"');

export type HidConfig = z.infer<typeof Hid>;
export type ReportLinkConfig = z.infer<typeof ReportLinkConfig>;
export type UsbPrinterConfig = z.infer<typeof UsbPrinter>;
export type PrinterLinkConfig = z.infer<typeof PrinterLinkConfig>;
export type SerialConfig = z.infer<typeof Serial>;
export type TcpConfig = z.infer<typeof Tcp>;
export type LinkConfig = z.infer<typeof LinkConfig>;

/**
 * Bytes per second that the link carries at best; a byte takes 7 to 12 bits on the line. The network is taken as fast.
 */
export function linkSpeed(config: PrinterLinkConfig): number {
  if (config.serial === undefined) return 100_000;
  const { baudRate, dataBits, parity, stopBits } = config.serial;
  return baudRate / (1 + dataBits + (parity === 'none' ? 0 : 1) + stopBits);
}
