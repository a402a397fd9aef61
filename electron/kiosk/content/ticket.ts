import { serviceOf } from '../../../services/kit/services.ts';
import type { DoneItem, PickUp } from '../../../state-machines/services/ports.ts';
import type { Language, Page, Text, Words } from '../../ipc/view.ts';
import { euros } from './money.ts';
import { counterFor } from './office.ts';
import { german, isoDay, longDay, say } from './wording.ts';
import type { AppState } from '../app-state.ts';

/** One thing that was got done, as it stands on the glass and on paper: the same words in the same order. */
export interface Ticket {
  readonly title: Text;
  readonly rows: readonly {
    readonly label: Text;
    readonly value: Text | Words;
    /** A number or a code: read sign by sign. */
    readonly mono?: true;
  }[];
  /** What happens next, at most three sentences. */
  readonly next: readonly Text[];
}

/** No name stands on it: reference and secret are enough to ask what became of it. */
export function ticketOf(item: DoneItem, appState: AppState, language: Language): Ticket {
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
    next: nextOf(item, appState, language),
  };
}

/**
 * What happens next with one thing that was got done: on the glass, on paper and behind the code. A date stands there
 * where it is known: until when something waits, when the counter opens, from when it holds.
 */
function nextOf(item: DoneItem, appState: AppState, language: Language): Text[] {
  const { follows } = serviceOf(item.kind);
  if (item.pickUp !== undefined) return nextAtCounter(item.pickUp, appState, language);
  if (follows.kind === 'message')
    return [
      say(item.queued === true ? 'feedback.queued.body' : 'feedback.registered.slip'),
      ...(item.replies === true ? [say('feedback.next.reply')] : []),
      ...(item.secret === null ? [] : [say(item.queued === true ? 'next.keepNumber' : 'receipt.keep')]),
    ];
  return [
    ...(item.holdsFrom === undefined ? [] : [say('next.holdsFrom', { day: isoDay(item.holdsFrom, language) })]),
    ...follows.next.map((key) => say(key)),
    ...(item.secret === null ? [] : [say('receipt.keep')]),
  ];
}

/** Of a document that waits there: when somebody is at the counter, and until when the code is good. */
export function nextAtCounter({ expiresAt }: PickUp, appState: AppState, language: Language): Text[] {
  const where = counterFor('certificate', appState, language);
  return [
    ...(where === null ? [] : [where.when]),
    say('order.pickUpBody', { day: longDay(new Date(expiresAt), language) }),
  ];
}

/** The ticket as a part of a page. */
export const ticketSection = ({ title, rows, next }: Ticket): Page['sections'][number] => ({
  title,
  ticket: true,
  rows: rows.map(({ value, ...row }) => ({ ...row, value: [value] })),
  next: [...next],
});
