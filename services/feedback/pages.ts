import type { SnapshotFrom } from 'xstate';
import {
  ACTION,
  handOverOffer,
  page,
  say,
  ticketOf,
  ticketSection,
  type Language,
  type Page,
  type Said,
  type ScreenOf,
  type ServicePage,
  type AppState,
} from '../kit/pages.ts';
import { draftOf, type feedback, isWritten, LONGEST, TOPICS } from './machine.ts';

type Snapshot = SnapshotFrom<typeof feedback>;
type Context = Snapshot['context'];

const ICON = { praise: 'praise', criticism: 'criticism', idea: 'idea' } as const;

export function presentFeedback(snapshot: Snapshot, appState: AppState, language: Language): ServicePage {
  const { context } = snapshot;
  switch (snapshot.value) {
    case 'writing':
      return { screen: text(context), step: 2 };
    case 'choosingAnswer':
      return { screen: answer(), step: 3 };
    case 'writingContact':
      return { screen: contact(context), step: 3 };
    case 'reviewing':
      return { screen: review(context, language), step: 4 };
    case 'sending':
      return {
        screen: {
          kind: 'waiting',
          title: say('feedback.sendingTitle'),
          body: say('feedback.sending'),
          slow: false,
          cancel: false,
          picture: 'register',
        },
      };
    case 'failed':
      return { screen: failed(context) };
    case 'sent':
    case 'finished':
      return { screen: sent(context, appState, language) };
    case 'discarding':
      return {
        screen: page({
          id: 'feedback-discard',
          tone: 'warning',
          title: say('feedback.discard.title'),
          lead: [say('feedback.discard.body')],
          actions: [
            { id: 'discard', label: say('feedback.discard.yes'), icon: 'close', tone: 'secondary' },
            { id: 'keep', label: say('feedback.discard.no'), icon: 'write', tone: 'primary' },
          ],
        }),
      };
    default:
      return { screen: topics(), step: 1 };
  }
}

const topics = (): Page =>
  page({
    id: 'feedback-topic',
    title: say('feedback.topic.title'),
    lead: [say('feedback.topic.lead')],
    choices: TOPICS.map((id) => ({
      id,
      title: say(`feedback.topic.${id}`),
      line: say(`feedback.topic.${id}Line`),
      icon: ICON[id],
      state: 'plain' as const,
    })),
  });

function text({ topic, text: value, problem }: Context): ScreenOf<'entry'> {
  return {
    kind: 'entry',
    id: 'feedback-text',
    title: say(`feedback.text.${topic}`),
    lead: [say('feedback.text.lead')],
    label: say('feedback.text.label'),
    value,
    layout: 'letters',
    complete: isWritten(value),
    long: true,
    count: say('feedback.text.count', { used: value.length, most: LONGEST.text }),
    ...(problem ? { problem: say('feedback.text.problem') } : {}),
  };
}

const answer = (): Page =>
  page({
    id: 'feedback-answer',
    title: say('feedback.answer.title'),
    lead: [say('feedback.answer.lead')],
    choices: [
      {
        id: 'none',
        title: say('feedback.answer.none'),
        line: say('feedback.answer.noneLine'),
        icon: 'check',
        state: 'plain',
      },
      {
        id: 'contact',
        title: say('feedback.answer.contact'),
        line: say('feedback.answer.contactLine'),
        icon: 'mail',
        state: 'plain',
      },
    ],
  });

function contact({ contact: value, problem }: Context): ScreenOf<'entry'> {
  return {
    kind: 'entry',
    id: 'feedback-contact',
    title: say('feedback.contact.title'),
    lead: [say('feedback.contact.lead')],
    label: say('feedback.contact.label'),
    value,
    layout: 'letters',
    complete: isWritten(value),
    ...(problem ? { problem: say('feedback.contact.problem') } : {}),
  };
}

/** The visitor's own words, in the language in which they wrote. */
function review(context: Context, language: Language): Page {
  const draft = draftOf(context);
  const own = (written: string): Said => ({ text: written, language });
  return page({
    id: 'feedback-review',
    title: say('feedback.review.title'),
    lead: [say('feedback.review.lead')],
    sections: [
      {
        rows: [
          { label: say('feedback.review.topic'), value: [say(`feedback.topic.${draft.topic}`)] },
          { label: say('feedback.text.label'), value: [own(draft.text)] },
          {
            label: say('feedback.review.answer'),
            value: [draft.contact === null ? say('feedback.review.none') : own(draft.contact)],
          },
        ],
      },
    ],
    actions: [
      { id: 'change', label: say('feedback.review.change'), icon: 'write', tone: 'secondary' },
      { ...ACTION.confirm, label: say('feedback.review.send') },
    ],
  });
}

/** Nothing was lost, and nothing was handed in. */
function failed({ result }: Context): Page {
  const reason = result?.state === 'failed' ? result.reason : 'not-kept';
  return page({
    id: 'feedback-failed',
    tone: 'warning',
    picture: 'register',
    title: say('feedback.failed.title'),
    lead: [
      say(
        reason === 'invalid'
          ? 'feedback.failed.invalid'
          : reason === 'no-key'
            ? 'feedback.failed.noKey'
            : 'feedback.failed.notKept',
      ),
      say('feedback.failed.kept'),
      say('works.counter'),
    ],
    actions: [ACTION.home, ACTION.retry],
  });
}

function sent({ result, item }: Context, appState: AppState, language: Language): Page {
  const offer = handOverOffer(appState);
  const queued = result?.state === 'queued';
  return page({
    id: queued ? 'feedback-queued' : 'feedback-registered',
    back: false,
    tone: queued ? 'info' : 'success',
    title: say(queued ? 'feedback.queued.title' : 'feedback.registered.title'),
    lead: [say('feedback.thanks'), ...(offer.why === undefined ? [] : [offer.why])],
    sections: item === null ? [] : [ticketSection(ticketOf(item, appState, language))],
    actions: [
      { ...ACTION.done, label: say('receipt.without'), tone: 'secondary' as const },
      { id: 'show-qr', label: say('action.showQr'), icon: 'smart-phone', tone: 'secondary' as const },
      ...(offer.print === 'offered'
        ? [{ id: 'print', label: say('receipt.print'), icon: 'print', tone: 'primary' as const }]
        : []),
    ],
  });
}
