import { z } from 'zod';
import { ReportLinkConfig } from '../link/config.ts';
import { deviceName, KEYBOARD, withUsage } from '../schema.ts';

const usage = (usual: number) => z.number().int().min(4).max(0xe7).default(usual);

export const KeypadConfig = z
  .strictObject({
    class: z.literal('keypad'),
    name: deviceName,
    link: z.preprocess(withUsage(KEYBOARD), ReportLinkConfig),
    /**
     * Keyboard usages (HID Usage Tables, 10) of its keys, as its code table is loaded: arrows, Enter, Escape, the two
     * volume keys, and F13 and F14 for the plug, by default.
     */
    keys: z
      .strictObject({
        up: usage(0x52),
        down: usage(0x51),
        left: usage(0x50),
        right: usage(0x4f),
        select: usage(0x28),
        back: usage(0x29),
        'volume-up': usage(0x80),
        'volume-down': usage(0x81),
        'headset-in': usage(0x68),
        'headset-out': usage(0x69),
      })
      .prefault({}),
  })
  .refine(({ keys }) => new Set(Object.values(keys)).size === Object.keys(keys).length, {
    path: ['keys'],
    message: 'two keys have the same usage',
  });
export type KeypadConfig = z.infer<typeof KeypadConfig>;
