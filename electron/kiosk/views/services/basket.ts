import type { SnapshotFrom } from 'xstate';
import { carries } from '../../../../state-machines/parts/tags.ts';
import { isOwed, type services } from '../../../../state-machines/services/session.ts';
import type { Language, Text, View } from '../../../ipc/view.ts';
import { euros } from '../../content/money.ts';
import { say } from '../../content/wording.ts';

type Snapshot = SnapshotFrom<typeof services>;

/** What was got done and paid in this visit, and what becomes of its receipt; nothing where nothing was. */
export function basketOf({ context }: Snapshot, language: Language): Pick<View, 'basket'> {
  const { done, taken } = context;
  if (done.length === 0) return {};
  const cents = done.reduce((sum, item) => sum + item.cents, 0);
  return {
    basket: {
      done: say('basket.done', { count: done.length }),
      ...(cents === 0 ? {} : { paid: say('basket.paid', { amount: euros(cents, language) }) }),
      ...(isOwed(context) ? { receipt: say('basket.receipt') } : taken > 0 ? { receipt: say('basket.taken') } : {}),
    },
  };
}

/** What the visitor does not have yet. `leaves`: the receipt comes by itself when the visitor ends the visit. */
export function notTaken(snapshot: Snapshot, leaves: boolean): Text[] {
  return [
    ...(carries(snapshot, 'not-fetched') ? [say('basket.notFetched')] : []),
    ...(isOwed(snapshot.context) ? [say(leaves ? 'basket.receiptComes' : 'basket.receiptMissing')] : []),
  ];
}
