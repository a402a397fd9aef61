import { noteBug } from '../log/bug.ts';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { DocumentPrinterHandle } from '../../../devices/document-printer/handle.ts';
import type { Captured } from '../../../devices/payment-terminal/payment-terminal.ts';
import type { ServiceRequest } from '../../../register/client/client.ts';
import type {
  DoneItem,
  Issued,
  IssueOutcome,
  OrderSpec,
  PayOutcome,
  PrintedOutcome,
  ServiceFailure,
} from '../../../state-machines/services/ports.ts';
import { keyOf, serviceOf } from '../../../services/kit/services.ts';
import type { Log } from '../log/log.ts';
import { outcomeOf } from '../print/document.ts';
import type { Payments } from './payments.ts';
import type { AsyncStore } from '../store/client.ts';
import type { OpenOrder, OrderEntry, OrderProduct } from '../store/orders.ts';
import type { SignIn } from '../eid/sign-in.ts';

export interface OrdersDeps {
  readonly store: Pick<AsyncStore, 'keepOrder' | 'openOrders'>;
  readonly payments: Payments;
  readonly signIn: SignIn;
  readonly printer: DocumentPrinterHandle | undefined;
  readonly clock: Clock;
  readonly log: Log;
  changed(): void;
  /** Something happened to an order that is to be reported to the register; the journal holds what. */
  reported(): void;
}

/**
 * Orders from their intent to their end, across the end of any process: `intent → captured → issued → handed over →
 * closed`.
 */
export interface Orders {
  /** Issued and not handed over, from visits that are over: staff see to them. */
  undelivered(): readonly OpenOrder[];
  intend(spec: OrderSpec): Promise<string>;
  pay(id: string, cents: number): Promise<PayOutcome>;
  /** The visitor has changed their mind; the terminal's answer decides whether it was paid. */
  abort(): void;
  issue(id: string, spec: OrderSpec): Promise<IssueOutcome>;
  /** Nothing was issued: the money goes back. False where it could not, and staff have it. */
  refund(id: string, product: OrderProduct): Promise<boolean>;
  /** With the token that staff got for it: a pick-up code's, or a reprint's. */
  print(document: string): Promise<PrintedOutcome>;
  /** For the visitor who stands there: it must not come out in front of the next one. */
  printForVisit(document: string): Promise<PrintedOutcome>;
  /** The counter gave out the document with this reference: what is still open of it is closed. */
  handedOut(reference: string): Promise<void>;
  close(id: string, product: OrderProduct, issued: Issued): Promise<DoneItem>;
  /** The visit is over: what it left open is settled, or shown to staff. */
  leave(): Promise<void>;
  /**
   * Settles what earlier visits left open, as far as register and payment terminal say; again and again, until nothing
   * is.
   */
  reconcile(): Promise<void>;
  /** Staff: the document once more from the register, on paper; then the order is closed. */
  reprint(id: string): Promise<boolean>;
  /** Staff gave out or took back what was owed. */
  settle(id: string): Promise<void>;
}

/** Milliseconds before the same request is sent again: with its key it is done once. */
const AGAIN = [500, 1_500, 4_000] as const;

