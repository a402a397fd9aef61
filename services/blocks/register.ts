import type { z } from 'zod';
import type { ChangeRule } from '../../register/server/services/rules.ts';
import type { BlocksChange } from './order.ts';

export const blocksAtRegister: ChangeRule<z.output<typeof BlocksChange>> = {
  changeOf: ({ changes }) => ({ kind: 'blocks', changes }),
};
