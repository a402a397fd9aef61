import { z } from 'zod';
import { LinkConfig, ReportLinkConfig } from '../link/config.ts';
import { deviceName } from '../schema.ts';

export const BadgeReaderConfig = z
  .strictObject({
    class: z.literal('badge-reader'),
    name: deviceName,
    /** An ELATEC TWN4 with firmware for the simple protocol; as delivered it types like a keyboard. */
    twn4: LinkConfig.optional(),
    /** A magnetic stripe reader that reports in MagTek's format. */
    magstripe: ReportLinkConfig.optional(),
    /** Milliseconds between two looks for a badge. */
    poll: z.number().int().min(100).max(2_000).default(300),
  })
  .refine(
    (reader) => (reader.twn4 === undefined) !== (reader.magstripe === undefined),
    'needs exactly one of "twn4" and "magstripe"',
  );
export type BadgeReaderConfig = z.infer<typeof BadgeReaderConfig>;
