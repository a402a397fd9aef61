import { z } from 'zod';
import { LinkConfig, ReportLinkConfig } from '../link/config.ts';
import { deviceName, KEYBOARD, POS_SCANNER, withUsage } from '../schema.ts';

export const ScannerConfig = z
  .strictObject({
    class: z.literal('scanner'),
    name: deviceName,
    /** A scanner set to HID POS: the best way. */
    pos: z.preprocess(withUsage(POS_SCANNER), ReportLinkConfig).optional(),
    /** Honeywell and Youjie begin to speak HID POS only after the feature report FE 01. */
    enterPosMode: z.boolean().default(false),
    /** A scanner on a serial port, or on USB as one. */
    stream: LinkConfig.optional(),
    /** A scanner that can only type. Needs a udev rule with LIBINPUT_IGNORE_DEVICE. */
    wedge: z.preprocess(withUsage(KEYBOARD), ReportLinkConfig).optional(),
    /** As the scanner is set; only for `wedge`. */
    layout: z.enum(['de', 'us']).default('de'),
  })
  .refine(
    (scanner) => [scanner.pos, scanner.stream, scanner.wedge].filter((one) => one !== undefined).length === 1,
    'needs exactly one of "pos", "stream" and "wedge"',
  );
export type ScannerConfig = z.infer<typeof ScannerConfig>;
