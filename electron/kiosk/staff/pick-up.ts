import { createCodeField } from './code-field.ts';
import type { Key } from '../../../locales/keys.ts';
import type { PrintedOutcome } from '../../../state-machines/services/ports.ts';
import type { Orders } from '../orders/orders.ts';
import type { SignIn } from '../eid/sign-in.ts';

/** What staff type and see when a visitor brings a pick-up code to the counter. */
export interface CounterFacts {
  readonly typed: string;
  readonly complete: boolean;
  readonly busy: boolean;
  readonly message: Key | null;
}
export interface Counter {
  facts(): CounterFacts;
  type(key: string): void;
  erase(): void;
  clear(): void;
  /** Redeems the code and prints the document, fetched anew from the register. */
  redeem(): Promise<void>;
}

const LENGTH = 12;

const SAID: { readonly [O in PrintedOutcome]: Key } = {
  printed: 'staff.pickUp.printed',
  uncounted: 'staff.pickUp.uncounted',
  nothing: 'staff.pickUp.notPrinted',
  unknown: 'staff.pickUp.unclear',
};

export function createCounter({
  signIn,
  orders,
  changed,
}: {
  readonly signIn: SignIn;
  readonly orders: Orders;
  changed(): void;
}): Counter {
  let busy = false;
  let message: Key | null = null;
  /** Redeemed and not printed: the code works once, so its document is kept until the paper is out. */
  let redeemed: { readonly code: string; readonly document: string; readonly reference: string } | null = null;
  const field = createCodeField({
    length: LENGTH,
    edited() {
      message = null;
      changed();
    },
  });
  return {
    type: field.type,
    erase: field.erase,
    clear: field.clear,
    facts: () => ({ typed: field.shown(), complete: field.isComplete(), busy, message }),
    async redeem() {
      if (busy || !field.isComplete()) return;
      busy = true;
      message = null;
      changed();
      try {
        const code = field.shown();
        if (redeemed?.code !== code) {
          const answer = await signIn.askFor('redeem', { code });
          if (!answer.ok) {
            message = answer.error === 'unreachable' ? 'staff.pickUp.unreachable' : 'staff.pickUp.unknown';
            return;
          }
          redeemed = { code, document: answer.value.document, reference: answer.value.reference };
        }
        const printed = await orders.print(redeemed.document);
        message = SAID[printed];
        if (printed === 'printed') {
          // Where this does not arrive, the register removes it within the hour.
          await signIn.askFor('handOver', { document: redeemed.document });
          await orders.handedOut(redeemed.reference);
          redeemed = null;
          field.used();
        }
      } finally {
        busy = false;
        changed();
      }
    },
  };
}
