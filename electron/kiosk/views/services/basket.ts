import type { SnapshotFrom } from 'xstate';
import { keyOf, SERVICES } from '../../../../services/kit/services.ts';
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
export function notTaken({ context, children }: Snapshot, leaves: boolean): Text[] {
  return [
    ...(hasLink(children) ? [say('basket.notFetched')] : []),
    ...(isOwed(context) ? [say(leaves ? 'basket.receiptComes' : 'basket.receiptMissing')] : []),
  ];
}

interface Ordering {
  getSnapshot(): { readonly children: Readonly<Record<string, unknown>>; readonly value: unknown };
}
/** A document waits behind the code on the display, and nobody has fetched it. */
const hasLink = (children: Snapshot['children']): boolean =>
  SERVICES.some(({ id }) => {
    const service = children[keyOf(id)] as Ordering | undefined;
    const order = service?.getSnapshot().children.order as Ordering | undefined;
    const at = order?.getSnapshot().value;
    return at === 'linked' || at === 'lookingAtLink' || at === 'linkOver';
  });
