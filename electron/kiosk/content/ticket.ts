import { serviceOf } from '../../../services/kit/services.ts';
import type { DoneItem } from '../../../state-machines/services/ports.ts';
import type { Language, Page, Text, Words } from '../../ipc/view.ts';
import { euros } from './money.ts';
import { german, longDay, say } from './wording.ts';

/** One thing that was got done, as it stands on the glass and on paper: the same words in the same order. */
export interface Ticket {
  readonly title: Text;
  readonly rows: readonly {
    readonly label: Text;
    readonly value: Text | Words;
    /** A number or a code: read sign by sign. */
    readonly mono?: true;
  }[];
}

/** No name stands on it: reference and secret are enough to ask what became of it. */
export function ticketOf(item: DoneItem, language: Language): Ticket {
  const code = (label: Text, value: string): Ticket['rows'][number] => ({ label, value: german(value), mono: true });
  return {
    title: say(serviceOf(item.kind).title),
    rows: [
      code(say(item.queued === true ? 'feedback.number' : 'receipt.reference'), item.reference),
      ...(item.pickUp === undefined
        ? []
        : [
            code(say('receipt.pickUpCode'), item.pickUp.code),
            {
              label: say('receipt.pickUpUntil'),
              value: say('data.day', { day: longDay(new Date(item.pickUp.expiresAt), language) }),
            },
          ]),
      ...(item.secret === null ? [] : [code(say('receipt.secret'), item.secret)]),
      {
        label: say('identify.costs'),
        value: item.cents === 0 ? say('fee.free') : say('receipt.paid', { amount: euros(item.cents, language) }),
      },
    ],
  };
}

/** The ticket as a part of a page. */
export const ticketSection = ({ title, rows }: Ticket): Page['sections'][number] => ({
  title,
  ticket: true,
  rows: rows.map(({ value, ...row }) => ({ ...row, value: [value] })),
});
