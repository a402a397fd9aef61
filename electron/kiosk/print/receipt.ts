import { createTranslate } from '../../../locales/translate.ts';
import type { DoneItem } from '../../../state-machines/ports-services.ts';
import type { Language } from '../../bridge.ts';
import { euros } from '../present/services/page.ts';
import { ITEM } from '../present/services/services.ts';
import { say } from '../present/speak.ts';

const translate = createTranslate();

/** The one receipt of a visit, item by item. No name stands on it: reference and secret are enough to ask after each. */
export function receiptLines(done: readonly DoneItem[], language: Language): { title: string; rows: { label: string; value: string }[]; payment: readonly string[] }[] {
  const words = (key: Parameters<typeof say>[0], values?: Record<string, string | number>): string => translate(language, say(key, values));
  return done.map((item) => ({
    title: words(ITEM[item.kind]),
    rows: [
      { label: words('receipt.reference'), value: item.reference },
      ...(item.secret === null ? [] : [{ label: words('receipt.secret'), value: item.secret }]),
      { label: words('identify.costs'), value: item.cents === 0 ? words('fee.free') : words('receipt.paid', { amount: euros(item.cents, language) }) },
    ],
    payment: item.paymentReceipt,
  }));
}
