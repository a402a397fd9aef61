import type { z } from 'zod';
import type { ChangeRule } from '../../register/server/services/rules.ts';
import type { SecondaryHomeChange } from './order.ts';

export const secondaryHomeAtRegister: ChangeRule<z.output<typeof SecondaryHomeChange>> = {
  changeOf: ({ residence, movedOut }) => ({ kind: 'give-up-secondary-home', home: residence, movedOut }),
};
