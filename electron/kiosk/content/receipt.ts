import { euros } from './money.ts';
import { createTranslate } from '../../../locales/translate.ts';
import { serviceOf } from '../../../services/kit/services.ts';
import { caseCode } from '../../../state-machines/parts/case-number.ts';
import type { DoneItem } from '../../../state-machines/services/ports.ts';
import type { Language } from '../../ipc/view.ts';
import { longDay, say } from './wording.ts';

const translate = createTranslate();

/**
 * The one receipt of a visit, item by item. `code` is what a scanner reads to say what became of it. No name stands on
 * it: reference and secret are enough to ask after each.
 */
export function receiptLines(
  done: readonly DoneItem[],
  language: Language,
): {
  title: string;
  rows: { label: string; value: string }[];
  next: string | null;
  code: string | null;
  payment: readonly string[];
}[] {
  const words = (key: Parameters<typeof say>[0], values?: Record<string, string | number>): string =>
    translate(language, say(key, values));
  return done.map((item) => ({
    title: words(serviceOf(item.kind).title),
    rows: [
      { label: words(item.queued === true ? 'feedback.number' : 'receipt.reference'), value: item.reference },
      ...(item.pickUp === undefined
        ? []
        : [
            { label: words('receipt.pickUpCode'), value: item.pickUp.code },
            { label: words('receipt.pickUpUntil'), value: longDay(new Date(item.pickUp.expiresAt), language) },
          ]),
      ...(item.secret === null ? [] : [{ label: words('receipt.secret'), value: item.secret }]),
      {
        label: words('identify.costs'),
        value: item.cents === 0 ? words('fee.free') : words('receipt.paid', { amount: euros(item.cents, language) }),
      },
    ],
    next:
      item.kind !== 'feedback'
        ? null
        : words(item.queued === true ? 'feedback.queued.body' : 'feedback.registered.slip'),
    code: item.secret === null ? null : caseCode({ reference: item.reference, secret: item.secret }),
    payment: item.paymentReceipt,
  }));
}
