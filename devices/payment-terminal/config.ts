import { z } from 'zod';
import { LinkConfig } from '../link/config.ts';
import { deviceName, milliseconds } from '../schema.ts';
import { CHARACTER_SETS, USUAL } from './character-set.ts';

/** The lines' usual settings where nothing else is said: 9600 8N2 (PA00P016, 2), port 20007 (3). */
const withDefaults = (link: unknown): unknown => {
  if (typeof link !== 'object' || link === null) return link;
  const { serial, tcp } = link as { serial?: unknown; tcp?: unknown };
  const filled = (given: unknown, usual: object): unknown =>
    typeof given === 'object' && given !== null ? { ...usual, ...given } : given;
  return {
    ...link,
    ...(serial === undefined ? {} : { serial: filled(serial, { baudRate: 9600, stopBits: 2 }) }),
    ...(tcp === undefined ? {} : { tcp: filled(tcp, { port: 20007 }) }),
  };
};

/**
 * Milliseconds that an authorization and the asking after it may take together. With three questions to the terminal of
 * a minute each, this stays below the caller's limit for a payment (verbs.ts, 15 minutes).
 */
const LONGEST_PAYMENT = 690_000;

export const PaymentTerminalConfig = z.strictObject({
  class: z.literal('payment-terminal'),
  name: deviceName,
  link: z.preprocess(withDefaults, LinkConfig),
  /** Its merchant password; not the acquirer's. */
  password: z
    .string()
    .regex(/^\d{6}$/, 'six digits')
    .default('000000'),
  /** What its texts are in where it does not say so itself. */
  characterSet: z.enum(CHARACTER_SETS).default(USUAL),
  /** Milliseconds. */
  timing: z
    .strictObject({
      t1: milliseconds(50, 2_000, 200),
      t2: milliseconds(500, 10_000, 5_000),
      t3: milliseconds(1_000, 30_000, 5_000),
      t4: milliseconds(30_000, 900_000, 180_000),
      total: milliseconds(60_000, 690_000, 600_000),
      poll: milliseconds(1_000, 60_000, 60_000),
      pollHindered: milliseconds(500, 60_000, 10_000),
      resolve: milliseconds(0, 600_000, 60_000),
    })
    .refine(
      ({ total, resolve }) => total + resolve <= LONGEST_PAYMENT,
      `total and resolve are at most ${LONGEST_PAYMENT} together`,
    )
    .prefault({}),
});
export type PaymentTerminalConfig = z.infer<typeof PaymentTerminalConfig>;
