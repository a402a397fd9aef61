/** What the configuration schemas of several classes have in common. */
import { z } from 'zod';

export const deviceName = z.string().regex(/^[a-z0-9-]{1,32}$/, 'small letters, digits and hyphens, at most 32');

export const milliseconds = (least: number, most: number, usual: number) =>
  z.number().int().min(least).max(most).default(usual);

/**
 * Usages by which one of a HID device's interfaces is found, where nothing else is said (HID Usage Tables): Keyboard,
 * and Bar Code Scanner of the POS page.
 */
export const KEYBOARD = { usagePage: 0x01, usage: 0x06 } as const;
export const POS_SCANNER = { usagePage: 0x8c, usage: 0x02 } as const;

/** Fills the usage into a link `{ hid: { … } }`. What is no such link is left to the link's own schema. */
export const withUsage =
  (usual: { readonly usagePage: number; readonly usage: number }) =>
  (link: unknown): unknown => {
    if (
      typeof link !== 'object' ||
      link === null ||
      !('hid' in link) ||
      typeof link.hid !== 'object' ||
      link.hid === null
    )
      return link;
    return { ...link, hid: { ...usual, ...link.hid } };
  };
