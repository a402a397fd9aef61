import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { deviceName, milliseconds } from '../schema.ts';

export const EidConfig = z
  .strictObject({
    class: z.literal('eid'),
    name: deviceName,
    /** The terminal starts the AusweisApp, and keeps it running. */
    app: z
      .strictObject({
        /** Its program, by path or as the shell finds it: `AusweisApp2`, from version 2 on `AusweisApp`. */
        command: z.string().min(1).max(256).default('AusweisApp2'),
        /** A folder of its own for its settings; made where it is missing. */
        home: z.string().refine(isAbsolute, 'an absolute path'),
      })
      .optional(),
    /**
     * Somebody else has started it: a simulated one, for training. Only on the same machine: the PIN goes over this
     * connection.
     */
    connect: z
      .strictObject({
        host: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
        port: z.number().int().min(1).max(65_535),
      })
      .optional(),
    /** The highest level of its interface that is asked for; 2 is taken where it has no 3. */
    apiLevel: z.number().int().min(2).max(3).default(3),
    /**
     * For tests and training: its built-in reader "Simulator" counts as one, and its card is put in when a card is
     * wanted.
     */
    simulatorCard: z.boolean().default(false),
    /** Milliseconds. */
    timing: z
      .strictObject({
        /** From its start until it says where it listens. */
        start: milliseconds(1_000, 120_000, 20_000),
        /** From a question about itself to the answer. */
        answer: milliseconds(500, 30_000, 5_000),
        /**
         * From the connection until the AusweisApp has announced the readers that are there; half a second where it was
         * measured.
         */
        settle: milliseconds(100, 10_000, 1_500),
        /** Between two checks whether it still answers, while no identification runs. */
        poll: milliseconds(1_000, 60_000, 10_000),
        /** From the beginning until the provider is known. */
        connecting: milliseconds(1_000, 120_000, 45_000),
        /** For reading who wants to read what. */
        consent: milliseconds(10_000, 600_000, 180_000),
        /** For laying the card on, and for laying it on again. */
        card: milliseconds(1_000, 600_000, 120_000),
        /** For a secret, from the last key. */
        secret: milliseconds(1_000, 600_000, 120_000),
        /** Between two signs of progress. */
        working: milliseconds(1_000, 300_000, 60_000),
        /** How long the card is given to be moved, before the AusweisApp tries again. */
        position: milliseconds(100, 30_000, 3_000),
        /** From CANCEL to the end. */
        cancel: milliseconds(1_000, 60_000, 10_000),
        /** For the whole. */
        total: milliseconds(60_000, 1_800_000, 600_000),
      })
      .prefault({}),
  })
  .refine(({ app, connect }) => (app === undefined) !== (connect === undefined), 'needs either "app" or "connect"');
export type EidConfig = z.infer<typeof EidConfig>;
export type EidTiming = EidConfig['timing'];
