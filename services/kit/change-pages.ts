import type { SnapshotFrom } from 'xstate';
import type { change, ChangeContext } from './change.ts';
import {
  ACTION,
  failureText,
  loading,
  page,
  say,
  serviceFailed,
  ticketOf,
  ticketSection,
  type AppState,
  type Language,
  type ServicePage,
  type Text,
} from './pages.ts';

type Snapshot = SnapshotFrom<typeof change>;

/** What two changes differ in; what is the same for both is {@link presentChange}'s. */
export interface ChangePages {
  /** Steps before and at the confirmation. */
  choosing(context: ChangeContext): ServicePage;
  choosingDay?(context: ChangeContext): ServicePage;
  confirming(context: ChangeContext): ServicePage;
  readonly done: { readonly title: Text; readonly body?: Text };
}

export function presentChange(
  { value, context }: Snapshot,
  appState: AppState,
  language: Language,
  pages: ChangePages,
): ServicePage {
  switch (value) {
    case 'failed':
      return { screen: serviceFailed(context.failure) };
    case 'choosing':
      return pages.choosing(context);
    case 'choosingDay':
      return pages.choosingDay?.(context) ?? { screen: loading() };
    case 'confirming':
      return pages.confirming(context);
    case 'submitting':
      return {
        screen: {
          kind: 'waiting',
          title: say('order.saving'),
          body: say('order.issuingBody'),
          slow: false,
          cancel: false,
          picture: 'register',
        },
      };
    case 'notDone':
      return {
        screen: page({
          id: 'change-failed',
          tone: 'warning',
          picture: 'register',
          title: say(isUnclear(context.failure) ? 'change.unclear' : 'change.failed'),
          lead: [
            failureText(context.failure),
            say(
              context.failure === 'conflict'
                ? 'change.conflict'
                : isUnclear(context.failure)
                  ? 'change.unclearBody'
                  : 'failed.kept',
            ),
            say('works.counter'),
          ],
          actions:
            context.failure === 'signed-out'
              ? [{ ...ACTION.done, label: say('identify.start') }]
              : context.failure === 'not-possible'
                ? [ACTION.home]
                : [ACTION.home, ACTION.retry],
        }),
      };
    case 'done':
    case 'finished':
      return {
        screen: page({
          id: 'change-done',
          back: false,
          tone: 'success',
          title: pages.done.title,
          lead: pages.done.body === undefined ? [] : [pages.done.body],
          sections: context.item === null ? [] : [ticketSection(ticketOf(context.item, appState, language))],
          actions: [ACTION.more, ACTION.end],
        }),
      };
    default:
      return { screen: loading() };
  }
}

/** No answer came back: it may be made all the same. */
const isUnclear = (failure: ChangeContext['failure']): boolean =>
  failure === 'unreachable' || failure === 'residents-away';
