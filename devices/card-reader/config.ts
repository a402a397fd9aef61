import { z } from 'zod';
import { deviceName } from '../schema.ts';

export const CardReaderConfig = z.strictObject({
  class: z.literal('card-reader'),
  name: deviceName,
  /** Which of the readers that the service knows (`pcsc_scan -r`). */
  reader: z
    .strictObject({
      /**
       * Its name without the two numbers at the end, of which the first is another one after the next start. `*` stands
       * for anything: `ACS ACR122U*`.
       */
      name: z.string().min(1).max(128).optional(),
      /** The maker's serial number. */
      serial: z.string().min(1).max(64).optional(),
      /** The second of the two numbers at the end of its name, 0 to 255: one of several slots in the same reader. */
      slot: z.number().int().min(0).max(255).optional(),
    })
    .refine((reader) => reader.name !== undefined || reader.serial !== undefined, 'needs "name" or "serial"'),
  /** Only a reader for staff's badges asks a card for its number; of a visitor's card nothing is read. */
  role: z.enum(['staff-badge', 'visitor']),
  /** Milliseconds. */
  timing: z
    .strictObject({
      /** From a question to the reader or its card to the answer. */
      answer: z.number().int().min(500).max(30_000).default(3_000),
    })
    .prefault({}),
});
export type CardReaderConfig = z.infer<typeof CardReaderConfig>;
export type ReaderChoice = CardReaderConfig['reader'];
