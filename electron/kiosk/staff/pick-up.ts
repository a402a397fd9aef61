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

/** Letters that are taken for digits when a code is read aloud. */
const MISREAD: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };
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
  let typed = '';
  let busy = false;
  let message: Key | null = null;
  /** Redeemed and not printed: the code works once, so its document is kept until the paper is out. */
  let redeemed: { readonly code: string; readonly document: string; readonly reference: string } | null = null;
  const shown = (): string => typed.match(/.{1,4}/g)?.join('-') ?? '';
  const edit = (next: string): void => {
    typed = next.slice(0, LENGTH);
    message = null;
    changed();
  };
  return {
    facts: () => ({ typed: shown(), complete: typed.length === LENGTH, busy, message }),
    type(key) {
      const letter = key.toUpperCase();
      const read = MISREAD[letter] ?? letter;
      if (/^[0-9A-HJKMNP-TV-Z]$/.test(read)) edit(typed + read);
    },
    erase: () => edit(typed.slice(0, -1)),
    clear: () => edit(''),
    async redeem() {
      if (busy || typed.length !== LENGTH) return;
      busy = true;
      message = null;
      changed();
      try {
        const code = shown();
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
          typed = '';
        }
      } finally {
        busy = false;
        changed();
      }
    },
  };
}
