import { z } from 'zod';
import { LinkConfig } from '../link/config.ts';
import { deviceName } from '../schema.ts';

const pin = z.number().int().min(0).max(35);
const Input = z.strictObject({
  pin,
  /** The level at which it counts: a contact to ground behind a pull-up is active when low. */
  active: z.enum(['low', 'high']).default('low'),
});

export const IoBoardConfig = z
  .strictObject({
    class: z.literal('io-board'),
    name: deviceName,
    link: LinkConfig,
    inputs: z
      .strictObject({
        door: Input.optional(),
        tamper: Input.optional(),
        'service-key': Input.optional(),
        presence: Input.optional(),
      })
      .prefault({}),
    /** Pins that switch a light on. */
    lights: z
      .strictObject({
        card: pin.optional(),
        receipt: pin.optional(),
        document: pin.optional(),
        payment: pin.optional(),
        scanner: pin.optional(),
      })
      .prefault({}),
    /** Milliseconds between two looks at the inputs. */
    poll: z.number().int().min(50).max(2_000).default(150),
  })
  .refine(({ inputs, lights }) => {
    const pins = [...Object.values(inputs).map((input) => input?.pin), ...Object.values(lights)].filter(
      (one) => one !== undefined,
    );
    return new Set(pins).size === pins.length;
  }, 'a pin is used twice');
export type IoBoardConfig = z.infer<typeof IoBoardConfig>;
