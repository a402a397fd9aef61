import { z } from 'zod';
import { LinkConfig, ReportLinkConfig } from '../link/config.ts';

/** HID POS Scanner Page and its Bar Code Scanner usage (HID Point of Sale Usage Tables 1.02). */
const POS_PAGE = 0x8c;
const POS_USAGE = 0x02;
/** Generic Desktop page, Keyboard. */
const KEYBOARD_PAGE = 0x01;
const KEYBOARD_USAGE = 0x06;

const onPage = (usagePage: number, usage: number) => (link: unknown): unknown => {
  if (typeof link !== 'object' || link === null || !('hid' in link) || typeof link.hid !== 'object' || link.hid === null) return link;
  return { ...link, hid: { usagePage, usage, ...link.hid } };
};

export const ScannerConfig = z.strictObject({
  class: z.literal('scanner'),
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'small letters, digits and hyphens, at most 32'),
  /** A scanner set to HID POS: the best way. */
  pos: z.preprocess(onPage(POS_PAGE, POS_USAGE), ReportLinkConfig).optional(),
  /** Honeywell and Youjie begin to speak HID POS only after the feature report FE 01. */
  enterPosMode: z.boolean().default(false),
  /** A scanner on a serial port, or on USB as one. */
  stream: LinkConfig.optional(),
  /** A scanner that can only type. Needs a udev rule with LIBINPUT_IGNORE_DEVICE. */
  wedge: z.preprocess(onPage(KEYBOARD_PAGE, KEYBOARD_USAGE), ReportLinkConfig).optional(),
  /** As the scanner is set; only for `wedge`. */
  layout: z.enum(['de', 'us']).default('de'),
}).refine(scanner => [scanner.pos, scanner.stream, scanner.wedge].filter(one => one !== undefined).length === 1, 'needs exactly one of "pos", "stream" and "wedge"');
export type ScannerConfig = z.infer<typeof ScannerConfig>;