export function createOrders({ store, payments, signIn, printer, clock, log, changed, reported }: OrdersDeps): Orders {
  /** Of this visit: what the payment terminal proved. */
  const captured = new Map<string, Captured>();
  const current = new Set<string>();
  const reprinting = new Set<string>();
  /** At the payment terminal right now. */
  const paying = new Set<string>();
  let open: readonly OpenOrder[] = [];
  /** Grows by one with every visit that ends. */
  let visit = 0;
  let reconciling: Promise<void> = Promise.resolve();

  const keep = (entry: OrderEntry): Promise<void> => store.keepOrder(entry, clock.now());
  /** After the fact: what cannot be written stays open, and is asked after at the next start. */
  async function note(entry: OrderEntry): Promise<void> {
    try {
      await keep(entry);
      log.write('order.step', { order: entry.id, step: entry.step === 'closed' ? entry.how : entry.step });
      if (entry.step === 'closed') reported();
    } catch {
      log.write('store.failed', { operation: 'keepOrder' });
    }
  }
  async function read(): Promise<void> {
    open = (await store.openOrders().catch(() => open)).filter(({ id }) => !current.has(id));
    changed();
  }
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));

  async function request(id: string, spec: OrderSpec): Promise<IssueOutcome> {
    const paid = captured.get(id);
    const payment =
      paid === undefined ? null : { amountCents: paid.amountCents, receipt: paid.receipt, terminalId: paid.terminalId };
    const answer = await signIn.ask(keyOf(spec.kind), { key: id, order: spec.order, payment });
    if (!answer.ok) return answer;
    return 'document' in answer.value
      ? { ok: true, value: { kind: 'document', document: answer.value } }
      : { ok: true, value: { kind: 'case', receipt: answer.value } };
  }

  /** Asked about, a key that issued nothing is void for ever. */
  async function isVoid(id: string): Promise<true | 'unreachable' | { readonly reference: string }> {
    const answer = await signIn.askFor('order', { key: id });
    if (!answer.ok) return 'unreachable';
    return answer.value.state === 'void' ? true : answer.value;
  }

  /** `wanted`: asked when everything is ready for the printer; where it says no, nothing is printed. */
  async function printDocument(shown: ServiceRequest<'document'>, wanted = () => true): Promise<PrintedOutcome> {
    if (printer === undefined) return 'nothing';
    const content = await signIn.askFor('document', shown);
    if (!content.ok || !wanted()) return 'nothing';
    const printed = await printer.print({
      pdf: Buffer.from(content.value.pdf, 'base64'),
      pages: content.value.pages,
      sides: 'one-sided',
    });
    if (printed.ok)
      log.write('document.printed', { device: printer.name, pages: content.value.pages, by: printed.value.by });
    else
      log.write('document.failed', {
        device: printer.name,
        state: printed.error.status.state,
        paper: printed.error.paper,
        pages: printed.error.pages,
      });
    return outcomeOf(printed);
  }

  async function settleOne(order: OpenOrder): Promise<void> {
    const { id } = order;
    if (paying.has(id) || payments.facts().asking.has(id)) return;
    const outstanding = payments.facts().outstanding.find((one) => one.id === id);
    // Whether it was paid is not known yet: the terminal is asked first.
    if (outstanding !== undefined && outstanding.state !== 'captured') return;
    const outcome = await isVoid(id);
    if (outcome === 'unreachable') return;
    if (outcome === true) {
      if (outstanding === undefined) return note({ step: 'closed', id, how: 'void' });
      if (await payments.reverse(id)) await note({ step: 'closed', id, how: 'refunded' });
      return;
    }
    await note({ step: 'issued', id, reference: outcome.reference });
    // Nothing is owed: a free one can be ordered again, and what was paid went back before.
    if (outstanding === undefined) await note({ step: 'closed', id, how: order.cents === 0 ? 'left' : 'refunded' });
  }

  const orders: Orders = {
    undelivered: () => open.filter(({ state }) => state === 'issued'),
    async intend(spec) {
      const id = randomUUID();
      // Before it is on disk: the search for open orders must not find one that is just beginning.
      current.add(id);
      try {
        await keep({ step: 'intent', id, product: spec.kind, cents: spec.cents });
      } catch (error) {
        current.delete(id);
        throw error;
      }
      // The visit ended while this was written: the order will not be paid, and the search for open orders at the
      // visit's end did not see it yet.
      if (!current.has(id)) void orders.reconcile();
      return id;
    },
    async pay(id, cents) {
      paying.add(id);
      const outcome = await payments.pay(cents, id).finally(() => paying.delete(id));
      if (outcome.outcome === 'captured') {
        reported();
        // Kept for the visit that paid; where that has ended, the payment is settled as at a start.
        if (current.has(id)) captured.set(id, outcome);
        else void orders.reconcile();
        return { outcome: 'captured' };
      }
      if (outcome.outcome === 'declined') {
        await note({ step: 'closed', id, how: 'void' });
        current.delete(id);
        return { outcome: 'declined', reason: outcome.reason };
      }
      return { outcome: 'unknown' };
    },
    abort: () => payments.abort(),
    async issue(id, spec) {
      await keep({ step: 'issuing', id });
      let last: ServiceFailure = 'unreachable';
      for (const pause of [0, ...AGAIN]) {
        if (pause > 0) await wait(pause);
        // The visit is over; a request sent here would carry the sign-in of the next visitor.
        if (!current.has(id)) return { ok: false, error: 'signed-out' };
        const answer = await request(id, spec);
        if (answer.ok) {
          const reference =
            answer.value.kind === 'document' ? answer.value.document.reference : answer.value.receipt.reference;
          await note({ step: 'issued', id, reference });
          return answer;
        }
        last = answer.error;
        if (answer.error !== 'unreachable' && answer.error !== 'residents-away') break;
      }
      // It may be done all the same: with its key, the first answer comes again.
      if (last === 'unreachable' && typeof (await isVoid(id)) === 'object' && current.has(id)) {
        const answer = await request(id, spec);
        if (answer.ok) {
          await note({
            step: 'issued',
            id,
            reference:
              answer.value.kind === 'document' ? answer.value.document.reference : answer.value.receipt.reference,
          });
          return answer;
        }
      }
      return { ok: false, error: last };
    },
    async refund(id, product) {
      const paid = captured.has(id);
      const outcome = await isVoid(id);
      // A document that was not handed over is worth nothing, so its money goes back at once. An application may be on
      // its way to the authority: until the register says that it is not, the money stays where it is, and staff see
      // the order.
      const back =
        !paid || ((serviceOf(product).refund === 'at-once' || outcome === true) && (await payments.reverse(id)));
      if (back && outcome === true) await note({ step: 'closed', id, how: paid ? 'refunded' : 'void' });
      else if (back && typeof outcome === 'object') await note({ step: 'closed', id, how: paid ? 'refunded' : 'left' });
      if (!back) await payments.release();
      current.delete(id);
      captured.delete(id);
      await read();
      return back;
    },
    print: (document) => printDocument({ document }),
    printForVisit(document) {
      const of = visit;
      return printDocument({ document, ...signIn.shown() }, () => visit === of);
    },
    async handedOut(reference) {
      const order = open.find((one) => one.reference === reference);
      if (order === undefined) return;
      await payments.delivered(order.id);
      await note({ step: 'closed', id: order.id, how: 'staff' });
      await read();
    },
    async close(id, product, issued) {
      const paid = captured.get(id);
      if (paid !== undefined) await payments.delivered(id);
      await note({ step: 'closed', id, how: 'handed-over' });
      current.delete(id);
      captured.delete(id);
      return {
        kind: product,
        reference: issued.kind === 'document' ? issued.document.reference : issued.receipt.reference,
        secret: issued.kind === 'case' ? issued.receipt.secret : null,
        cents: paid?.amountCents ?? 0,
        paymentReceipt: paid?.customerReceipt ?? [],
      };
    },
    async leave() {
      const left = current.size > 0;
      visit += 1;
      current.clear();
      captured.clear();
      // The next visitor is not to find it asking for somebody else's money; what it took all the same goes back.
      if (paying.size > 0) payments.abort();
      await payments.release();
      if (left) await this.reconcile();
    },
    reconcile() {
      reconciling = reconciling
        .then(async () => {
          await read();
          for (const order of open) {
            if (order.state !== 'issued') await settleOne(order);
            // A free order leaves no debt; one that was paid and is not outstanding was handed over just before the
            // end.
            else if (order.cents === 0) await note({ step: 'closed', id: order.id, how: 'left' });
            else if (
              !payments.facts().outstanding.some(({ id }) => id === order.id) &&
              !payments.facts().asking.has(order.id)
            )
              await note({ step: 'closed', id: order.id, how: 'handed-over' });
          }
          await read();
        })
        .catch((error: unknown) => noteBug(log, 'orders', error));
      return reconciling;
    },
    async reprint(id) {
      // A second touch while it is under way is no second copy.
      if (reprinting.has(id) || !open.some((one) => one.id === id)) return false;
      reprinting.add(id);
      try {
        // The register gives it for an order that is open, and for no other.
        const open = await signIn.askFor('reprint', { key: id });
        if (!open.ok || (await this.print(open.value.document)) !== 'printed') return false;
        await payments.delivered(id);
        await note({ step: 'closed', id, how: 'staff' });
        await read();
        return true;
      } finally {
        reprinting.delete(id);
      }
    },
    async settle(id) {
      await note({ step: 'closed', id, how: 'staff' });
      await read();
    },
  };
  payments.onNews(() => {
    reported();
    void orders.reconcile();
  });
  return orders;
}
