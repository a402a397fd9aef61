import type { EventObject, SnapshotFrom } from 'xstate';
import { demoTerms } from '../../test/harness/paths.ts';
import type { Path } from '../../test/harness/paths.ts';
import { plain, ids, done, snapshot, inServices, walk, ITEM } from '../../test/harness/walk.ts';
import { conforms } from '../kit/conforms.ts';
import { criminalRecord } from './machine.ts';
import { criminalRecord as description } from './service.ts';

function walks(): readonly Path[] {
  return walk({
    name: 'criminalRecord',
    screens: {
      choosingType: ['record-type'],
      typing: ['record-name', 'record-street', 'record-postalCode', 'record-city', 'record-purpose'],
      preview: ['record-preview'],
      ordering: ['waiting order.sending'],
    },
    exploration: {
      machine: criminalRecord,
      input: { service: 'criminal-record', ...demoTerms() },
      events: [
        ...ids('choose', 'N', 'O', 'P'),
        ...['Amt', '12345'].map((key) => ({ type: 'key', key }) as EventObject),
        ...plain('erase', 'clear', 'submit', 'back', 'home', 'done', 'retry', 'print', 'show-qr'),
        ...ids('act', 'confirm', 'pick-up'),
        snapshot('order'),
        done('order', { outcome: 'done', item: ITEM }),
        done('order', { outcome: 'left', item: null }),
        done('order', { outcome: 'signed-out', item: null }),
      ],
      abstract: ({ type, typed, field, problem, item, outcome }: SnapshotFrom<typeof criminalRecord>['context']) => [
        type,
        Object.values(typed).map((text, at) =>
          text === '' ? 'empty' : at === 2 && !/^\d{5}$/.test(text) ? 'wrong' : 'some',
        ),
        field,
        problem,
        item === null,
        outcome,
      ],
      view: (of) => inServices('criminalRecord', of, 'criminal-record'),
    },
  });
}

conforms(description, {
  walks,
  asked: async () => [
    { body: { order: { type: 'N' } }, due: 1300 },
    {
      body: {
        order: {
          type: 'O',
          authority: { name: 'Jugendamt', street: 'Hofstraße 3', postalCode: '12345', city: 'Musterstadt' },
          purpose: 'Ehrenamt',
        },
      },
      due: 1300,
    },
  ],
});
