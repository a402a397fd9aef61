import { createTranslate } from '../../../locales/translate.ts';
import { caseCode } from '../../../state-machines/parts/case-number.ts';
import type { DoneItem } from '../../../state-machines/services/ports.ts';
import type { Language, Text, Words } from '../../ipc/view.ts';
import { ticketOf } from './ticket.ts';
import type { AppState } from '../app-state.ts';

const translate = createTranslate();

/**
 * The one receipt of a visit, item by item. `code` is what a scanner reads to say what became of it. No name stands on
 * it: reference and secret are enough to ask after each.
 */
export function receiptLines(
  done: readonly DoneItem[],
  appState: AppState,
  language: Language,
): {
  title: string;
  rows: { label: string; value: string; mono: boolean }[];
  next: readonly string[];
  code: string | null;
  payment: readonly string[];
}[] {
  const said = (one: Text | Words): string => ('text' in one ? one.text : translate(language, one));
  return done.map((item) => {
    const { title, rows, next } = ticketOf(item, appState, language);
    return {
      title: translate(language, title),
      rows: rows.map(({ label, value, mono }) => ({
        label: translate(language, label),
        value: said(value),
        mono: mono === true,
      })),
      next: next.map((sentence) => translate(language, sentence)),
      code: item.secret === null ? null : caseCode({ reference: item.reference, secret: item.secret }),
      payment: item.paymentReceipt,
    };
  });
}
