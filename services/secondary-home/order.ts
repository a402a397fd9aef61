import { z } from 'zod';
import { Day, Id } from '../../register/contract/parts.ts';

/** The home that is given up, and the day of moving out. */
export const SecondaryHomeChange = z.object({ residence: Id, movedOut: Day });
