import type { z } from 'zod';
import { changeBlocks } from '../../register/server/services/residents.ts';
import type { ChangeRule } from '../../register/server/services/rules.ts';
import type { BlocksChange } from './order.ts';

export const blocksAtRegister: ChangeRule<z.output<typeof BlocksChange>> = {
  apply: (tx, { catalogue, ...given }) => changeBlocks(tx, { ...given, kinds: catalogue.blockKinds }),
};
