import { z } from 'zod';
import { LinkConfig } from '../link/config.ts';
import { deviceName } from '../schema.ts';

const bytes = z.array(z.number().int().min(0).max(0xff)).max(8);

export const DocumentReaderConfig = z
  .strictObject({
    class: z.literal('document-reader'),
    name: deviceName,
    link: LinkConfig,
    /**
     * How it frames what it reads. `desko`: SOD STX lines ETX EOD (PU-CUTE), with 01 and 04 for SOD and EOD unless
     * `prefix` and `suffix` say what is set on it; `access-is`: STX lines ETX; `elyctis`: asked to read, answers tag,
     * length and lines; `custom`: the bytes given.
     */
    framing: z.enum(['desko', 'access-is', 'elyctis', 'custom']),
    prefix: bytes.optional(),
    separator: z.number().int().min(0).max(0xff).optional(),
    suffix: bytes.optional(),
  })
  .refine((reader) => reader.framing !== 'custom' || (reader.suffix !== undefined && reader.suffix.length > 0), {
    path: ['suffix'],
    message: 'is needed with "framing: custom"',
  });
export type DocumentReaderConfig = z.infer<typeof DocumentReaderConfig>;
