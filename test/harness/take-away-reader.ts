/** The part of the public page's script that reads what stands behind the #, as a phone runs it. */
import { runInThisContext } from 'node:vm';
import type { TakeAway } from '../../register/contract/take-away.ts';
import { TAKE_AWAY_READER } from '../../register/server/public/take-away-script.ts';

export const readTakeAway = runInThisContext(
  `(() => { 'use strict'; ${TAKE_AWAY_READER} return readTakeAway; })()`,
) as (fragment: string) => Promise<TakeAway | null>;
