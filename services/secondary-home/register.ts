import type { z } from 'zod';
import { giveUpSecondaryHome } from '../../register/server/services/residents.ts';
import type { ChangeRule } from '../../register/server/services/rules.ts';
import type { SecondaryHomeChange } from './order.ts';

export const secondaryHomeAtRegister: ChangeRule<z.output<typeof SecondaryHomeChange>> = {
  apply: giveUpSecondaryHome,
};
