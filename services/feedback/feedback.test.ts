import { expect } from 'vitest';
import type { EventObject, SnapshotFrom } from 'xstate';
import type { Path } from '../../test/harness/paths.ts';
import { plain, ids, done, failed, inServices, walk } from '../../test/harness/walk.ts';
import { conforms } from '../kit/conforms.ts';
import { feedback } from './machine.ts';
import { feedback as description } from './service.ts';

function walks(): readonly Path[] {
  const sending = '0.feedback.sending';
  const answer = { number: 'V-7K3M-9QXT', secret: 'ABCD-EFGH-JKMN' };
  const paths = walk({
    name: 'feedback',
    screens: {
      choosingTopic: ['feedback-topic'],
      writing: ['feedback-text'],
      choosingAnswer: ['feedback-answer'],
      writingContact: ['feedback-contact'],
      reviewing: ['feedback-review'],
      sending: ['waiting feedback.sendingTitle'],
      failed: ['feedback-failed'],
      sent: ['feedback-registered', 'feedback-queued'],
      discarding: ['feedback-discard'],
    },
    exploration: {
      machine: feedback,
      input: undefined,
      events: [
        ...ids('choose', 'praise', 'idea', 'none', 'contact', 'x'),
        ...ids('act', 'confirm', 'change', 'keep', 'discard', 'x'),
        ...['Gut!', '\u0301', '\u0007'].map((key) => ({ type: 'key', key }) as EventObject),
        ...plain('erase', 'clear', 'submit', 'print', 'show-qr', 'retry', 'back', 'home', 'done'),
        done(sending, { state: 'registered', reference: 'RM-2026-000001-7', ...answer }),
        done(sending, { state: 'queued', ...answer }),
        ...(['no-key', 'not-kept', 'invalid'] as const).map((reason) => done(sending, { state: 'failed', reason })),
        failed(sending),
      ],
      abstract: (
        { topic, text, contact, wantsAnswer, problem, result, outcome, by }: SnapshotFrom<typeof feedback>['context'],
        value: unknown,
      ) => [
        topic,
        text.trim() !== '',
        contact.trim() !== '',
        wantsAnswer,
        problem,
        outcome,
        by,
        value === 'failed' || value === 'sent' ? result : null,
      ],
      view: (of) => inServices('feedback', of),
    },
  });
  for (const { end, steps } of paths) {
    const { text, outcome } = end.context as SnapshotFrom<typeof feedback>['context'];
    if (end.status === 'done' && outcome === 'left' && text.trim() !== '')
      expect(steps.at(-1)).toMatchObject({ type: 'act', id: 'discard' });
    if (end.status === 'active' && JSON.stringify(end.value) === '"sent"') expect(outcome).toBe('done');
  }
  return paths;
}

conforms(description, {
  walks,
});
