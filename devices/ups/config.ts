import { z } from 'zod';
import { LinkConfig } from '../link/config.ts';
import { deviceName, milliseconds } from '../schema.ts';

const word = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'without control characters');

/** The daemon of this machine on its registered port, where nothing else is said (RFC 9271, 7). */
const withDefaults = (link: unknown): unknown => {
  if (link === undefined) return { tcp: { host: '127.0.0.1', port: 3493 } };
  if (
    typeof link !== 'object' ||
    link === null ||
    !('tcp' in link) ||
    typeof link.tcp !== 'object' ||
    link.tcp === null
  )
    return link;
  return { ...link, tcp: { host: '127.0.0.1', port: 3493, ...link.tcp } };
};

export const UpsConfig = z
  .strictObject({
    class: z.literal('ups'),
    name: deviceName,
    link: z.preprocess(
      withDefaults,
      LinkConfig.refine((link) => link.tcp !== undefined, 'a UPS is reached by "tcp", through the NUT daemon'),
    ),
    /** As it is named in the daemon's `ups.conf`. */
    ups: z
      .string()
      .regex(/^[^\s"\\@:]{1,64}$/, 'the name from ups.conf, without @host')
      .default('ups'),
    /** Only where the daemon requires one; by default NUT needs none for reading. */
    username: word.optional(),
    password: word.optional(),
    /** Milliseconds. */
    timing: z
      .strictObject({
        /** Between two polls. */
        poll: milliseconds(500, 60_000, 3_000),
        /** From a question to the end of its answer. */
        answer: milliseconds(500, 60_000, 5_000),
        /** From the first OFF in its status until the outlets count as switched off; as OFFDURATION of upsmon. */
        off: milliseconds(0, 600_000, 30_000),
      })
      .prefault({}),
  })
  .refine((config) => (config.username === undefined) === (config.password === undefined), {
    message: 'needs both "username" and "password", or neither',
    path: ['username'],
  });
export type UpsConfig = z.infer<typeof UpsConfig>;
export type UpsTiming = UpsConfig['timing'];
